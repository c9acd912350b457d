"""How much the labels of a sample are outnumbered among its neighbors."""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

__all__ = ["LocalImbalance", "local_imbalance"]


@dataclass
class LocalImbalance:
    """The quantities that MLSOL and MLUL share.

    Parameters
    ----------
    neighbors : ndarray of shape (n_samples, n_neighbors)
        Nearest other samples of each sample.

    minority : ndarray of shape (n_samples, n_labels) of bool
        Where the label has its less frequent value.

    opposite : ndarray of shape (n_samples, n_labels)
        Share of the neighbors that have the other value (C).

    difficulty : ndarray of shape (n_samples, n_labels)
        The same where it is below 1 and the value is the minority one, as a share of
        the label's sum; 0 elsewhere (S).
    """

    neighbors: np.ndarray
    minority: np.ndarray
    opposite: np.ndarray
    difficulty: np.ndarray


def local_imbalance(X, Y, *, n_neighbors, metric, n_jobs):
    """Measure the local imbalance of each label around each sample.

    Parameters
    ----------
    X : {ndarray, csr_array} of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    n_neighbors : int
        Number of neighbors; at most ``n_samples - 1`` are used.

    metric, n_jobs
        As in :class:`sklearn.neighbors.NearestNeighbors`.

    Returns
    -------
    local : LocalImbalance
        See there.
    """
    if len(Y) < 2:
        raise ValueError(f"X must hold at least 2 samples, got {len(Y)}.")
    k = min(n_neighbors, len(Y) - 1)
    search = NearestNeighbors(n_neighbors=k, metric=metric, n_jobs=n_jobs).fit(X)
    neighbors = search.kneighbors(return_distance=False)
    different = np.zeros(Y.shape, dtype=np.intp)
    for neighbor in neighbors.T:
        different += Y[neighbor] != Y
    opposite = different / k
    minority = (Y.mean(axis=0) < 0.5) == Y
    difficulty = np.where(minority & (different < k), opposite, 0.0)
    total = difficulty.sum(axis=0)
    np.divide(difficulty, total, out=difficulty, where=total > 0)
    return LocalImbalance(neighbors, minority, opposite, difficulty)
