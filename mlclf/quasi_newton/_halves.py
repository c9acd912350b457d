"""Matrices of single precision as sums of two of bfloat16, and products of those."""

import torch

__all__ = ["empty_halves", "halve", "multiply", "set_halves", "write"]


def empty_halves(shape, device):
    """Return a tensor of shape (2, *shape) for :func:`set_halves`."""
    return torch.empty(2, *shape, dtype=torch.bfloat16, device=device)


def set_halves(halves, A):
    """Write to a tensor what is nearest to A, and what is nearest to the rest."""
    halves[0] = A
    torch.sub(A, halves[0], out=halves[1])


def write(R, A):
    """Write A to a tensor of its shape, or its halves to one for halves."""
    if R.ndim == A.ndim:
        R.copy_(A)
    else:
        set_halves(R, A)


def halve(A):
    """Return both halves of A, of shape (2, *A.shape)."""
    halves = empty_halves(A.shape, A.device)
    set_halves(halves, A)
    return halves


def multiply(A, B, out=None):
    """Return A @ B in single precision, of bfloat16; one product or a batch."""
    product = torch.mm if A.ndim == 2 else torch.bmm
    return product(A, B, out_dtype=torch.float32, out=out)
