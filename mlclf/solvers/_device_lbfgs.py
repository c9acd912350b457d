"""Batched L-BFGS on a device: few launches, one wait an iteration."""

import numpy as np
import torch

from mlclf._replay import Recorder
from mlclf.solvers._lbfgs import DEVICE_MEMORY, MAX_SEARCH, TURNED

__all__ = ["CurvaturePairs", "minimize_on_device"]

# Columns that have converged are dropped once they are three quarters of a block that
# is wider than this: each width is captured anew, which takes some iterations' time.
DROP, NARROW = 0.75, 256


def minimize_on_device(problem, *, tol, gain_tol, max_iter, on_done):
    """Minimize every column of a problem; as ``minimize_columns``, with torch.

    What an iteration does is the same for each: it is two CUDA graphs on a GPU, and the
    host waits once, to learn which columns are done.

    Parameters
    ----------
    problem : object
        As for ``minimize_columns``. Besides, ``probe(M, Z, step)`` gives the residuals
        at M + step * Z, and for each column the slope there along Z, and the loss.

    tol, gain_tol, max_iter, on_done
        As for ``minimize_columns``.

    Returns
    -------
    T : tensor of shape (n_params, n_columns)
        Parameters.

    n_iter : ndarray of shape (n_columns,)
        As from ``minimize_columns``.
    """
    state = _State(problem, problem.backend.array(tol), gain_tol)
    n_columns = len(tol)
    columns, result = np.arange(n_columns), torch.empty_like(state.T)
    n_iter, done = np.full(n_columns, max_iter + 1), np.zeros(n_columns, dtype=bool)
    recorder = Recorder(state.T.device)
    look, move = recorder.record(state.look), recorder.record(state.move)
    for iteration in range(max_iter + 1):
        was_done = done
        flat, done, far = look().cpu().numpy()
        n_iter[columns[done & ~was_done]] = iteration
        on_done(int((done & ~was_done).sum()))
        if iteration == max_iter:
            n_iter[columns[flat & ~done]] = max_iter
            on_done(int((~done).sum()))
        if iteration == max_iter or done.all():
            break
        for _ in range(MAX_SEARCH):
            if not (far & ~done).any():
                break
            far = state.shorten().cpu().numpy()
        move()
        if len(columns) > NARROW and done.mean() >= DROP:
            keep = np.flatnonzero(~done)
            result[:, problem.backend.index(columns)] = state.T
            state = state.take(keep)
            look, move = recorder.record(state.look), recorder.record(state.move)
            columns, done = columns[keep], done[keep]
    result[:, problem.backend.index(columns)] = state.T
    return result, n_iter


class _State:
    """The columns still at work: what lasts changes in place, for graphs to find it."""

    def __init__(self, problem, tol, gain_tol):
        self.problem, self.tol, self.gain_tol = problem, tol, gain_tol
        self.T = problem.start()
        self.M = problem.forward(self.T)
        self.loss = problem.loss(self.M)
        self.G = self._gradient(problem.residual(self.M + 0))  # of a copy
        self.HG = problem.precondition(self.G)
        self.pairs = CurvaturePairs(self.T)
        self.done = torch.zeros_like(tol, dtype=torch.bool)

    def _gradient(self, R):
        return torch.addcmul(self.problem.backward(R), self.problem.ridge, self.T)

    def look(self):
        """Choose a step; return which columns are flat, done, and step too far."""
        problem, backend = self.problem, self.problem.backend
        dot = backend.dot
        self.P = self.pairs.direction(self.G, self.HG)
        flat = backend.largest(problem.unit * self.G) <= self.tol
        self.start = dot(self.P, self.G)
        # What a Newton step would still gain, against the objective itself.
        objective = self.loss + 0.5 * dot(self.T, problem.ridge * self.T)
        self.done |= flat & (-0.5 * self.start <= self.gain_tol * objective)
        self.Z = problem.forward(self.P)
        ridge_P = problem.ridge * self.P
        self.across, self.rise = dot(self.T, ridge_P), dot(self.P, ridge_P)
        # To see whether a column needs it takes as long as to correct it once.
        self.step = None
        slope = self._probe()
        self.step = self._shorter(torch.ones_like(slope), slope)
        self.slope = self._probe()
        return torch.stack([flat, self.done, self._is_far(self.slope)])

    def shorten(self):
        """Correct the steps that are too far; return which of them still are."""
        self.step.copy_(self._shorter(self.step, self.slope))
        residuals, loss = self.R, self.new_loss
        self.slope.copy_(self._probe())
        residuals.copy_(self.R)
        loss.copy_(self.new_loss)
        self.R, self.new_loss = residuals, loss  # where the graph of a move finds them
        return self._is_far(self.slope)

    def _probe(self):
        """Return the slopes after the step; keep the residuals and losses there."""
        self.R, slope, self.new_loss = self.problem.probe(self.M, self.Z, self.step)
        rise = self.rise if self.step is None else self.step * self.rise
        return slope + self.across + rise

    def _is_far(self, slope):
        return slope > -TURNED * self.start

    def _shorter(self, step, slope):
        """Return steps after which the slope is zero, if losses are parabolas there."""
        share = (self.start / (self.start - slope)).clip(0.1, 0.9)
        return torch.where(self._is_far(slope), step * share, step)

    def move(self):
        """Take the step, except where a column is done, and learn the curvature."""
        step = torch.where(self.done, 0, self.step)
        P = torch.where(self.done, 0, step * self.P)
        self.T += P
        self.M.addcmul_(self.Z, step)
        self.loss.copy_(self.new_loss)
        G = self._gradient(self.R)
        HG = self.problem.precondition(G)
        self.pairs.learn(P, G - self.G, HG - self.HG)
        self.G.copy_(G)
        self.HG.copy_(HG)

    def take(self, columns):
        """Return the state of some of the columns."""
        new = object.__new__(_State)
        new.problem, new.gain_tol = self.problem.take(columns), self.gain_tol
        columns = self.problem.backend.index(columns)
        for name in ("tol", "T", "M", "loss", "G", "HG", "done"):
            setattr(new, name, getattr(self, name).index_select(-1, columns))
        new.pairs = self.pairs.take(columns)
        return new


class CurvaturePairs:
    r"""The last steps of all columns, side by side, as a few products use them.

    Parameters
    ----------
    T : tensor of shape (n_params, n_columns)
        Shape, type and device of a step.

    memory : int, default=DEVICE_MEMORY
        Steps kept.

    Notes
    -----
    With steps :math:`S`, changes of the gradient :math:`Y`, scaled such that
    :math:`s_i^T y_i = 1`, the upper triangle :math:`R` of :math:`S^T Y` and the
    preconditioner :math:`H`, of length :math:`\gamma`, L-BFGS goes along minus

    .. math::

       \gamma H G + S c - \gamma H Y a, \quad a = R^{-1} S^T G, \quad
       c = R^{-T} (a - \gamma Y^T H G + \gamma Y^T H Y a)

    (eq. 3.13 of [1]_; the recursion of two loops over pairs takes ten times as many
    operations, each of them small). Only :math:`S` and :math:`H Y` are kept, for
    :math:`H Y` is the change of :math:`H G`: one application of H an iteration.
    :math:`R^{-1}` loses a row and a column with the oldest step, and gains a column
    with the newest. A new step takes the place of the oldest one: the order that makes
    R triangular is nowhere needed. Places not taken yet are zero, and add nothing.

    References
    ----------
    .. [1] Byrd, R. H., Nocedal, J., & Schnabel, R. B. (1994). Representations of
       quasi-Newton matrices and their use in limited memory methods. Mathematical
       Programming, 63, 129-156.
    """

    def __init__(self, T, memory=DEVICE_MEMORY):
        n_params, n_columns = T.shape
        # By columns, so that each takes part in batched products: S, then HY.
        self._pairs = T.new_zeros((n_columns, 2 * memory, n_params))
        self._inverse = T.new_zeros((n_columns, memory, memory))  # of R
        self._products = T.new_zeros((n_columns, memory, memory))  # Y'HY
        self._length = T.new_ones(n_columns)
        self._place = torch.zeros(1, dtype=torch.long, device=T.device)  # of the next

    def direction(self, G, HG):
        """Return minus the approximate inverse Hessian times the gradient.

        Parameters
        ----------
        G : tensor of shape (n_params, n_columns)
            The gradient.

        HG : tensor of shape (n_params, n_columns)
            The preconditioner times the gradient.
        """
        length = self._length[:, None, None]
        along_S, along_HY = self._along(G)
        a = self._inverse @ along_S
        seen = length * (along_HY - self._products @ a)
        weights = torch.cat([self._inverse.mT @ (seen - a), length * a], dim=1)
        Q = (self._pairs.mT @ weights)[:, :, 0].T.contiguous()
        return Q.addcmul_(self._length, HG, value=-1)

    def learn(self, P, Y, HY):
        """Remember a step and what it did to the gradient.

        Parameters
        ----------
        P, Y, HY : tensor of shape (n_params, n_columns)
            The step, the changes of the gradient and of the preconditioner times it.
        """
        place, memory = self._place, self._inverse.shape[1]
        curvature = (P * Y).sum(0)
        # A pair without curvature teaches nothing: zeros leave it out.
        good = curvature > 1e-12 * (Y * Y).sum(0)
        scale = good / torch.where(good, curvature, 1.0).sqrt()
        pair = torch.where(good, scale * torch.stack([P, HY]), 0).permute(2, 0, 1)
        self._pairs.index_copy_(1, torch.cat([place, place + memory]), pair)
        along_S, along_HY = self._along(scale * Y)
        self._inverse.index_fill_(1, place, 0).index_fill_(2, place, 0)
        column = -(self._inverse @ along_S)
        column.index_fill_(1, place, 1)
        self._inverse.index_copy_(2, place, column)
        self._products.index_copy_(1, place, along_HY.mT)
        self._products.index_copy_(2, place, along_HY)
        # How long the preconditioner's steps should be, by the last one.
        size = along_HY.index_select(1, place)[:, 0, 0]
        self._length.copy_(1 / torch.where(size > 0, size, 1.0))
        place.add_(1).remainder_(memory)

    def _along(self, G):
        """Return S'G and (HY)'G, each of shape (n_columns, memory, 1)."""
        return (self._pairs @ G.T[:, :, None]).chunk(2, dim=1)

    def take(self, columns):
        """Return the pairs of some of the columns."""
        new = object.__new__(CurvaturePairs)
        for name in ("_pairs", "_inverse", "_products", "_length"):
            setattr(new, name, getattr(self, name).index_select(0, columns))
        new._place = self._place
        return new
