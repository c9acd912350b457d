"""Batched L-BFGS: many ridge-penalized linear models over one design, side by side."""

import numpy as np

from mlclf.quasi_newton._curvature_pairs import CurvaturePairs

__all__ = ["minimize_columns"]

MEMORY = 10
# On a device the last columns take three iterations where they took four, and an
# iteration of a few columns is all launches.
DEVICE_MEMORY = 24
MAX_SEARCH = 30
# A step is too long where the slope at its end is upwards by this share of the slope
# down at its start.
TURNED = 0.5
# Columns that have converged are dropped once this share of the block has: before,
# copying the rest would cost more than it saves.
DROP = 0.1
# Largest share by which the objective of a converged column may exceed its minimum.
CERTAIN = 1e-4


def minimize_columns(problem, *, tol, gain_tol, max_iter, on_done):
    """Minimize every column of a problem, each with its own steps and curvature.

    Parameters
    ----------
    problem : object
        One block of columns: ``start()`` gives parameters T of shape (n_params,
        n_columns); ``forward(T)`` the margins; ``residual(M, rows)`` turns the margins
        of some samples, in place, into the derivative of the loss by them;
        ``backward(R)`` the gradient of the loss; ``ridge``, of shape (n_params, 1), the
        penalty of each parameter; ``precondition(G)`` an approximate inverse Hessian
        times G; ``loss(M)`` the loss of each column; ``take(columns)`` the problem of
        some columns; ``unit``, like ``ridge``, what a gradient is multiplied by before
        it is compared; ``backend`` the operations.

    tol : ndarray of shape (n_columns,)
        Largest entry of the gradient of a converged column.

    gain_tol : float
        A column has converged when, besides, a further step would lower its
        objective by less than this share, and it is certainly near its minimum.

    max_iter : int
        Largest number of iterations.

    on_done : callable
        Called in each iteration with the number of columns just finished, but for
        those left when none is allowed any more; may raise to interrupt.

    Returns
    -------
    T : ndarray of shape (n_params, n_columns)
        Parameters.

    n_iter : ndarray of shape (n_columns,)
        Iterations of each column; above ``max_iter`` where its gradient is not small.
    """
    state = _State(problem)
    numpy = problem.backend.numpy
    result = numpy(state.T).copy()
    n_iter = np.full(result.shape[1], max_iter + 1)
    columns = np.arange(result.shape[1])
    active = np.ones(result.shape[1], dtype=bool)
    for iteration in range(max_iter + 1):
        P = state.direction()
        done = active & state.converged(P, tol, gain_tol, active)
        last = iteration == max_iter
        if done.any() or last:
            leaving = np.flatnonzero(active if last else done)
            result[:, columns[leaving]] = numpy(state.T)[:, leaving]
            n_iter[columns[done]] = iteration
            if last:
                n_iter[columns[active & state.is_flat(tol)]] = max_iter
            active &= ~done
            on_done(0 if last else len(leaving))
            if last or not active.any():
                break
            if active.sum() <= (1 - DROP) * len(active):
                keep = np.flatnonzero(active)
                columns, tol, active = columns[keep], tol[keep], active[keep]
                P = problem.backend.columns(P, keep)
                state.take(keep)
        state.step(P)
        on_done(0)
    return result, n_iter


class _State:
    """The columns still at work, and what is known of their curvature."""

    def __init__(self, problem):
        self.problem = problem
        self.backend = problem.backend
        self.T = problem.start()
        self.M = problem.forward(self.T)
        self.G = self._gradient(problem.residual(self.M + 0))  # of a copy
        self.HG = problem.precondition(self.G)
        self.pairs = CurvaturePairs(self.backend, self.T.shape, MEMORY)
        self.bound = np.full(self.T.shape[1], np.inf)  # on the objectives
        self.excess = np.full(self.T.shape[1], np.inf)  # on their excess

    def _gradient(self, R):
        G = self.problem.backward(R)
        G += self.problem.ridge * self.T
        return G

    def direction(self):
        """Return minus the approximate inverse Hessian times the gradient."""
        return self.pairs.direction(self.G, self.HG)

    def converged(self, P, tol, gain_tol, active):
        """Say which columns have a small gradient and nothing left to gain."""
        numpy = self.backend.numpy
        done = active & self.is_flat(tol)
        if not done.any():
            return done
        # What a Newton step would still gain, against the objective itself.
        gain = -0.5 * numpy(self.backend.dot(P, self.G))
        candidates = np.flatnonzero(done & (gain <= gain_tol * self.bound))
        if len(candidates):
            T, M = (self.backend.columns(A, candidates) for A in (self.T, self.M))
            problem = self.problem.take(candidates)
            ridge = 0.5 * numpy(self.backend.dot(T, problem.ridge * T))
            self.bound[candidates] = numpy(problem.loss(M)) + ridge
            self.excess[candidates] = self._bound_excess(candidates)
        near = self.excess <= CERTAIN * self.bound
        return done & near & (gain <= gain_tol * self.bound)

    def _bound_excess(self, columns):
        """Return how far above their minima objectives are at most.

        An objective that is a loss and half of ``ridge * T**2`` is strongly convex: it
        exceeds its minimum by no more than half of ``G**2 / ridge``, however wrong
        what is known of its curvature is. The intercept, which has no ridge, is left
        to the gradient.
        """
        numpy = self.backend.numpy
        G, ridge = self.backend.columns(self.G, columns)[:-1], self.problem.ridge[:-1]
        return 0.5 * numpy(self.backend.dot(G, G / ridge))

    def is_flat(self, tol):
        """Say which columns have a small gradient."""
        steepest = self.backend.largest(self.problem.unit * self.G)
        return self.backend.numpy(steepest) <= tol

    def take(self, keep):
        """Go on with some of the columns."""
        some = self.backend.columns
        self.problem = self.problem.take(keep)
        self.bound, self.excess = self.bound[keep], self.excess[keep]
        for name in ("T", "M", "G", "HG"):
            setattr(self, name, some(getattr(self, name), keep))
        self.pairs = self.pairs.take(keep)

    def step(self, P):
        """Go along P until the slope has turned, and learn the curvature seen."""
        Z = self.problem.forward(P)
        t, R = self._search(P, Z)
        P *= t
        Z *= t
        self.T += P
        self.M += Z
        G = self._gradient(R)
        HG = self.problem.precondition(G)
        self.pairs.learn(P, G - self.G, HG - self.HG)
        self.G, self.HG = G, HG

    def _probe(self, problem, M, Z, step=None):
        """Return the residuals at M + step * Z, and the slopes there along Z."""
        R, slope = self.backend.empty(M.shape), 0
        for rows in self.backend.row_blocks(M.shape):
            move = Z[rows] if step is None else step * Z[rows]
            part = self.backend.add(M[rows], move, out=R[rows])
            slope = slope + self.backend.dot(problem.residual(part, rows), Z[rows])
        return R, slope

    def _search(self, P, Z):
        """Return steps where the slope is small, and the residuals there.

        Losses are convex, so the slope along P grows with the step: where it has
        turned clearly upwards the secant rule brings it back. No loss is evaluated.
        """
        dot, numpy = self.backend.dot, self.backend.numpy
        ridge_P = self.problem.ridge * P
        start, flat = dot(P, self.G), dot(self.T, ridge_P)
        rise = dot(P, ridge_P)
        t = 1.0 + 0 * start
        R, slope = self._probe(self.problem, self.M, Z)
        slope += flat + rise
        some = self.backend.columns
        for _ in range(MAX_SEARCH):
            # Few columns, as a rule: only those are evaluated again.
            far = np.flatnonzero(numpy(slope > -TURNED * start))
            if len(far) == 0:
                break
            down, up, step = some(start, far), some(slope, far), some(t, far)
            step = step * (down / (down - up)).clip(0.1, 0.9)
            R[:, far], up = self._probe(
                self.problem.take(far), some(self.M, far), some(Z, far), step
            )
            t[far] = step
            slope[far] = up + some(flat, far) + step * some(rise, far)
        return t, R
