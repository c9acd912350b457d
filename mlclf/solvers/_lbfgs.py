"""Batched L-BFGS: many ridge-penalized linear models over one design, side by side."""

import numpy as np

from mlclf.solvers._curvature_pairs import CurvaturePairs

__all__ = ["minimize_columns"]

MAX_SEARCH = 30
# A step is too long where the slope at its end is upwards by this share of the slope
# down at its start.
TURNED = 0.5


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
        objective by less than this share.

    max_iter : int
        Largest number of iterations.

    on_done : callable
        Called in each iteration with the number of columns just finished; may raise
        to interrupt.

    Returns
    -------
    T : array of shape (n_params, n_columns)
        Parameters, where the backend has them.

    n_iter : ndarray of shape (n_columns,)
        Iterations of each column; above ``max_iter`` where its gradient is not small.
    """
    state, backend = _State(problem), problem.backend
    result = state.T + 0  # a copy
    n_iter = np.full(result.shape[1], max_iter + 1)
    columns = np.arange(result.shape[1])
    active = np.ones(result.shape[1], dtype=bool)
    for iteration in range(max_iter + 1):
        P = state.direction()
        done = active & state.converged(P, tol, gain_tol, active)
        last = iteration == max_iter
        if done.any() or last:
            leaving = np.flatnonzero(active if last else done)
            index = backend.index(columns[leaving])
            result[:, index] = backend.columns(state.T, leaving)
            n_iter[columns[done]] = iteration
            if last:
                n_iter[columns[active & state.is_flat(tol)]] = max_iter
            active &= ~done
            on_done(len(leaving))
            if last or not active.any():
                break
            if active.sum() <= (1 - backend.drop) * len(active):
                keep = np.flatnonzero(active)
                columns, tol, active = columns[keep], tol[keep], active[keep]
                P = backend.columns(P, keep)
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
        self.pairs = CurvaturePairs(self.backend, self.T.shape, self.backend.memory)
        self.bound = np.full(self.T.shape[1], np.inf)  # on the objectives
        self.ending = False

    def _gradient(self, R):
        G = self.problem.backward(R)
        G += self.problem.ridge * self.T
        return G

    def direction(self):
        """Return minus the approximate inverse Hessian times the gradient."""
        return self.pairs.direction(self.G, self.HG)

    def converged(self, P, tol, gain_tol, active):
        """Say which columns have a small gradient and nothing left to gain."""
        numbers = [self._steepest(), self.backend.dot(P, self.G)]
        if self.ending:
            numbers.append(self._objective(self.problem, self.T, self.M))
        # All numbers at once: a device is waited for but once.
        steepest, slope, *known = self.backend.numpy(self.backend.stack(numbers))
        # What a Newton step would still gain, against the objective itself.
        gain = -0.5 * slope
        flat = active & (steepest <= tol)
        candidates = np.flatnonzero(flat & (gain <= gain_tol * self.bound))
        if len(candidates):
            self.bound[candidates] = (
                known[0][candidates] if known else self._bounds(candidates)
            )
        return flat & (gain <= gain_tol * self.bound)

    def _bounds(self, columns):
        """Return the objectives of some columns."""
        if self.backend.picks:
            T, M = (self.backend.columns(A, columns) for A in (self.T, self.M))
            objective = self._objective(self.problem.take(columns), T, M)
            return self.backend.numpy(objective)
        self.ending = True  # from now on they are asked for in most iterations
        objective = self._objective(self.problem, self.T, self.M)
        return self.backend.numpy(objective)[columns]

    def _objective(self, problem, T, M):
        return problem.loss(M) + 0.5 * self.backend.dot(T, problem.ridge * T)

    def _steepest(self):
        return self.backend.largest(self.problem.unit * self.G)

    def is_flat(self, tol):
        """Say which columns have a small gradient."""
        return self.backend.numpy(self._steepest()) <= tol

    def take(self, keep):
        """Go on with some of the columns."""
        some = self.backend.columns
        self.problem = self.problem.take(keep)
        self.bound = self.bound[keep]
        self.T, self.M, self.G, self.HG = (
            some(A, keep) for A in (self.T, self.M, self.G, self.HG)
        )
        self.pairs.take(keep)

    def step(self, P):
        """Go along P until the slope has turned, and learn the curvature seen."""
        Z = self.problem.forward(P)
        t, R = self._search(P, Z)
        P *= t
        self.T += P
        self.backend.advance(self.M, Z, t)
        G = self._gradient(R)
        HG = self.problem.precondition(G)
        self.pairs.learn(P, G - self.G, HG - self.HG)
        self.G, self.HG = G, HG

    def _probe(self, problem, M, Z, step=None):
        """Return the residuals at M + step * Z, and the slopes there along Z."""
        R, slopes = self.backend.empty(M.shape), []
        for rows in self.backend.row_blocks(M.shape):
            part = self.backend.move(M[rows], Z[rows], step, out=R[rows])
            slopes.append(self.backend.dot(problem.residual(part, rows), Z[rows]))
        return R, sum(slopes[1:], slopes[0])

    def _search(self, P, Z):
        """Return steps where the slope is small, and the residuals there.

        Losses are convex, so the slope along P grows with the step: where it has
        turned clearly upwards the secant rule brings it back. No loss is evaluated.
        """
        dot = self.backend.dot
        ridge_P = self.problem.ridge * P
        start, flat = dot(P, self.G), dot(self.T, ridge_P)
        rise = dot(P, ridge_P)
        t = 1.0 + 0 * start
        R, slope = self._probe(self.problem, self.M, Z)
        slope += flat + rise
        for n in range(MAX_SEARCH):
            far = slope > -TURNED * start
            if not self.backend.picks:
                # To look costs as much as to correct: the first time nobody looks.
                if n and not self.backend.numpy(far.any()):
                    break
                t = self.backend.where(far, t * _secant(start, slope), t)
                R, slope = self._probe(self.problem, self.M, Z, t)
                slope += flat + t * rise
                continue
            # Few columns, as a rule: only those are evaluated again.
            far = np.flatnonzero(far)
            if len(far) == 0:
                break
            some = self.backend.columns
            step = some(t, far) * _secant(some(start, far), some(slope, far))
            R[:, far], up = self._probe(
                self.problem.take(far), some(self.M, far), some(Z, far), step
            )
            t[far] = step
            slope[far] = up + some(flat, far) + step * some(rise, far)
        return t, R


def _secant(start, slope):
    """Return the share of a step after which the slope should be zero."""
    return (start / (start - slope)).clip(0.1, 0.9)
