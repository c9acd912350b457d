"""Large data on its way to a GPU and back (torch imported inside)."""

import numpy as np

__all__ = ["as_tensor", "pieces", "receive", "send"]

# Bytes that are on their way to or from a GPU at a time: they lie in memory that the
# system may not move, of which there should not be much.
PIECE = 2**23
# Below so many bytes, the way of all data takes no longer.
SMALL = 2**20


def as_tensor(A):
    """Return an array as a tensor of the same memory where torch can have it so.

    Parameters
    ----------
    A : {ndarray, tensor}
        Torch takes no array of which an axis runs backwards, no numbers of more than
        eight bytes, and warns of an array that is not to be written to: those are
        copied. So are unsigned integers of more than one byte, which it stores and
        does not compare.

    Returns
    -------
    A : tensor
    """
    import torch

    if isinstance(A, np.ndarray):
        fine = A.flags.writeable and all(stride >= 0 for stride in A.strides)
        unknown = A.itemsize > 8 or (A.dtype.kind == "u" and A.itemsize > 1)
        if unknown or not fine:
            A = A.astype(float if unknown else A.dtype)
    return torch.as_tensor(A)


def send(A, device):
    """Copy a tensor to a device, to a GPU at the full speed of the bus.

    What a GPU reads itself must not be moved by the system. Torch copies all else to
    such memory with one thread; here all threads do, piece by piece, while the GPU
    reads the pieces before.

    Parameters
    ----------
    A : tensor
        As a rule on the CPU.

    device : torch.device
        Where the copy is to be.

    Returns
    -------
    A : tensor
        On the device, stored in the same order where that is rows or columns.
    """
    import torch

    if A.is_cuda or device.type != "cuda" or A.nbytes < SMALL:
        return A.to(device)
    if A.ndim == 2 and not A.is_contiguous() and A.T.is_contiguous():
        return send(A.T, device).T
    out = torch.empty(A.shape, dtype=A.dtype, device=device)
    for piece in pieces(A):
        out[piece].copy_(A[piece].pin_memory(), non_blocking=True)
    return out


def receive(A):
    """Return a tensor as a numpy array, from a GPU at the full speed of the bus.

    Parameters
    ----------
    A : tensor
        On any device.

    Returns
    -------
    A : ndarray
        With contiguous rows.
    """
    import torch

    A = A.detach().contiguous()
    if not A.is_cuda or A.nbytes < SMALL:
        return A.cpu().numpy()
    out = torch.empty(A.shape, dtype=A.dtype)
    for piece in pieces(A):
        there = torch.empty(A[piece].shape, dtype=A.dtype, pin_memory=True)
        out[piece] = there.copy_(A[piece])
    return out.numpy()


def pieces(A):
    """Return slices of the rows of a tensor, each of which may be under way at once.

    Parameters
    ----------
    A : tensor
        With some bytes.

    Returns
    -------
    pieces : list of slice
    """
    size = max(1, PIECE * len(A) // A.nbytes)
    return [slice(start, start + size) for start in range(0, len(A), size)]
