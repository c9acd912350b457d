"""The few array operations of the solvers, on numpy."""

from contextlib import nullcontext

import numpy as np
import scipy.sparse as sp
from scipy.linalg import lapack

from mlclf._device import from_tensor
from mlclf.backends._label_sums import label_sums

__all__ = ["NumpyBackend"]

# Bytes of one temporary: several should fit a core's cache. Smaller ones are finished
# so soon that threads queue for the interpreter.
CACHED = 2**20


class NumpyBackend:
    """Arrays of numpy, in one floating dtype.

    Parameters
    ----------
    dtype : dtype
        numpy.float32 or numpy.float64.
    """

    threads = True
    # A product with a sparse matrix does a fifth of the flops per second of a dense
    # one, so below this share of non-zeros it is the faster way, above it the slower.
    sparse_density = 0.15
    dense_bytes = 2**28

    def __init__(self, dtype):
        self.dtype = np.dtype(dtype)

    def single(self):
        """Return the backend in single precision."""
        return NumpyBackend(np.float32)

    def array(self, A):
        """Return an array of the backend, rows contiguous."""
        return np.ascontiguousarray(A, dtype=self.dtype)

    def exact(self):
        """Return a context in which products have the precision of the dtype."""
        return nullcontext()

    def wide(self, A):
        """Return an array in double precision, whatever the dtype of the backend."""
        return np.asarray(A, dtype=float)

    def samples(self, X):
        """Return samples as they are to be looked at: tensors may stay tensors."""
        return from_tensor(X)[0]

    def dense(self, X):
        """Return samples as a dense matrix, for a design to be made of."""
        return X.toarray() if sp.issparse(X) else X

    def is_mostly_zero(self, X):
        """Say whether dense samples should rather be sparse."""
        return np.count_nonzero(X) < self.sparse_density * X.size

    def labels(self, Y):
        """Return the label matrix where its columns are to be used."""
        return Y

    def targets(self, Y):
        """Return labels as the losses take them."""
        return self.array(Y)

    def find_values(self, Y, weight):
        """Say in which columns samples of some weight are on, and where some are off.

        ``weight`` has shape (n_samples, 1) or that of Y, or is None.
        """
        where = True if weight is None else weight > 0
        return np.any(Y, axis=0, where=where), ~np.all(Y, axis=0, where=where)

    def weigh(self, Y, weight):
        """Return the weight of the samples that are on, for each column of Y."""
        if weight is None:
            return Y.sum(axis=0, dtype=float)
        if weight.shape[1] == 1:
            return np.einsum("i,ij->j", weight[:, 0], Y)
        return np.einsum("ij,ij->j", weight, Y)

    def mean(self, X):
        """Return the mean of dense samples, in double precision."""
        return X.mean(axis=0, dtype=float)

    def total(self, X, weight):
        """Return the weighted sum of all samples, in double precision."""
        return np.asarray(weight @ X, dtype=float).ravel()

    def label_sums(self, X, Y, weight):
        """Return the weighted sums of the samples that carry each label."""
        return label_sums(X, Y, weight)

    def gram(self, A, share):
        """Return the weighted second moments of a dense design, in double precision."""
        return (A.T @ (A * share[:, None].astype(A.dtype))).astype(float)

    def invert_factors(self, H, columns):
        """Return the inverse Cholesky factors of matrices (n, d, d), one by one.

        Their columns come in another order, in the precision of the backend. None
        where a matrix is not positive definite to working precision.
        """
        inverses = []
        for matrix in H:
            L, failed = lapack.dpotrf(matrix, lower=True, clean=True)
            if failed:
                return None
            inverse = lapack.dtrtri(L, lower=True)[0]
            inverses.append(self.array(inverse[:, columns]))
        return inverses

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

    def zeros(self, shape):
        """Return an array of zeros."""
        return np.zeros(shape, dtype=self.dtype)

    def vectors(self, shape):
        """Return an array whose entries are to be set, columns as they are best."""
        return self.empty(shape)

    def from_rows(self, A):
        """Return the transpose of A, stored as by :meth:`vectors`."""
        return self.array(A.T)

    def index(self, columns):
        """Return numbers of columns as arrays of the backend are indexed with."""
        return columns

    def columns(self, A, keep):
        """Return a contiguous copy of some columns (entries, where A has one axis)."""
        return A.take(keep, axis=-1)

    def take(self, A, keep, out):
        """Copy some rows of each matrix of a stack."""
        A.take(keep, axis=1, out=out, mode="clip")  # the default takes more memory

    def put(self, A, axis, place, values):
        """Set one entry along an axis; ``place`` is its number, in an array."""
        A[(slice(None),) * axis + (place,)] = values

    def row_blocks(self, shape):
        """Cut the rows of an array so that what is made of a block stays in cache."""
        height = max(1, CACHED // (self.dtype.itemsize * max(1, shape[1])))
        return [slice(a, a + height) for a in range(0, shape[0], height)]

    def affine(self, A, T, b):
        """Return A @ T + b; A may be sparse, b is a row."""
        M = A @ T
        M += b
        return M

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
