"""The few array operations of the solvers, on numpy."""

from contextlib import nullcontext
from typing import final

import numpy as np
import scipy.sparse as sp
from scipy.linalg import lapack

from mlclf._device import from_tensor
from mlclf.backends._backend import Backend
from mlclf.backends._label_sums import label_sums

__all__ = ["NumpyBackend"]

# Bytes of one temporary: several should fit a core's cache. Smaller ones are finished
# so soon that threads queue for the interpreter.
CACHED = 2**20


@final
class NumpyBackend(Backend):
    """Arrays of numpy, in one floating dtype.

    Parameters
    ----------
    dtype : dtype
        numpy.float32 or numpy.float64.
    """

    on_cpu = True
    # A product with a sparse matrix does a fifth of the flops per second of a dense
    # one, so below this share of non-zeros it is the faster way, above it the slower.
    sparse_density = 0.15
    dense_bytes = 2**28

    def __init__(self, dtype):
        self.dtype = np.dtype(dtype)

    def single(self):
        return NumpyBackend(np.float32)

    def array(self, A):
        return np.ascontiguousarray(A, dtype=self.dtype)

    def exact(self):
        return nullcontext()

    def wide(self, A):
        return np.asarray(A, dtype=float)

    def samples(self, X):
        return from_tensor(X)[0]

    def dense(self, X):
        return X.toarray() if sp.issparse(X) else X

    def is_mostly_zero(self, X):
        return np.count_nonzero(X) < self.sparse_density * X.size

    def labels(self, Y):
        return Y

    def targets(self, Y):
        return self.array(Y)

    def find_values(self, Y, weight):
        where = True if weight is None else weight > 0
        return np.any(Y, axis=0, where=where), ~np.all(Y, axis=0, where=where)

    def weigh(self, Y, weight):
        if weight is None:
            return Y.sum(axis=0, dtype=float)
        if weight.shape[1] == 1:
            return np.einsum("i,ij->j", weight[:, 0], Y)
        return np.einsum("ij,ij->j", weight, Y)

    def mean(self, X):
        return X.mean(axis=0, dtype=float)

    def total(self, X, weight):
        return np.asarray(weight @ X, dtype=float).ravel()

    def label_sums(self, X, Y, weight):
        return label_sums(X, Y, weight)

    def gram(self, A, share):
        return (A.T @ (A * share[:, None].astype(A.dtype))).astype(float)

    def invert_factors(self, H, columns):
        inverses = []
        for matrix in H:
            L, failed = lapack.dpotrf(matrix, lower=True, clean=True)
            if failed:
                return None
            inverse = lapack.dtrtri(L, lower=True)[0]
            inverses.append(self.array(inverse[:, columns]))
        return inverses

    def sparse(self, A):
        A = A.astype(self.dtype)
        return A, A.T

    def numpy(self, A):
        return A

    def empty(self, shape):
        return np.empty(shape, dtype=self.dtype)

    def zeros(self, shape):
        return np.zeros(shape, dtype=self.dtype)

    def vectors(self, shape):
        return self.empty(shape)

    def from_rows(self, A):
        return self.array(A.T)

    def index(self, columns):
        return columns

    def columns(self, A, keep):
        return A.take(keep, axis=-1)

    def take(self, A, keep, out):
        A.take(keep, axis=1, out=out, mode="clip")  # the default takes more memory

    def put(self, A, axis, place, values):
        A[(slice(None),) * axis + (place,)] = values

    def row_blocks(self, shape):
        """Cut the rows of an array so that what is made of a block stays in cache."""
        height = max(1, CACHED // (self.dtype.itemsize * max(1, shape[1])))
        return [slice(a, a + height) for a in range(0, shape[0], height)]

    def affine(self, A, T, b):
        M = A @ T
        M += b
        return M

    def add(self, A, B, out):
        """Write A + B into an array."""
        return np.add(A, B, out=out)

    def where(self, condition, A, B):
        return np.where(condition, A, B)

    def dot(self, A, B):
        return np.einsum("ij,ij->j", A, B)

    def largest(self, A):
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
