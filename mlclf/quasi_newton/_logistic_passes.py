"""Passes over the margins of logistic losses on a device: one kernel where it pays."""

import torch
from torch.nn import functional

from mlclf.quasi_newton._gpu_features import compiles_kernels
from mlclf.quasi_newton._halves import write

__all__ = ["advance", "slopes"]

# Beyond so many cells one pass over them in the place of ten is worth its compilation.
FUSED_CELLS = 2**18


def slopes(M, Z, Y, W):
    """Return the derivatives of logistic losses along Z, at M + Z.

    Parameters
    ----------
    M, Z : tensor of shape (n_samples, n_columns)
        Margins, and a direction.

    Y : tensor of shape (n_samples, n_columns)
        Labels.

    W : tensor of shape (n_samples, 1) or (n_samples, n_columns), or None
        Weights.

    Returns
    -------
    slopes : tensor of shape (n_columns,)
    """
    if _in_one_pass(M):
        from mlclf.quasi_newton._fused_passes import fused_slopes

        return fused_slopes(M, Z, Y, W)
    return (_residuals(M + Z, Y, W) * Z).sum(0)


def advance(M, Z, step, Y, W, R):
    """Add step * Z to margins, in place; return what logistic losses are there.

    Parameters
    ----------
    M, Z, Y, W
        As for :func:`slopes`.

    step : tensor of shape (n_columns,)
        Lengths along Z.

    R : tensor of shape (n_samples, n_columns), or halves of it
        Where the derivatives of the losses by the margins are written to.

    Returns
    -------
    slopes, losses : tensor of shape (n_columns,)
        Derivative along Z, and value, of the loss of each column.
    """
    if _in_one_pass(M):
        from mlclf.quasi_newton._fused_passes import fused_advance

        return fused_advance(M, Z, step, Y, W, R)
    M.addcmul_(Z, step)
    losses = functional.softplus(M, threshold=50) - Y * M
    if W is not None:
        losses *= W
    residuals = _residuals(M, Y, W)
    write(R, residuals)
    return (residuals * Z).sum(0), losses.sum(0)


def _in_one_pass(M):
    return M.is_cuda and M.numel() >= FUSED_CELLS and compiles_kernels()


def _residuals(M, Y, W):
    R = torch.sigmoid(M).sub_(Y)
    return R if W is None else R.mul_(W)
