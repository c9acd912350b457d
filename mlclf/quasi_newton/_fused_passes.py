"""Logistic losses along a direction, their slopes and residuals, in one pass each."""

import torch
import triton
import triton.language as tl

__all__ = ["fused_advance", "fused_slopes"]

# Cells that a program holds at a time, how often, and by how many times 32 threads.
_ROWS, _COLUMNS, _STEPS, _WARPS = 4, 64, 32, 2


def fused_slopes(M, Z, Y, W):
    """Return what :func:`mlclf.quasi_newton._logistic_passes.slopes` returns.

    Parameters
    ----------
    M, Z, Y : tensor of shape (n_samples, n_columns), rows contiguous
        Margins, their direction, labels.

    W : tensor of shape (n_samples, 1) or (n_samples, n_columns), or None
        Weights.
    """
    (slopes,) = _launch(M, Z, M, Y, W, M, advances=False)
    return slopes


def fused_advance(M, Z, step, Y, W, R):
    """Do what :func:`mlclf.quasi_newton._logistic_passes.advance` does.

    Parameters
    ----------
    M, Z, Y : tensor of shape (n_samples, n_columns), rows contiguous
        Margins, which change, their direction, labels.

    step : tensor of shape (n_columns,)
        Lengths along the direction.

    W : tensor of shape (n_samples, 1) or (n_samples, n_columns), or None
        Weights.

    R : tensor of shape (n_samples, n_columns), or (2, n_samples, n_columns)
        Where the residuals are written to; both halves of bfloat16 if there are two.
    """
    return _launch(M, Z, step, Y, W, R, advances=True)


def _launch(M, Z, step, Y, W, R, *, advances):
    """Run the kernel; return the slopes, and the losses where it computes them."""
    n, k = M.shape
    grid = triton.cdiv(n, _ROWS * _STEPS), triton.cdiv(k, _COLUMNS)
    sums = M.new_empty(1 + advances, grid[0], k)
    with torch.cuda.device_of(M):  # Triton launches on the current one
        _kernel[grid](
            *(M, Z, step, Y, M if W is None else W, R, sums),
            n,
            k,
            ADVANCES=advances,
            HALVES=R.ndim > 2,
            WEIGHTED=0 if W is None else 1 + (W.shape[1] > 1),
            ROWS=_ROWS,
            COLUMNS=_COLUMNS,
            STEPS=_STEPS,
            num_warps=_WARPS,
        )
    return sums.sum(1)


@triton.jit(do_not_specialize=["n"])
def _kernel(
    M,
    Z,
    step,
    Y,
    W,
    R,
    sums,
    n,
    k,
    ADVANCES: tl.constexpr,
    HALVES: tl.constexpr,
    WEIGHTED: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    STEPS: tl.constexpr,
):
    columns = tl.program_id(1) * COLUMNS + tl.arange(0, COLUMNS)
    within = (columns < k)[None, :]
    slope = tl.zeros((ROWS, COLUMNS), M.dtype.element_ty)  # summed at the end: once
    loss = tl.zeros((ROWS, COLUMNS), M.dtype.element_ty)
    if ADVANCES:
        t = tl.load(step + columns, mask=columns < k, other=0.0)[None, :]
    for i in range(STEPS):
        first = (tl.program_id(0) * STEPS + i).to(tl.int64) * ROWS
        rows = tl.arange(0, ROWS)[:, None]
        inside = (rows < n - first) & within
        # Far cells by one number, near ones by numbers of 32 bits.
        start, cells = first * k, rows * k + columns[None, :]
        z = tl.load(Z + start + cells, mask=inside, other=0.0)
        m = tl.load(M + start + cells, mask=inside, other=0.0)
        y = tl.load(Y + start + cells, mask=inside, other=0).to(m.dtype)
        m += t * z if ADVANCES else z
        e = tl.exp(-tl.abs(m))
        residual = tl.where(m >= 0, 1.0, e) / (1.0 + e) - y
        if WEIGHTED == 1:
            w = tl.load(W + first + rows, mask=rows < n - first, other=0.0)
            residual *= w
        if WEIGHTED == 2:
            w = tl.load(W + start + cells, mask=inside, other=0.0)
            residual *= w
        slope += residual * z  # which is zero outside
        if ADVANCES:
            tl.store(M + start + cells, m, mask=inside)
            if HALVES:
                high = residual.to(tl.bfloat16)
                low = (residual - high.to(m.dtype)).to(tl.bfloat16)
                tl.store(R + start + cells, high, mask=inside)
                tl.store(R + n.to(tl.int64) * k + start + cells, low, mask=inside)
            else:
                tl.store(R + start + cells, residual, mask=inside)
            lost = tl.maximum(m, 0.0) - m * y + tl.log(1.0 + e)
            if WEIGHTED > 0:
                lost *= w
            loss += tl.where(inside, lost, 0.0)
    out = sums + tl.program_id(0) * k + columns
    tl.store(out, tl.sum(slope, 0), mask=columns < k)
    if ADVANCES:
        tl.store(out + tl.num_programs(0) * k, tl.sum(loss, 0), mask=columns < k)
