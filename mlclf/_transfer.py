"""Large data on its way to a GPU and back (torch imported inside)."""

__all__ = ["receive", "send"]

# Bytes that are on their way to or from a GPU at a time: they lie in memory that the
# system may not move, of which there should not be much.
PIECE = 2**23
# Below so many bytes, the way of all data takes no longer.
SMALL = 2**20


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
    for piece in _pieces(A):
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
    for piece in _pieces(A):
        there = torch.empty(A[piece].shape, dtype=A.dtype, pin_memory=True)
        out[piece] = there.copy_(A[piece])
    return out.numpy()


def _pieces(A):
    size = max(1, PIECE * len(A) // A.nbytes)
    return [slice(start, start + size) for start in range(0, len(A), size)]
