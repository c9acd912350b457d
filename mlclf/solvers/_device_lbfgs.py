"""Batched L-BFGS on a device: few launches, one wait an iteration."""

import numpy as np
import torch

from mlclf._replay import Recorder
from mlclf.solvers._lbfgs import DEVICE_MEMORY, MAX_SEARCH, TURNED

__all__ = ["fill_up", "minimize_on_device"]

# Columns that have converged are dropped once they are three quarters of a block and so
# many multiply-adds of a product: each width is captured anew, which takes the time of
# some iterations.
DROP, WORTH = 0.75, 2**33
# GPUs read and multiply matrices fastest where rows begin at addresses like these.
ALIGNED = 16


def minimize_on_device(problem, *, tol, gain_tol, max_iter, on_done):
    """Minimize every column of a problem; as ``minimize_columns``, with torch.

    What an iteration does is the same for each: it is one CUDA graph on a GPU, after
    which the host waits to learn which columns are done.

    Parameters
    ----------
    problem : object
        As for ``minimize_columns``. Besides, ``slopes(M, Z)`` gives the slope of each
        column along Z, at M + Z; ``advance(M, Z, step, R)`` adds step * Z to M, and
        gives what ``backward`` takes there (in R, if that is not None), the slopes, and
        the losses.

        Columns beyond those of ``tol`` (see :func:`fill_up`) are done in advance.

    tol, gain_tol, max_iter, on_done
        As for ``minimize_columns``.

    Returns
    -------
    T : tensor of shape (n_params, n_columns)
        Parameters.

    n_iter : ndarray of shape (n_columns,)
        As from ``minimize_columns``.
    """
    n_columns = len(tol)
    columns = np.arange(_aligned(n_columns))
    done, n_iter = columns >= n_columns, np.full(len(columns), max_iter + 1)
    tol = problem.backend.array(np.resize(tol, len(columns)))
    state = _State(problem, tol, gain_tol)
    state.done[n_columns:] = True
    result = torch.empty_like(state.T)
    recorder = Recorder(state.T.device)
    # The kernels of it have all run before, in the first look and gradient.
    step = recorder.record(state.step, warm_up=0)
    seen = state.look()
    for iteration in range(max_iter + 1):
        was_done = done
        flat, done, far = seen.cpu().numpy()
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
        if done.mean() < DROP or done.sum() * problem.design.work < WORTH:
            seen = step()
            continue
        # Some that are done fill up the width.
        keep = np.argsort(done, kind="stable")[: _aligned((~done).sum())]
        state.move()
        result[:, problem.backend.index(columns)] = state.T
        state = state.take(keep)
        columns, done = columns[keep], done[keep]
        step = recorder.record(state.step)
        seen = state.look()
    result[:, problem.backend.index(columns)] = state.T
    return result[:, :n_columns], n_iter[:n_columns]


def fill_up(block):
    """Return the columns of a slice, some of them twice: as many as are fast.

    Parameters
    ----------
    block : slice
        With start and stop.

    Returns
    -------
    columns : ndarray of int
        Those of the slice, then those that only fill up the width.
    """
    n_columns = block.stop - block.start
    return block.start + np.arange(_aligned(n_columns)) % n_columns


def _aligned(width):
    return -(-width // ALIGNED) * ALIGNED


class _State:
    """The columns still at work: what lasts changes in place, for graphs to find it."""

    def __init__(self, problem, tol, gain_tol):
        self.problem, self.tol, self.gain_tol = problem, tol, gain_tol
        self.T = problem.start()
        self.M = problem.forward(self.T)
        self.loss = problem.loss(self.M)
        self.G = self._gradient(problem.residual(self.M + 0))  # of a copy
        self.HG = problem.precondition(self.G)
        self.pairs = problem.backend.curvature_pairs(self.T.shape, DEVICE_MEMORY)
        self.done = torch.zeros_like(tol, dtype=torch.bool)
        self._prepare()

    def _prepare(self):
        """Make the places where a look leaves what the next move takes."""
        self.P = torch.zeros_like(self.T)
        self.length, self.slope = torch.zeros_like(self.tol), torch.zeros_like(self.tol)
        self.R = None  # as the first pass over the margins makes it

    def _gradient(self, R):
        return torch.addcmul(self.problem.backward(R), self.problem.ridge, self.T)

    def step(self):
        """Take the step that was chosen, and choose the next."""
        self.move()
        return self.look()

    def look(self):
        """Choose a step; return which columns are flat, done, and stepped too far."""
        problem, backend = self.problem, self.problem.backend
        dot = backend.dot
        P = self.pairs.direction(self.G, self.HG)
        flat = backend.largest(problem.unit * self.G) <= self.tol
        self.start = dot(P, self.G)
        # What a Newton step would still gain, against the objective itself.
        objective = self.loss + 0.5 * dot(self.T, problem.ridge * self.T)
        self.done |= flat & (-0.5 * self.start <= self.gain_tol * objective)
        self.P.copy_(torch.where(self.done, 0, P))
        self.Z = problem.forward(self.P)
        ridge_P = problem.ridge * self.P
        self.across, self.rise = dot(self.T, ridge_P), dot(self.P, ridge_P)
        # To see whether a column needs it takes as long as to correct it once.
        slope = problem.slopes(self.M, self.Z) + self.across + self.rise
        self.length.copy_(self._shorter(torch.ones_like(slope), slope))
        far = self._advance(self.length)
        return torch.stack([flat, self.done, far])

    def shorten(self):
        """Correct the steps that are too far; return which of them still are."""
        length = self._shorter(self.length, self.slope)
        back = length - self.length
        self.length.copy_(length)
        return self._advance(back)

    def _advance(self, further):
        """Move the margins; return in which columns the slope has turned upwards."""
        problem = self.problem
        self.R, slope, loss = problem.advance(self.M, self.Z, further, self.R)
        self.slope.copy_(slope + self.across + self.length * self.rise)
        self.loss.copy_(loss)
        return self._is_far(self.slope)

    def _is_far(self, slope):
        return slope > -TURNED * self.start

    def _shorter(self, length, slope):
        """Return lengths at which the slope is zero, if losses are parabolas there."""
        share = (self.start / (self.start - slope)).clip(0.1, 0.9)
        return torch.where(self._is_far(slope), length * share, length)

    def move(self):
        """Take the step, where the margins are already, and learn the curvature."""
        P = self.length * self.P
        self.T += P
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
        new._prepare()
        return new
