"""The few array operations of the solvers, on torch."""

import warnings
from typing import final

import numpy as np
import scipy.sparse as sp

from mlclf._device import check_torch, choose_device, precise_products
from mlclf._transfer import as_tensor, receive, send
from mlclf.backends._backend import Backend

__all__ = ["TorchBackend"]

# Entries of one temporary.
PIECE = 2**26
# A feature of which so small a share is left beside the others depends on them.
SINGULAR = 1e-13
# Memory for one block of columns, which are many where it computes fast.
BLOCK_BYTES = 2**33


@final
class TorchBackend(Backend):
    """Tensors of torch on one device.

    Parameters
    ----------
    dtype : dtype
        numpy.float32 or numpy.float64.

    device : str, torch.device or None, default=None
        None is the best one present.
    """

    on_cpu = False
    sparse_density = 0.01
    # Sparse samples up to this size are made dense: GPUs multiply those much faster.
    dense_bytes = 2**31

    def __init__(self, dtype, device=None):
        self.torch = check_torch("device")
        self.device = choose_device(device)
        self.dtype = getattr(self.torch, np.dtype(dtype).name)

    def single(self):
        return TorchBackend(np.float32, self.device)

    def array(self, A):
        return as_tensor(A).to(self.device, self.dtype).contiguous()

    def exact(self):
        return precise_products("ieee")

    def rough(self):
        """Return a context in which products of single precision may be rounded."""
        return precise_products("tf32")

    def wide(self, A):
        return as_tensor(A).to(self.device, self.torch.double)

    def samples(self, X):
        return X

    def dense(self, X):
        if not sp.issparse(X):
            return send(as_tensor(X), self.device).double()
        X = sp.csr_array(X)
        out = self.torch.zeros(X.shape, dtype=self.torch.double, device=self.device)
        rows = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
        at = rows.astype(np.int64) * X.shape[1] + X.indices
        # Entries stored twice are added up, as scipy has it.
        out.view(-1).index_add_(0, self.index(at), self.wide(X.data.astype(float)))
        return out

    def is_mostly_zero(self, X):
        """Say whether dense samples should rather be sparse: where they are large."""
        size = X.shape[0] * X.shape[1]
        if 8 * size <= self.dense_bytes:
            return False
        return self.torch.count_nonzero(as_tensor(X)) < self.sparse_density * size

    def labels(self, Y):
        return send(as_tensor(Y), self.device)

    def targets(self, Y):
        """Return labels as the losses take them: one byte each."""
        return Y.to(self.torch.int8).contiguous()

    def _pieces(self, Y, weight):
        """Cut the columns so that temporaries are small; weights come in double."""
        width = max(1, PIECE // max(1, len(Y)))
        for a in range(0, Y.shape[1], width):
            W = weight
            if W is not None:
                W = self.wide(W if W.shape[1] == 1 else W[:, a : a + width])
            yield Y[:, a : a + width], W

    def find_values(self, Y, weight):
        found = []
        for part, W in self._pieces(Y, weight):
            on, off = part != 0, part == 0
            if W is not None:
                on, off = on & (W > 0), off & (W > 0)
            found.append(self.torch.stack([on.any(0), off.any(0)]))
        return tuple(self.numpy(self.torch.cat(found, 1)))

    def weigh(self, Y, weight):
        sums = [
            (part if W is None else part * W).sum(0, dtype=self.torch.double)
            for part, W in self._pieces(Y, weight)
        ]
        return self.numpy(self.torch.cat(sums))

    def mean(self, X):
        return send(as_tensor(X), self.device).mean(0, dtype=self.torch.double)

    def total(self, X, weight):
        if sp.issparse(X):
            return np.asarray(weight @ X, dtype=float).ravel()
        return self.numpy(self.wide(weight) @ self.wide(X))

    def label_sums(self, X, Y, weight):
        """Return the weighted sums of the samples that carry each label, as an array.

        In double precision; X may be sparse.
        """
        sums = []
        X = self._csr(sp.csr_array(X.T)) if sp.issparse(X) else self.wide(X).T
        for part, W in self._pieces(Y, None if weight is None else weight[:, None]):
            on = self.wide(part) if W is None else self.wide(part) * W
            sums.append(X @ on)
        return self.numpy(self.torch.cat(sums, 1).T)

    def gram(self, A, share):
        A = A.double()
        return A.T @ (A * self.wide(share)[:, None])

    def invert_factors(self, H, columns):
        L, failed = self.torch.linalg.cholesky_ex(H)
        finite = L.diagonal(dim1=-2, dim2=-1).isfinite()  # a GPU calls NaN no failure
        if failed.any() or not finite.all():
            return None
        eye = self.torch.eye(H.shape[-1], dtype=H.dtype, device=self.device)
        inverses = self.torch.linalg.solve_triangular(L, eye.expand_as(L), upper=False)
        return list(self.columns(self.array(inverses), columns))

    def solve(self, H, ridge, B):
        """Return what solves (H + ridge) Z = B; of least norm where it is singular."""
        H.diagonal().add_(ridge)
        L, failed = self.torch.linalg.cholesky_ex(H)
        # A pivot that should be zero may be anything as small as its rounding.
        sound = L.diagonal() ** 2 > SINGULAR * H.diagonal()
        if failed or not sound.all():
            return self.torch.linalg.pinv(H, hermitian=True, rtol=SINGULAR) @ B
        return self.torch.cholesky_solve(B, L)

    def sparse(self, A):
        return self._csr(A), self._csr(A.T.tocsr())

    def _csr(self, A):
        with warnings.catch_warnings():
            # "Sparse CSR tensor support is in beta state": products are all we need.
            warnings.simplefilter("ignore", UserWarning)
            return self.torch.sparse_csr_tensor(
                self.torch.as_tensor(A.indptr.astype(np.int64)),
                self.torch.as_tensor(A.indices.astype(np.int64)),
                self.torch.as_tensor(A.data),
                size=A.shape,
                dtype=self.dtype,
                device=self.device,
            )

    def block_bytes(self, wanted):
        """Return how many of some bytes the temporaries of one block may take."""
        if wanted <= BLOCK_BYTES // 8 or self.device.type != "cuda":
            return min(wanted, BLOCK_BYTES)
        cuda = self.torch.cuda
        free = cuda.mem_get_info(self.device)[0]
        free += cuda.memory_reserved(self.device) - cuda.memory_allocated(self.device)
        return min(wanted, BLOCK_BYTES, free // 2)

    def numpy(self, A):
        return receive(A)

    def empty(self, shape):
        return self.torch.empty(shape, dtype=self.dtype, device=self.device)

    def zeros(self, shape):
        return self.torch.zeros(shape, dtype=self.dtype, device=self.device)

    def vectors(self, shape):
        """Return a tensor whose entries are to be set, each column in one piece.

        Sums over the rows of a matrix are fast where it lies like this.
        """
        return self.empty(shape[::-1]).T

    def from_rows(self, A):
        return A.T

    def index(self, columns):
        if isinstance(columns, self.torch.Tensor):
            return columns
        return self.torch.as_tensor(columns).to(self.device, non_blocking=True)

    def columns(self, A, keep):
        """Return a copy of some columns (entries, of one axis), stored as A is."""
        keep = self.index(keep)
        if A.ndim == 2 and A.stride(0) == 1:
            return A.T.index_select(0, keep).T
        return A.index_select(A.ndim - 1, keep)

    def take(self, A, keep, out):
        self.torch.index_select(A, 1, keep, out=out)

    def put(self, A, axis, place, values):
        if isinstance(values, self.torch.Tensor):
            A.index_copy_(axis, place, values)
        else:
            A.index_fill_(axis, place, values)

    def stack(self, tensors):
        """Return tensors of one shape as one, with an axis more."""
        return self.torch.stack(tensors)

    def affine(self, A, T, b):
        if A.layout == self.torch.strided:
            return self.torch.addmm(b, A, T)
        return (A @ T).add_(b)

    def where(self, condition, A, B):
        return self.torch.where(condition, A, B)

    def dot(self, A, B):
        return (A * B).sum(0)

    def largest(self, A):
        return A.abs().amax(0)

    def sigmoid(self, M):
        return M.sigmoid_()

    def softplus(self, M):
        return self.torch.nn.functional.softplus(M, threshold=50)
