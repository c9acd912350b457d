"""The steps of all columns on a GPU: a few kernels for what lies between products."""

import torch
import triton
import triton.language as tl

from mlclf.quasi_newton._column_steps import MAX_AGAIN, ColumnSteps

__all__ = ["FusedSteps"]

# Entries of each vector that a program holds at a time, by how many times 32 threads;
# columns of a program that needs one number of each.
_WIDTH, _WARPS, _COLUMNS = 512, 4, 128


class FusedSteps(ColumnSteps):
    """The same as :class:`ColumnSteps`, in kernels of its own.

    There, some fifty small kernels wait for one another.
    """

    def choose(self, Q):
        """As the other."""
        flags = self.done.new_empty(2, len(self.done))
        self._launch(
            *(_choose, _by_column(Q), self.P, self.G, self.T, self._ridge, self._unit),
            *(self._tol, self._loss, self.far, self.done, flags),
            *(self._start, self._across, self._rise, self._gain_tol, len(self.done)),
        )
        return flags

    def lengthen(self, slope):
        """As the other."""
        further = torch.empty_like(slope)
        self._launch_few(
            *(_lengthen, slope, self._start, self._across, self._rise, self._slope),
            *(self.far, self.length, further),
        )
        return further

    def judge(self, slope, loss):
        """As the other."""
        self._launch_few(
            *(_judge, slope, loss, self._start, self._across, self._rise, self.length),
            *(self._slope, self._loss, self._again, self.far, MAX_AGAIN),
        )

    def move(self, G):
        """As the other."""
        P, Y = torch.empty_like(self.T), torch.empty_like(self.T)
        G = _by_column(G)
        self._launch(
            *(_move, G, self.P, self.T, self.G, self._ridge, self.length, self.far),
            *(P, Y, G.stride(1)),
        )
        return P, Y

    def _launch(self, kernel, *args):
        """Run a program for each column."""
        n_params, n_columns = self.T.shape
        with torch.cuda.device_of(self.T):  # Triton launches on the current one
            kernel[(n_columns,)](*args, n_params, WIDTH=_WIDTH, num_warps=_WARPS)

    def _launch_few(self, kernel, *args):
        """Run a program for some columns at a time."""
        k = len(self.length)
        with torch.cuda.device_of(self.T):
            grid = (triton.cdiv(k, _COLUMNS),)
            kernel[grid](*args, k, TURNED=self._turned, COLUMNS=_COLUMNS)


def _by_column(A):
    return A if A.stride(0) == 1 else A.T.contiguous().T


@triton.jit(do_not_specialize=["gain_tol", "k", "d"])
def _choose(
    Q,
    P,
    G,
    T,
    ridge,
    unit,
    tol,
    loss,
    far,
    done,
    flags,
    start,
    across,
    rise,
    gain_tol,
    k,
    d,
    WIDTH: tl.constexpr,
):
    column = tl.program_id(0)
    first = column.to(tl.int64) * d
    steepest = tl.zeros((WIDTH,), G.dtype.element_ty)
    gain = tl.zeros((WIDTH,), G.dtype.element_ty)
    penalty = tl.zeros((WIDTH,), G.dtype.element_ty)
    for at in range(0, d, WIDTH):
        x = at + tl.arange(0, WIDTH)
        g = tl.load(G + first + x, mask=x < d, other=0.0)
        t = tl.load(T + first + x, mask=x < d, other=0.0)
        u = tl.load(unit + x, mask=x < d, other=0.0)
        steepest = tl.maximum(steepest, tl.abs(u * g))
        gain += g * tl.load(Q + first + x, mask=x < d, other=0.0)
        penalty += t * t * tl.load(ridge + x, mask=x < d, other=0.0)
    flat = tl.max(steepest, 0) <= tl.load(tol + column)
    objective = tl.load(loss + column) + 0.5 * tl.sum(penalty, 0)
    small = -0.5 * tl.sum(gain, 0) <= gain_tol * objective
    goes_on = tl.load(far + column) != 0
    over = (tl.load(done + column) != 0) | (flat & small & (goes_on == 0))
    tl.store(done + column, over)
    tl.store(flags + column, flat)
    tl.store(flags + k + column, over)
    down = tl.zeros((WIDTH,), G.dtype.element_ty)
    aside = tl.zeros((WIDTH,), G.dtype.element_ty)
    up = tl.zeros((WIDTH,), G.dtype.element_ty)
    for at in range(0, d, WIDTH):
        x = at + tl.arange(0, WIDTH)
        p = tl.load(P + first + x, mask=x < d, other=0.0)
        q = tl.load(Q + first + x, mask=x < d, other=0.0)
        p = tl.where(goes_on, p, tl.where(over, 0.0, q))
        tl.store(P + first + x, p, mask=x < d)
        bent = p * tl.load(ridge + x, mask=x < d, other=0.0)
        down += p * tl.load(G + first + x, mask=x < d, other=0.0)
        aside += bent * tl.load(T + first + x, mask=x < d, other=0.0)
        up += bent * p
    tl.store(start + column, tl.sum(down, 0))
    tl.store(across + column, tl.sum(aside, 0))
    tl.store(rise + column, tl.sum(up, 0))


@triton.jit(do_not_specialize=["k"])
def _lengthen(
    slope,
    start,
    across,
    rise,
    before,
    far,
    length,
    further,
    k,
    TURNED: tl.constexpr,
    COLUMNS: tl.constexpr,
):
    columns = tl.program_id(0) * COLUMNS + tl.arange(0, COLUMNS)
    within = columns < k
    down = tl.load(start + columns, mask=within, other=-1.0)
    up = tl.load(slope + columns, mask=within, other=0.0)
    up += tl.load(across + columns, mask=within, other=0.0)
    up += tl.load(rise + columns, mask=within, other=0.0)
    share = tl.where(up > -TURNED * down, _share(down, up), 1.0)
    goes_on = tl.load(far + columns, mask=within, other=0) != 0
    now = tl.load(length + columns, mask=within, other=0.0)
    up = tl.load(before + columns, mask=within, other=0.0)
    then = tl.where(goes_on, now * _share(down, up), share)
    tl.store(length + columns, then, mask=within)
    tl.store(further + columns, then - tl.where(goes_on, now, 0.0), mask=within)


@triton.jit
def _share(down, up):
    return tl.minimum(tl.maximum(down / (down - up), 0.1), 0.9)


@triton.jit(do_not_specialize=["max_again", "k"])
def _judge(
    slope,
    loss,
    start,
    across,
    rise,
    length,
    to_slope,
    to_loss,
    again,
    far,
    max_again,
    k,
    TURNED: tl.constexpr,
    COLUMNS: tl.constexpr,
):
    columns = tl.program_id(0) * COLUMNS + tl.arange(0, COLUMNS)
    within = columns < k
    up = tl.load(slope + columns, mask=within, other=0.0)
    up += tl.load(across + columns, mask=within, other=0.0)
    bent = tl.load(rise + columns, mask=within, other=0.0)
    up += bent * tl.load(length + columns, mask=within, other=0.0)
    tl.store(to_slope + columns, up, mask=within)
    lost = tl.load(loss + columns, mask=within, other=0.0)
    tl.store(to_loss + columns, lost, mask=within)
    goes_on = tl.load(far + columns, mask=within, other=0) != 0
    times = tl.load(again + columns, mask=within, other=0.0) + 1
    times = tl.where(goes_on, times, 0.0)
    tl.store(again + columns, times, mask=within)
    down = tl.load(start + columns, mask=within, other=-1.0)
    is_far = (up > -TURNED * down) & (times < max_again)
    tl.store(far + columns, is_far, mask=within)


@triton.jit(do_not_specialize=["stride", "d"])
def _move(
    losses,
    P,
    T,
    G,
    ridge,
    length,
    far,
    steps,
    changes,
    stride,
    d,
    WIDTH: tl.constexpr,
):
    column = tl.program_id(0).to(tl.int64)
    first = column * d
    stands = tl.load(far + column) != 0
    step = tl.where(stands, 0.0, tl.load(length + column))
    for at in range(0, d, WIDTH):
        x = at + tl.arange(0, WIDTH)
        p = step * tl.load(P + first + x, mask=x < d, other=0.0)
        t = p + tl.load(T + first + x, mask=x < d, other=0.0)
        g = tl.load(losses + column * stride + x, mask=x < d, other=0.0)
        g += t * tl.load(ridge + x, mask=x < d, other=0.0)
        before = tl.load(G + first + x, mask=x < d, other=0.0)
        g = tl.where(stands, before, g)
        tl.store(T + first + x, t, mask=x < d)
        tl.store(G + first + x, g, mask=x < d)
        tl.store(steps + first + x, p, mask=x < d)
        tl.store(changes + first + x, g - before, mask=x < d)
