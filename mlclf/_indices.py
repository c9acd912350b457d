"""Sparse samples as scikit-learn's estimators want them, the caller's left alone."""

import numpy as np
import scipy.sparse as sp

__all__ = ["narrow_indices", "sum_duplicates"]


def narrow_indices(X):
    """Return samples whose indices have 32 bits, where that is enough.

    Many operations of scipy make indices of 64 bits, which scikit-learn's trees and
    support vector machines, for example, refuse.

    Parameters
    ----------
    X : {array, sparse matrix} of shape (n_samples, n_features)
        Samples; never changed.

    Returns
    -------
    X : {array, sparse matrix} of shape (n_samples, n_features)
        X itself where it is no CSR, CSC or COO matrix, is narrow, or is too large; else
        another matrix of the same kind, of the same values in memory.

    Examples
    --------
    >>> X = sp.csr_array(np.eye(3))
    >>> X.indices = X.indices.astype(np.int64)
    >>> narrow_indices(X).indices.dtype
    dtype('int32')
    """
    if not sp.issparse(X) or X.format not in ("csr", "csc", "coo"):
        return X
    parts = X.coords if X.format == "coo" else (X.indices, X.indptr)
    if all(part.dtype == np.int32 for part in parts):
        return X
    if max(X.nnz, *X.shape) > np.iinfo(np.int32).max:
        return X
    narrow = [part.astype(np.int32) for part in parts]
    if X.format == "coo":
        return type(X)((X.data, tuple(narrow)), shape=X.shape)
    return type(X)((X.data, *narrow), shape=X.shape)


def sum_duplicates(X):
    """Return samples whose indices are sorted and different in each row.

    Many operations of scipy and scikit-learn sort the indices or add up duplicates in
    place, which would change what the caller gave.

    Parameters
    ----------
    X : {array, sparse matrix} of shape (n_samples, n_features)
        Samples; never changed.

    Returns
    -------
    X : {array, sparse matrix} of shape (n_samples, n_features)
        X itself where it is no CSR or CSC matrix. Else another one: of the same memory
        where the indices are such, else a copy.

    Examples
    --------
    >>> X = sp.csr_array(([1.0, 2.0], [0, 0], [0, 2]), shape=(1, 1))
    >>> sum_duplicates(X).nnz, X.nnz
    (1, 2)
    """
    if not sp.issparse(X) or X.format not in ("csr", "csc"):
        return X
    # A matrix notes once looked at what its indices are like: the caller's, too, which
    # may have been changed since. Of the same memory, another one looks itself.
    seen = type(X)((X.data, X.indices, X.indptr), shape=X.shape)
    if not seen.has_canonical_format:
        seen = seen.copy()
        seen.sum_duplicates()
    return seen
