"""Products of samples with many columns, on every core where X is sparse."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse as sp

from mlclf._threads import count_threads

__all__ = ["product"]

# Below this many multiply-adds, starting threads costs more than it brings.
SMALL_WORK = 5e6


def product(X, B):
    """Multiply samples with a dense matrix.

    BLAS has its own threads for dense X; scipy has none for sparse X, but lets go of
    the interpreter lock, so that blocks of rows run side by side.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    B : ndarray of shape (n_features, n_columns)
        Any dense matrix.

    Returns
    -------
    P : ndarray of shape (n_samples, n_columns)
        ``X @ B``.

    Examples
    --------
    >>> product(sp.csr_array([[1.0, 0.0], [0.0, 2.0]]), np.array([[1.0], [3.0]]))
    array([[1.],
           [6.]])
    """
    if not sp.issparse(X) or X.nnz * B.shape[1] < SMALL_WORK:
        return np.asarray(X @ B)
    n_threads = min(count_threads(), X.shape[0])
    X, B = sp.csr_array(X), np.ascontiguousarray(B)
    edges = X.shape[0] * np.arange(n_threads + 1) // n_threads
    P = np.empty((X.shape[0], B.shape[1]), np.result_type(X.dtype, B.dtype))

    def multiply(start, stop):
        P[start:stop] = X[start:stop] @ B

    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(multiply, edges[:-1], edges[1:]))
    return P
