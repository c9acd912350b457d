"""Batched L-BFGS on a device: one launch an iteration, and no wait between two."""

import numpy as np
import torch

from mlclf._replay import Recorder
from mlclf.solvers._curvature_pairs import CurvaturePairs
from mlclf.solvers._gpu_features import compiles_kernels
from mlclf.solvers._lbfgs import DEVICE_MEMORY, TURNED

__all__ = ["fill_up", "minimize_on_device"]

# Columns that have converged are dropped once they are three quarters of a block and so
# many multiply-adds of a product: each width is captured anew, which takes the time of
# some iterations.
DROP, WORTH = 0.75, 2**33
# How often a step is shortened again before it is taken as it is.
MAX_AGAIN = 10
# GPUs read and multiply matrices fastest where rows begin at addresses like these.
ALIGNED = 16


def minimize_on_device(problem, *, tol, gain_tol, max_iter, on_done):
    """Minimize every column of a problem; as ``minimize_columns``, with torch.

    What an iteration does is the same for each: it is one CUDA graph on a GPU. A column
    that stepped too far stands still in the next one, which shortens its step. While
    the host learns which columns are done, the device is an iteration ahead, which
    costs nothing: columns that are done do not move.

    Parameters
    ----------
    problem : object
        As for ``minimize_columns``. Besides, ``slopes(M, Z)`` gives the slope of each
        column along Z, at M + Z; ``advance(M, Z, step, R)`` adds step * Z to M, and
        gives what ``backward`` takes there (in R, if that is not None), the slopes, and
        the losses; ``design.work`` is the multiply-adds of a product, per column.

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
    # Its kernels have run before: none is to be loaded while it is captured.
    step = recorder.record(state.step, warm_up=0)
    seen, keep = _later(state.look()), None
    for iteration in range(max_iter + 1):
        here = seen
        if keep is not None:
            state.move()
            result[:, problem.backend.index(columns)] = state.T
            state, columns, done = state.take(keep), columns[keep], done[keep]
            step = recorder.record(state.step)
            seen = _later(state.look())
        elif iteration < max_iter:
            seen = _later(step())
        was_done = done
        flat, done = here() if keep is None else here()[:, keep]
        n_iter[columns[done & ~was_done]] = iteration
        on_done(int((done & ~was_done).sum()))
        if iteration == max_iter:
            n_iter[columns[flat & ~done]] = max_iter
            on_done(int((~done).sum()))
        if done.all():
            break
        keep = None
        worth = done.mean() >= DROP and done.sum() * problem.design.work >= WORTH
        if worth and iteration + 1 < max_iter:
            # Some that are done fill up the width.
            keep = np.argsort(done, kind="stable")[: _aligned((~done).sum())]
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


def _pairs(backend, T):
    """Return what is known of the curvature: nothing yet."""
    kind = CurvaturePairs
    if T.is_cuda and compiles_kernels():
        from mlclf.solvers._fused_pairs import FusedPairs as kind
    return kind(backend, T.shape, DEVICE_MEMORY)


def _later(flags):
    """Start a copy to the host; return a function that waits for it."""
    if not flags.is_cuda:
        return flags.numpy
    here = torch.empty(flags.shape, dtype=flags.dtype, pin_memory=True)
    here.copy_(flags, non_blocking=True)
    copied = torch.cuda.current_stream(flags.device).record_event()

    def wait():
        copied.synchronize()
        return here.numpy()

    return wait


class _State:
    """The columns still at work: what lasts changes in place, for graphs to find it."""

    def __init__(self, problem, tol, gain_tol):
        self.problem, self.tol, self.gain_tol = problem, tol, gain_tol
        self.T = problem.start()
        self.M = problem.forward(self.T)
        self.loss = problem.loss(self.M)
        self.G = self._gradient(problem.residual(self.M + 0))  # of a copy
        self.HG = problem.precondition(self.G)
        self.pairs = _pairs(problem.backend, self.T)
        self.done = torch.zeros_like(tol, dtype=torch.bool)
        self._prepare()
        # A step of zero teaches nothing; but no kernel is new to a capture afterwards.
        self.pairs.learn(self.P, self.P, self.P)

    def _prepare(self):
        """Make the places where a look leaves what the next move takes."""
        self.P = torch.zeros_like(self.T)
        self.length, self.slope = torch.zeros_like(self.tol), torch.zeros_like(self.tol)
        self.far = torch.zeros_like(self.done)  # whose step is to be shortened again
        self.again = torch.zeros_like(self.tol)  # and how often that has been done
        self.R = None  # as the first pass over the margins makes it

    def _gradient(self, R):
        return torch.addcmul(self.problem.backward(R), self.problem.ridge, self.T)

    def step(self):
        """Take the step that was chosen, and choose the next."""
        self.move()
        return self.look()

    def look(self):
        """Choose a step, or a shorter one; return which columns are flat, and done."""
        problem, backend, far = self.problem, self.problem.backend, self.far
        dot = backend.dot
        P = self.pairs.direction(self.G, self.HG)
        flat = backend.largest(problem.unit * self.G) <= self.tol
        # What a Newton step would still gain, against the objective itself.
        objective = self.loss + 0.5 * dot(self.T, problem.ridge * self.T)
        gain = -0.5 * dot(P, self.G)
        self.done |= flat & (gain <= self.gain_tol * objective) & ~far
        torch.where(far, self.P, P.masked_fill(self.done, 0), out=self.P)
        start = dot(self.P, self.G)
        Z = problem.forward(self.P)
        ridge_P = problem.ridge * self.P
        across, rise = dot(self.T, ridge_P), dot(self.P, ridge_P)

        # To see whether a column needs it takes as long as to correct it once.
        slope = problem.slopes(self.M, Z) + across + rise
        share = torch.where(_is_far(slope, start), _share(slope, start), 1)
        length = torch.where(far, self.length * _share(self.slope, start), share)
        further = length - self.length.masked_fill(~far, 0)
        self.length.copy_(length)
        self.R, slope, loss = problem.advance(self.M, Z, further, self.R)
        torch.addcmul(slope + across, length, rise, out=self.slope)
        self.loss.copy_(loss)
        self.again.add_(1).mul_(far)
        torch.logical_and(
            _is_far(self.slope, start), self.again < MAX_AGAIN, out=self.far
        )
        return torch.stack([flat, self.done])

    def move(self):
        """Take the step, unless it is too far, and learn the curvature."""
        # The margins are there already.
        P = self.length.masked_fill(self.far, 0) * self.P
        self.T += P
        G = torch.where(self.far, self.G, self._gradient(self.R))
        HG = self.problem.precondition(G)
        self.pairs.learn(P, G - self.G, HG - self.HG)
        self.G.copy_(G)
        self.HG.copy_(HG)

    def take(self, columns):
        """Return the state of some of the columns."""
        new = object.__new__(_State)
        new.problem, new.gain_tol = self.problem.take(columns), self.gain_tol
        backend = self.problem.backend
        columns = backend.index(columns)
        for name in ("tol", "T", "M", "loss", "G", "HG", "done"):
            setattr(new, name, backend.columns(getattr(self, name), columns))
        new.pairs = self.pairs.take(columns)
        new._prepare()
        return new


def _is_far(slope, start):
    return slope > -TURNED * start


def _share(slope, start):
    """Return how much of a step makes the slope zero, if losses are parabolas there."""
    return (start / (start - slope)).clip(0.1, 0.9)
