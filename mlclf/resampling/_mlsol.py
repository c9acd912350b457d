"""MLSOL: synthetic samples where labels are locally outnumbered."""

from numbers import Integral, Real

import numpy as np
import scipy.sparse as sp

from mlclf._sklearn import Interval
from mlclf.resampling._base import MultiLabelSampler, Resampled
from mlclf.resampling._local_imbalance import local_imbalance
from mlclf.resampling._synthesis import categorical_mask, interpolate

# Up to which share of the way from the seed a synthetic sample keeps the seed's label.
_SAFE, _BORDERLINE, _RARE, _OUTLIER, _MAJORITY = range(5)
_KEEPS = np.array([0.5, 0.75, np.inf, -np.inf, np.nan])


class MLSOL(MultiLabelSampler):
    """Multi-label synthetic oversampling based on local label imbalance.

    Seeds are drawn where labels of the minority value have many neighbors of the
    other value; a synthetic sample lies between a seed and one of its neighbors, and
    takes each label from one of the two, by how far it is from them and how difficult
    the label is there [1]_. Scale the features first.

    Parameters
    ----------
    sampling_rate : float, default=0.25
        Number of synthetic samples, as a share of the samples.

    n_neighbors : int, default=5
        Number of neighbors.

    categorical_features : array-like of int or bool, default=None
        Columns of X that are codes of categories, or a mask. They get the value of
        the seed or of the neighbor, at random.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`.

    random_state : int, RandomState instance or None, default=None
        Chooses seeds, neighbors and points. Pass an int for the same answer at every
        call.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    sample_indices_ : ndarray
        Rows of the data that are kept: all. The synthetic samples follow.

    References
    ----------
    .. [1] Liu, B., & Tsoumakas, G. (2019). Synthetic oversampling of multi-label data
       based on local label distribution. ECML PKDD, 180-193.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import MLSOL
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = MLSOL(random_state=0).fit_resample(X, y)
    >>> len(X), len(X_res)
    (1000, 1250)
    """

    _reads_X = True

    _parameter_constraints: dict = {
        "sampling_rate": [Interval(Real, 0, None, closed="left")],
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "categorical_features": ["array-like", None],
        "metric": [str, callable],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        sampling_rate=0.25,
        *,
        n_neighbors=5,
        categorical_features=None,
        metric="euclidean",
        random_state=None,
        n_jobs=None,
    ):
        self.sampling_rate = sampling_rate
        self.n_neighbors = n_neighbors
        self.categorical_features = categorical_features
        self.metric = metric
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _resample(self, X, Y, rng):
        local = local_imbalance(
            X, Y, n_neighbors=self.n_neighbors, metric=self.metric, n_jobs=self.n_jobs
        )
        weights = local.difficulty.sum(axis=1)
        rows, n_new = np.arange(len(Y)), round(self.sampling_rate * len(Y))
        if not weights.any() or n_new == 0:
            return Resampled(rows)
        types = label_types(local)
        seeds = rng.choice(len(Y), size=n_new, p=weights / weights.sum())
        places = rng.randint(local.neighbors.shape[1], size=n_new)
        others = local.neighbors[seeds, places]
        new_X = interpolate(X, seeds, others, rng)
        mask = categorical_mask(self.categorical_features, X.shape[1])
        new_X = _draw_categories(X, new_X, seeds, others, mask, rng)
        way = _share_of_the_way(X, new_X, seeds, others)
        return Resampled(
            rows, new_X=new_X, new_Y=combine_labels(Y, types, seeds, others, way)
        )


def label_types(local):
    """Sort the labels of each sample by how difficult they are.

    Parameters
    ----------
    local : LocalImbalance
        Local imbalance.

    Returns
    -------
    types : ndarray of shape (n_samples, n_labels)
        0 safe, 1 borderline, 2 rare, 3 outlier, 4 majority. A rare one that has a safe
        or borderline one among its neighbors is borderline.
    """
    types = np.digitize(local.opposite, [0.3, 0.7, 1.0])
    types[~local.minority] = _MAJORITY
    while True:
        near = types[local.neighbors] <= _BORDERLINE  # sample, neighbor, label
        softened = (types == _RARE) & near.any(axis=1)
        if not softened.any():
            return types
        types[softened] = _BORDERLINE


def combine_labels(Y, types, seeds, others, way):
    """Take each label of a synthetic sample from its seed or from the other.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    types : ndarray of shape (n_samples, n_labels)
        What :func:`label_types` answers.

    seeds, others : ndarray of shape (n_new,)
        Rows between which the synthetic samples lie.

    way : ndarray of shape (n_new,)
        How far they are from the seed, as a share of both distances.

    Returns
    -------
    labels : ndarray of shape (n_new, n_labels)
        Where the two differ, the label of the one that has the minority value is kept
        up to a share of the way that its type decides.
    """
    swapped = types[seeds] == _MAJORITY
    minority_type = np.where(swapped, types[others], types[seeds])
    from_minority = np.where(swapped, 1 - way[:, None], way[:, None])
    keeps = from_minority <= _KEEPS[minority_type]
    return np.where(keeps ^ swapped, Y[seeds], Y[others]).astype(np.int8)


def _draw_categories(X, new_X, seeds, others, mask, rng):
    """Give each categorical feature the value of one of the two samples."""
    if not mask.any():
        return new_X
    features = np.flatnonzero(mask)
    first = rng.uniform(size=(len(seeds), len(features))) < 0.5
    values = [X[rows][:, features] for rows in (seeds, others)]
    if not sp.issparse(X):
        new_X[:, features] = np.where(first, *values)
        return new_X
    new_X = new_X.tolil()
    new_X[:, features] = np.where(first, *(v.toarray() for v in values))
    return sp.csr_array(new_X)


def _share_of_the_way(X, new_X, seeds, others):
    """Return the distance to the seed as a share of the distances to both."""
    from_seed, from_other = (
        _norms(new_X - X[seeds]),
        _norms(new_X - X[others]),
    )
    total = from_seed + from_other
    return np.divide(from_seed, total, out=np.zeros(len(total)), where=total > 0)


def _norms(difference):
    if sp.issparse(difference):
        return np.sqrt(difference.multiply(difference).sum(axis=1))
    return np.linalg.norm(difference, axis=1)
