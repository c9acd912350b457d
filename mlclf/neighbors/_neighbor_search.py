"""Neighbor search: the nearest training samples, and how they vote."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse as sp
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import row_norms

from mlclf._threads import count_threads

EUCLIDEAN = ("euclidean", "l2", "minkowski", "sqeuclidean")

# Bytes of the distances that one task holds at a time.
BLOCK_BYTES = 2**22

# Where more of X than this is non-zero, a dense product is the faster one.
MAX_DENSITY = 0.1


class NeighborSearch:
    """Find the nearest training samples, exactly, by the fastest route for X.

    Full matrices and unusual metrics go to scikit-learn. Where most of X is zero,
    stored sparse or not, and the metric is Euclidean or cosine, blocks of queries are
    multiplied with the sparse training matrix, and only the few distances below a
    bound on the k-th smallest are sorted: several times faster than scikit-learn, in
    bounded memory. Ties, frequent in such data, then go to the sample that comes
    first, for any number of threads.

    Parameters
    ----------
    n_neighbors : int
        Number of neighbors.

    metric : str or callable
        As in :class:`sklearn.neighbors.NearestNeighbors`.

    algorithm : str, default="auto"
        "auto" takes the fastest route; any other is left to scikit-learn.

    n_jobs : int or None, default=None
        Number of jobs.
    """

    def __init__(self, n_neighbors, metric, *, algorithm="auto", n_jobs=None):
        self.n_neighbors = n_neighbors
        self.metric = metric
        self.algorithm = algorithm
        self.n_jobs = n_jobs

    def fit(self, X):
        """Take the training samples."""
        known = self.algorithm == "auto" and self.metric in (*EUCLIDEAN, "cosine")
        self._sparse = known and _is_mostly_zero(X)
        self._densify = known and not self._sparse
        if self._sparse:
            self._X = self._prepare(X)
            self._integers = _has_small_integers(self._X)
            return self
        self._search = NearestNeighbors(
            n_neighbors=self.n_neighbors,
            algorithm=self.algorithm,
            metric=self.metric,
            n_jobs=self.n_jobs,
        ).fit(self._container(X))
        return self

    def kneighbors(self, X=None):
        """Return the neighbors of each query, nearest first.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_queries, n_features), default=None
            Queries. None asks for the neighbors of every training sample, which is
            then left out of its own neighbors.

        Returns
        -------
        neighbors : ndarray of shape (n_queries, n_neighbors)
            Row numbers of training samples.
        """
        if self._sparse:
            return self._kneighbors_sparse(X)
        return self._search.kneighbors(self._container(X), return_distance=False)

    def _container(self, X):
        return X.toarray() if self._densify and sp.issparse(X) else X

    def _kneighbors_sparse(self, X):
        queries = self._X if X is None else self._prepare(X)
        single = self._integers and (X is None or _has_small_integers(queries))
        train = self._X.astype(np.float32 if single else np.float64)
        offset = row_norms(train, squared=True).astype(train.dtype)
        if self.metric == "cosine":
            offset[:] = 0
        row_bytes = train.dtype.itemsize * sum(train.shape)
        step = int(np.clip(BLOCK_BYTES // row_bytes, 16, 256))

        def search(start):
            block = queries[start : start + step]
            own = start if X is None else None
            return _search_block(train, offset, block, self.n_neighbors, own)

        with ThreadPoolExecutor(count_threads(self.n_jobs)) as pool:
            starts = range(0, queries.shape[0], step)
            return np.concatenate(list(pool.map(search, starts)))

    def _prepare(self, X):
        X = sp.csr_array(X)
        if not X.has_canonical_format:
            X = X.copy()
            X.sum_duplicates()
        return normalize(X) if self.metric == "cosine" else X


def _search_block(train, offset, queries, k, own):
    """Search for one block; ``own`` is the training row of its first query, if any."""
    # |t - q|^2 = |t|^2 - 2 t'q + |q|^2, whose last term ranks nothing.
    columns = np.ascontiguousarray(queries.astype(train.dtype).toarray().T)
    columns *= -2
    distances = train @ columns
    distances += offset[:, None]
    if own is not None:
        block = np.arange(queries.shape[0])
        distances[own + block, block] = np.inf
    return k_smallest(distances, k)


def k_smallest(D, k):
    """Return, for each column, the rows of its k smallest values.

    Parameters
    ----------
    D : ndarray of shape (n_rows, n_columns)
        Values.

    k : int
        At most ``n_rows``.

    Returns
    -------
    rows : ndarray of shape (n_columns, k)
        Smallest first; equal values in the order of their rows.

    Notes
    -----
    The k-th smallest of the minima of disjoint groups bounds the k-th smallest value.
    Few values lie below it, and only those are sorted.

    Examples
    --------
    >>> k_smallest(np.array([[3, 0], [1, 5], [1, 4], [2, 0]]), 2)
    array([[1, 2],
           [0, 3]])
    """
    n_rows, n_columns = D.shape
    size = min(max(n_rows // (4 * k), 1), 32)
    grouped = D[: n_rows // size * size].reshape(-1, size, n_columns)
    minima = grouped.min(axis=1)
    bound = np.partition(minima, k - 1, axis=0)[k - 1]
    # Not "<=": where distances overflow to NaN, all of them are let through.
    rows, columns = np.divmod(np.flatnonzero(~(bound < D)), n_columns)
    order = np.lexsort((D[rows, columns], columns))
    starts = np.searchsorted(columns[order], np.arange(n_columns))
    return rows[order][starts[:, None] + np.arange(k)]


def count_votes(neighbors, Y):
    """Count, for each query and label, the neighbors that carry the label.

    Parameters
    ----------
    neighbors : ndarray of shape (n_queries, n_neighbors)
        Row numbers of training samples.

    Y : csr_array of shape (n_samples, n_labels)
        Labels of the training samples.

    Returns
    -------
    votes : csr_array of shape (n_queries, n_labels)
        Counts; most are zero where samples have few labels, and not stored.

    Examples
    --------
    >>> Y = sp.csr_array([[1, 0], [1, 1], [0, 0]])
    >>> count_votes(np.array([[0, 1], [1, 2]]), Y).toarray()
    array([[2, 1],
           [1, 1]])
    """
    n, k = neighbors.shape
    graph = sp.csr_array(
        (np.ones(n * k, Y.dtype), neighbors.ravel(), np.arange(n + 1) * k),
        shape=(n, Y.shape[0]),
    )
    return graph @ Y


def _is_mostly_zero(X):
    n_values = X.nnz if sp.issparse(X) else np.count_nonzero(X)
    return n_values <= MAX_DENSITY * np.prod(X.shape, dtype=float)


def _has_small_integers(X):
    """Say whether float32 holds the squared distances of rows of X exactly."""
    squares = row_norms(X.astype(np.float64, copy=False), squared=True)
    return bool(squares.max() < 2**22 and (X.data == np.rint(X.data)).all())
