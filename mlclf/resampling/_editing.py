"""Which samples differ too much from their neighbors."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

__all__ = ["count_different_neighbors"]


def count_different_neighbors(X, Y, rows, *, n_neighbors, threshold, metric, n_jobs):
    """Count the neighbors whose labels differ from those of each sample.

    Parameters
    ----------
    X : {ndarray, csr_array} of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    rows : ndarray of shape (n_rows,)
        Samples to look at.

    n_neighbors : int
        Number of neighbors, the sample itself left out.

    threshold : float
        Labels differ when their adjusted Hamming distance is above it: the number of
        labels that one of the two carries alone, divided by the number of labels that
        they carry, counted for each.

    metric, n_jobs
        As in :class:`sklearn.neighbors.NearestNeighbors`.

    Returns
    -------
    counts : ndarray of shape (n_rows,)
        Number of neighbors that differ.
    """
    k = min(n_neighbors, len(Y) - 1)
    counts = np.zeros(len(rows), dtype=np.intp)
    if k == 0:
        return counts
    search = NearestNeighbors(n_neighbors=k, metric=metric, n_jobs=n_jobs).fit(X)
    neighbors = search.kneighbors(return_distance=False)[rows]
    sizes = Y.sum(axis=1, dtype=np.int64)
    for neighbor in neighbors.T:
        shared = (Y[rows] & Y[neighbor]).sum(axis=1)
        total = sizes[rows] + sizes[neighbor]
        # Two samples without labels do not differ: 0 > threshold * 0 is false.
        counts += total - 2 * shared > threshold * total
    return counts
