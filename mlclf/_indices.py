"""Indices of sparse samples, as narrow as scikit-learn's estimators want them."""

import numpy as np
import scipy.sparse as sp

__all__ = ["narrow_indices"]


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
        X itself where it is no CSR matrix, is narrow, or is too large; else another
        matrix of the same kind, of the same values in memory.

    Examples
    --------
    >>> X = sp.csr_array(np.eye(3))
    >>> X.indices = X.indices.astype(np.int64)
    >>> narrow_indices(X).indices.dtype
    dtype('int32')
    """
    if not sp.issparse(X) or X.format != "csr":
        return X
    parts = X.indices, X.indptr
    if all(part.dtype == np.int32 for part in parts):
        return X
    if max(X.nnz, *X.shape) > np.iinfo(np.int32).max:
        return X
    indices, indptr = (part.astype(np.int32) for part in parts)
    return type(X)((X.data, indices, indptr), shape=X.shape)
