"""The few array operations of the solvers, on numpy or on torch."""

import warnings

import numpy as np

from mlclf._device import check_torch, choose_device

__all__ = ["NumpyBackend", "TorchBackend", "from_tensor"]

# Bytes of one temporary, several of which a core's cache should hold.
CACHED = 2**17


def from_tensor(X):
    """Return X as numpy or scipy has it, and the device where it was, or None.

    Parameters
    ----------
    X : {ndarray, sparse matrix, torch.Tensor}
        scikit-learn lets tensors through where its array API dispatch is on.

    Returns
    -------
    X : {ndarray, sparse matrix}
        On the CPU.

    device : torch.device or None
        None where X was no tensor.
    """
    if type(X).__module__.split(".")[0] != "torch":
        return X, None
    return X.detach().cpu().numpy(), X.device


class NumpyBackend:
    """Arrays of numpy, in one floating dtype.

    Parameters
    ----------
    dtype : dtype
        numpy.float32 or numpy.float64.
    """

    threads = True

    def __init__(self, dtype):
        self.dtype = np.dtype(dtype)

    def array(self, A):
        """Return an array of the backend, rows contiguous."""
        return np.ascontiguousarray(A, dtype=self.dtype)

    def sparse(self, A):
        """Return a CSR matrix as the products want it, and its transpose."""
        A = A.astype(self.dtype)
        return A, A.T

    def numpy(self, A):
        """Return A as a numpy array."""
        return A

    def empty(self, shape):
        """Return an array whose entries are to be set."""
        return np.empty(shape, dtype=self.dtype)

    def columns(self, A, keep):
        """Return a contiguous copy of some columns (entries, where A has one axis)."""
        return A.take(keep, axis=-1)

    def row_blocks(self, shape):
        """Cut the rows of an array so that what is made of a block stays in cache."""
        height = max(1, CACHED // (self.dtype.itemsize * max(1, shape[1])))
        return [slice(a, a + height) for a in range(0, shape[0], height)]

    def add(self, A, B, out):
        """Write A + B into an array."""
        return np.add(A, B, out=out)

    def where(self, condition, A, B):
        """Choose between A and B, entry by entry."""
        return np.where(condition, A, B)

    def dot(self, A, B):
        """Return the inner product of each column of A with that of B."""
        return np.einsum("ij,ij->j", A, B)

    def largest(self, A):
        """Return the largest magnitude of each column."""
        return np.maximum(A.max(axis=0), -A.min(axis=0))

    def sigmoid(self, M):
        """Return 1 / (1 + exp(-M)) in place, by vector instructions."""
        out = np.negative(M, out=M)
        with np.errstate(over="ignore"):  # exp overflows to inf, whose inverse is 0
            np.exp(out, out=out)
        out += 1
        return np.reciprocal(out, out=out)

    def softplus(self, M):
        """Return log(1 + exp(M)); absolute errors, not relative, are small."""
        out = np.abs(M)
        np.negative(out, out=out)
        np.exp(out, out=out)
        out += 1
        np.log(out, out=out)
        out += np.maximum(M, 0)
        return out


class TorchBackend:
    """Tensors of torch on one device.

    Parameters
    ----------
    dtype : dtype
        numpy.float32 or numpy.float64.

    device : str, torch.device or None, default=None
        None is the best one present.
    """

    threads = False

    def __init__(self, dtype, device=None):
        self.torch = check_torch("device")
        self.device = choose_device(device)
        self.dtype = getattr(self.torch, np.dtype(dtype).name)

    def array(self, A):
        """Return a tensor on the device."""
        return self.torch.as_tensor(A, dtype=self.dtype, device=self.device)

    def sparse(self, A):
        """Return a CSR matrix as a sparse tensor, and its transpose as another."""
        with warnings.catch_warnings():
            # "Sparse CSR tensor support is in beta state": products are all we need.
            warnings.simplefilter("ignore", UserWarning)
            return self._csr(A), self._csr(A.T.tocsr())

    def _csr(self, A):
        return self.torch.sparse_csr_tensor(
            *(self.torch.as_tensor(a.astype(np.int64)) for a in (A.indptr, A.indices)),
            self.torch.as_tensor(A.data),
            size=A.shape,
            dtype=self.dtype,
            device=self.device,
        )

    def numpy(self, A):
        """Return A as a numpy array."""
        return A.detach().cpu().numpy()

    def empty(self, shape):
        """Return a tensor whose entries are to be set."""
        return self.torch.empty(shape, dtype=self.dtype, device=self.device)

    def columns(self, A, keep):
        """Return a contiguous copy of some columns (entries, where A has one axis)."""
        keep = self.torch.as_tensor(keep, device=self.device)
        return A.index_select(A.ndim - 1, keep)

    def row_blocks(self, shape):  # noqa: ARG002 - numpy needs it
        """Return all rows at once."""
        return [slice(None)]

    def add(self, A, B, out):
        """Write A + B into a tensor."""
        return self.torch.add(A, B, out=out)

    def where(self, condition, A, B):
        """Choose between A and B, entry by entry."""
        return self.torch.where(condition, A, B)

    def dot(self, A, B):
        """Return the inner product of each column of A with that of B."""
        return (A * B).sum(0)

    def largest(self, A):
        """Return the largest magnitude of each column."""
        return A.abs().amax(0)

    def sigmoid(self, M):
        """Return 1 / (1 + exp(-M)) in place."""
        return M.sigmoid_()

    def softplus(self, M):
        """Return log(1 + exp(M))."""
        return self.torch.logaddexp(M, self.torch.zeros_like(M))
