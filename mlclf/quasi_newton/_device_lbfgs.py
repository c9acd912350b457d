"""Batched L-BFGS on a device: one launch an iteration, and no wait between two."""

from collections import deque

import numpy as np
import torch

from mlclf._replay import Recorder
from mlclf.quasi_newton._column_steps import ColumnSteps
from mlclf.quasi_newton._curvature_pairs import CurvaturePairs
from mlclf.quasi_newton._gpu_features import compiles_kernels
from mlclf.quasi_newton._lbfgs import DEVICE_MEMORY

__all__ = ["fill_up", "minimize_on_device"]

# Columns that have converged are dropped once they are three quarters of a block and so
# many multiply-adds of a product: each width is captured anew, which takes the time of
# some iterations.
DROP, WORTH = 0.75, 2**31
# So many iterations of all columns keep the device at work in the meantime.
WHILE_DROPPING = 6
# GPUs read and multiply matrices fastest where rows begin at addresses like these.
ALIGNED = 16


def minimize_on_device(problem, *, tol, gain_tol, max_iter, on_done):
    """Minimize every column of a problem; as ``minimize_columns``, with torch.

    What an iteration does is the same for each: it is one CUDA graph on a GPU. While
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
    state = _State(problem, tol, gain_tol, problem.backend.index(done))
    result = torch.empty_like(state.steps.T)
    recorder = Recorder(result.device)
    ahead = _Ahead(recorder.record(state.step, warm_up=0), max_iter + 1)
    for iteration in range(max_iter + 1):
        ahead.fill(2)
        was_done = done
        flat, done = ahead.next_flags()
        n_iter[columns[done & ~was_done]] = iteration
        last = iteration == max_iter
        if last:
            n_iter[columns[flat & ~done]] = max_iter
        on_done(0 if last else int((done & ~was_done).sum()))
        if done.all():
            break
        worth = done.mean() >= DROP and done.sum() * problem.design.work >= WORTH
        if worth and ahead.left:
            ahead.fill(WHILE_DROPPING)
            # Some that are done fill up the width.
            keep = np.argsort(done, kind="stable")[: _aligned((~done).sum())]
            result[:, problem.backend.index(columns)] = state.steps.T
            state, columns, done = state.take(keep), columns[keep], done[keep]
            ahead.go_on(recorder.record(state.step, warm_up=0), keep)
    result[:, problem.backend.index(columns)] = state.steps.T
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


class _Ahead:
    """The iterations that a device has been told of, before their flags are seen."""

    def __init__(self, step, n_iterations):
        self._step, self.left, self._flags = step, n_iterations, deque()

    def fill(self, count):
        """Tell the device of more, until so many are under way or none is left."""
        while self.left and len(self._flags) < count:
            self._flags.append(_later(self._step()))
            self.left -= 1

    def next_flags(self):
        """Return which columns are flat, and done, as soon as that is known."""
        return self._flags.popleft()()

    def go_on(self, step, columns):
        """Take other steps from now on, of some of the columns."""
        self._step = step
        self._flags = deque(lambda f=f: f()[:, columns] for f in self._flags)


class _State:
    """The columns still at work: what lasts changes in place, for graphs to find it."""

    def __init__(self, problem, tol, gain_tol, done):
        self.problem = problem
        T = problem.start()
        self.M, self.R = problem.forward(T), None
        self.HG = torch.zeros_like(T)
        pairs, steps = _kinds(T)
        self.pairs = pairs(problem.backend, T.shape, DEVICE_MEMORY)
        self.steps = steps(problem, T, tol, gain_tol, done)
        Z = torch.zeros_like(self.M)
        self._advance(Z, Z[0])  # the first step is one of zero

    def step(self):
        """Take the step that was chosen, unless it is too long, and choose the next.

        Returns
        -------
        flags : tensor of shape (2, n_columns) of bool
            Which columns have a small gradient, and which are done.
        """
        problem, steps = self.problem, self.steps
        P, Y = steps.move(problem.backward(self.R))  # the margins are there already
        HG = problem.precondition(steps.G)
        flags = steps.choose(self.pairs.follow(P, Y, steps.G, HG, self.HG))
        Z = problem.forward(steps.P)
        self._advance(Z, steps.lengthen(problem.slopes(self.M, Z)))
        return flags

    def _advance(self, Z, length):
        """Go along Z; see what the losses are there."""
        self.R, slope, loss = self.problem.advance(self.M, Z, length, self.R)
        self.steps.judge(slope, loss)

    def take(self, columns):
        """Return the state of some of the columns."""
        new = object.__new__(_State)
        new.problem, backend = self.problem.take(columns), self.problem.backend
        columns = backend.index(columns)
        for name in ("M", "R", "HG"):
            setattr(new, name, backend.columns(getattr(self, name), columns))
        new.pairs, new.steps = self.pairs.take(columns), self.steps.take(columns)
        return new


def _kinds(T):
    """Return the classes of what is known of the curvature, and of the steps."""
    if T.is_cuda and compiles_kernels():
        from mlclf.quasi_newton._fused_pairs import FusedPairs
        from mlclf.quasi_newton._fused_steps import FusedSteps

        return FusedPairs, FusedSteps
    return CurvaturePairs, ColumnSteps
