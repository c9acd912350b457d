"""Logistic losses after a step, their slopes and residuals, in one pass over a GPU."""

import torch
import triton
import triton.language as tl

__all__ = ["fused_probe"]

_ROWS, _COLUMNS, _STEPS = 16, 128, 8


def fused_probe(M, Z, step, Y, W):
    """Return what ``TorchBackend.probe`` returns.

    Parameters
    ----------
    M, Z, Y : tensor of shape (n_samples, n_columns), rows contiguous
        Margins, their direction, labels; of one dtype.

    step : tensor of shape (n_columns,), or None
        Lengths along the direction; None is 1.

    W : tensor of shape (n_samples, 1) or (n_samples, n_columns), or None
        Weights.
    """
    M, Z = M.contiguous(), Z.contiguous()
    n, k = M.shape
    R = torch.empty_like(M)
    grid = triton.cdiv(n, _ROWS * _STEPS), triton.cdiv(k, _COLUMNS)
    sums = M.new_empty(2, grid[0], k)
    with torch.cuda.device_of(M):  # Triton launches on the current one
        _kernel[grid](
            *(M, Z, M if step is None else step, Y, M if W is None else W, R, sums),
            n,
            k,
            STEPPED=step is not None,
            WEIGHTED=0 if W is None else 1 + (W.shape[1] > 1),
            ROWS=_ROWS,
            COLUMNS=_COLUMNS,
            STEPS=_STEPS,
        )
    slopes, losses = sums.sum(1)
    return R, slopes, losses


@triton.jit(do_not_specialize=["n", "k"])
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
    STEPPED: tl.constexpr,
    WEIGHTED: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    STEPS: tl.constexpr,
):
    columns = tl.program_id(1) * COLUMNS + tl.arange(0, COLUMNS)
    within = columns < k
    slope = tl.zeros((COLUMNS,), M.dtype.element_ty)
    loss = tl.zeros((COLUMNS,), M.dtype.element_ty)
    if STEPPED:
        t = tl.load(step + columns, mask=within, other=0.0)[None, :]
    for i in range(STEPS):
        rows = (tl.program_id(0) * STEPS + i) * ROWS + tl.arange(0, ROWS)
        cells = rows.to(tl.int64)[:, None] * k + columns[None, :]
        inside = (rows < n)[:, None] & within[None, :]
        z = tl.load(Z + cells, mask=inside, other=0.0)
        m = tl.load(M + cells, mask=inside, other=0.0)
        m += t * z if STEPPED else z
        y = tl.load(Y + cells, mask=inside, other=0.0)
        e = tl.exp(-tl.abs(m))
        residual = tl.where(m >= 0, 1.0, e) / (1.0 + e) - y
        lost = tl.maximum(m, 0.0) - m * y + tl.log(1.0 + e)
        if WEIGHTED == 1:
            w = tl.load(W + rows, mask=rows < n, other=0.0)[:, None]
            residual *= w
            lost *= w
        if WEIGHTED == 2:
            w = tl.load(W + cells, mask=inside, other=0.0)
            residual *= w
            lost *= w
        tl.store(R + cells, residual, mask=inside)
        slope += tl.sum(tl.where(inside, residual * z, 0.0), 0)
        loss += tl.sum(tl.where(inside, lost, 0.0), 0)
    out = tl.program_id(0) * k + columns
    tl.store(sums + out, slope, mask=within)
    tl.store(sums + tl.num_programs(0) * k + out, loss, mask=within)
