"""Binary cross-entropy and its gradient in one pass over a GPU's memory."""

import torch
import triton
import triton.language as tl

__all__ = ["fused_bce"]

_BLOCK = 1024


def fused_bce(logits, targets, weights):
    """Return the loss, and its gradient times the number of cells.

    Parameters
    ----------
    logits : tensor of shape (n, n_labels), float32 or bfloat16
        On a GPU. The arithmetic is that of float32.

    targets : tensor of shape (n, n_labels)
        In [0, 1].

    weights : tensor of shape (n, 1) or (n, n_labels), or None
        Weights of the rows or of the cells.

    Returns
    -------
    loss : tensor of one element, float32

    gradient : tensor of shape (n, n_labels)
        Of the dtype of the logits.
    """
    logits, targets = logits.contiguous(), targets.contiguous()
    per_row = weights is not None and weights.shape[-1] == 1 != logits.shape[-1]
    weights = None if weights is None else weights.contiguous()
    n_cells = logits.numel()
    n_blocks = triton.cdiv(n_cells, _BLOCK)
    gradient = torch.empty_like(logits)
    sums = torch.empty(n_blocks, dtype=torch.float32, device=logits.device)
    with torch.cuda.device_of(logits):  # Triton launches on the current one
        _kernel[(n_blocks,)](
            logits,
            targets,
            logits if weights is None else weights,
            gradient,
            sums,
            n_cells,
            logits.shape[-1] if per_row else 1,
            WEIGHTED=weights is not None,
            BLOCK=_BLOCK,
        )
    return sums.sum() / n_cells, gradient


@triton.jit(do_not_specialize=["n_cells", "cells_per_weight"])
def _kernel(
    logits,
    targets,
    weights,
    gradient,
    sums,
    n_cells,
    cells_per_weight,
    WEIGHTED: tl.constexpr,
    BLOCK: tl.constexpr,
):
    cells = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    inside = cells < n_cells
    z = tl.load(logits + cells, mask=inside, other=0.0).to(tl.float32)
    y = tl.load(targets + cells, mask=inside, other=0).to(tl.float32)
    e = tl.exp(-tl.abs(z))
    residual = tl.where(z >= 0, 1.0, e) / (1.0 + e) - y
    loss = tl.maximum(z, 0.0) - z * y + tl.log(1.0 + e)
    if WEIGHTED:
        w = tl.load(weights + cells // cells_per_weight, mask=inside, other=0.0)
        residual *= w
        loss *= w
    tl.store(gradient + cells, residual, mask=inside)
    tl.store(sums + tl.program_id(0), tl.sum(tl.where(inside, loss, 0.0)))
