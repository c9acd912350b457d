"""What the ways to fit linear support vector machines cost, from measurements."""

import math

import numpy as np
import scipy.sparse as sp

from mlclf._device import tensor_device
from mlclf.backends._numpy_backend import NumpyBackend

__all__ = [
    "descent_pays",
    "is_tall",
    "newton_is_quick",
    "patience",
    "shared_solve_pays",
]

# With so many samples a feature, the quasi-Newton solve shared by all columns is faster
# than the descent on each: where the Hessian is dense and factored, and where not.
TALL, TALL_SPARSE = 2, 40

# Fewer columns do not repay what a joint fit of sparse samples begins with, or what it
# costs to make them dense.
FEW, FEW_DENSE = 8, 4

# Seconds of scikit-learn's fit: of a dense and of a sparse entry, and of all else.
DENSE, SPARSE, FIT = 150e-9, 100e-9, 1e-3

# Seconds of an iteration of the shared solve: to read an entry, to multiply it by that
# of a column, and all else.
READ, MULTIPLY, ITERATION = 1.3e-9, 0.1e-9, 300e-6

# Its iterations, about: at least so many, or so many for a feature a sample, with the
# default penalty; a weaker one takes more.
FEWEST, CREEPING = 10, 300

# After how many iterations it is given up, at least and at most.
LEAST, MOST = 10, 300

# Newton steps on column after column take dense samples that are so few, or have so
# few features. Their seconds from nothing: of all, of an entry, and of an entry and a
# feature. The part of them that the shared solve may try.
SHORT_SIDE = 256
PART = 1 / 3
NEWTON, NEWTON_ENTRY, NEWTON_SQUARE = 400e-6, 30e-9, 0.15e-9

# Seconds of the descent: to load numba and the machine code, and of an entry.
COMPILE, DESCENT = 1.0, 25e-9


def is_tall(X):
    """Say whether the shared solve is the faster way to fit many columns.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples.

    Returns
    -------
    is_tall : bool
        Otherwise it is the descent.
    """
    n_samples, n_features = X.shape
    return n_samples >= (TALL if _is_dense(X) else TALL_SPARSE) * n_features


def shared_solve_pays(X, n_columns, C):
    """Say whether the shared solve is faster than scikit-learn's fits.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Tall samples.

    n_columns : int
        Number of label columns.

    C : float
        Inverse strength of the penalty.
    """
    if not _is_dense(X):
        return n_columns >= FEW
    if n_columns < (FEW_DENSE if sp.issparse(X) else 2):
        return False
    n_samples, n_features = X.shape
    iterations = FEWEST
    if not newton_is_quick(X):
        creeping = CREEPING * n_features / n_samples
        iterations = max(iterations, creeping) * max(1, C) ** 0.5
    return _separate(X) * n_columns > iterations * _iteration(X, n_columns)


def descent_pays(X, n_columns, compiled):
    """Say whether coordinate descent is faster than scikit-learn's fits.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples that are not tall.

    n_columns : int
        Number of label columns.

    compiled : bool
        Whether its machine code is there already.
    """
    wide = X.shape[0] <= X.shape[1] or _is_dense(X)
    if n_columns < (2 if wide else FEW):
        return False
    saved = _separate(X) - DESCENT * _count(X)
    return compiled or saved * n_columns > COMPILE


def newton_is_quick(X):
    """Say whether Newton steps are the better way for columns where others creep.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples.
    """
    return min(X.shape) <= SHORT_SIDE and _is_dense(X)


def patience(X, n_columns):
    """Say after how many iterations the shared solve is given up.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Tall samples.

    n_columns : int
        Number of label columns.

    Returns
    -------
    n_iter : int
        As many as take the time of fits one by one, or a part of the time of Newton
        steps, which can begin where it ends; within bounds.
    """
    newton = newton_is_quick(X)
    one_by_one = PART * _newton(X) if newton else _separate(X)
    n_iter = n_columns * one_by_one / _iteration(X, n_columns)
    return int(np.clip(n_iter, LEAST, MOST))


def _newton(X):
    """Return the seconds of Newton steps on a column, about."""
    n_samples, n_features = X.shape
    n_entries = (n_samples + n_features) * n_features  # those of the factor, too
    return NEWTON + n_entries * (NEWTON_ENTRY + NEWTON_SQUARE * n_features)


def _separate(X):
    """Return the seconds of scikit-learn's fit of a column, about."""
    entries = SPARSE * X.nnz if sp.issparse(X) else DENSE * math.prod(X.shape)
    return FIT + entries


def _iteration(X, n_columns):
    """Return the seconds of an iteration of the shared solve, about."""
    stays_sparse = sp.issparse(X) and not _is_dense(X)
    n_entries = X.nnz if stays_sparse else math.prod(X.shape)
    return ITERATION + n_entries * (READ + MULTIPLY * n_columns)


def _is_dense(X):
    """Say whether most of X is not zero, whatever its container."""
    return _count(X) > NumpyBackend.sparse_density * math.prod(X.shape)


def _count(X):
    """Return how many entries are not zero; tensors stay where they are."""
    if sp.issparse(X):
        return X.nnz
    return np.count_nonzero(X) if tensor_device(X) is None else int((X != 0).sum())
