"""MLUL: keep the samples that matter to their neighborhood."""

from numbers import Integral, Real

import numpy as np

from mlclf._sklearn import Interval
from mlclf.resampling._base import MultiLabelSampler, Resampled
from mlclf.resampling._local_imbalance import local_imbalance


class MLUL(MultiLabelSampler):
    """Multi-label undersampling based on local label imbalance.

    Samples are kept at random, with a weight that grows with how much their minority
    labels are outnumbered by their neighbors, and with how much they support, rather
    than outnumber, such labels of the samples whose neighbor they are [1]_. Scale the
    features first.

    Parameters
    ----------
    sampling_rate : float, default=0.25
        Number of deletions, as a share of the samples.

    n_neighbors : int, default=5
        Number of neighbors.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`.

    random_state : int, RandomState instance or None, default=None
        Chooses the samples. Pass an int for the same answer at every call.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    sample_indices_ : ndarray
        Rows of the data that are kept, ascending.

    References
    ----------
    .. [1] Liu, B., Blekas, K., & Tsoumakas, G. (2022). Multi-label sampling based on
       local label imbalance. Pattern Recognition, 122, 108294.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import MLUL
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = MLUL(random_state=0).fit_resample(X, y)
    >>> len(X), len(X_res)
    (1000, 750)
    """

    _reads_X = True

    _parameter_constraints: dict = {
        "sampling_rate": [Interval(Real, 0, 1, closed="left")],
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "metric": [str, callable],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        sampling_rate=0.25,
        *,
        n_neighbors=5,
        metric="euclidean",
        random_state=None,
        n_jobs=None,
    ):
        self.sampling_rate = sampling_rate
        self.n_neighbors = n_neighbors
        self.metric = metric
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _resample(self, X, Y, rng):
        local = local_imbalance(
            X, Y, n_neighbors=self.n_neighbors, metric=self.metric, n_jobs=self.n_jobs
        )
        weights = importance(local, Y)
        n_kept = len(Y) - round(self.sampling_rate * len(Y))
        likely = np.flatnonzero(weights > 0)
        if len(likely) > n_kept:
            share = weights[likely] / weights[likely].sum()
            kept = rng.choice(likely, size=n_kept, replace=False, p=share)
        else:  # too few have a weight: the rest are as good as one another
            rest = np.flatnonzero(weights <= 0)
            more = rng.choice(rest, size=n_kept - len(likely), replace=False)
            kept = np.concatenate([likely, more])
        return Resampled(np.sort(kept))


def importance(local, Y):
    """Weigh samples by their own difficulty and by what they do to others.

    Parameters
    ----------
    local : LocalImbalance
        Local imbalance.

    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    Returns
    -------
    weights : ndarray of shape (n_samples,)
        Sum of the difficulties of a sample's labels (w), plus the mean over the
        samples whose neighbor it is of their difficulties, counted for it where the
        two agree and against it where they do not (u); the smallest weight is 0.
    """
    influence = np.zeros(len(Y))
    for neighbor in local.neighbors.T:
        sign = np.where(Y[neighbor] == Y, 1, -1)
        np.add.at(influence, neighbor, (sign * local.difficulty).sum(axis=1))
    n_reverse = np.bincount(local.neighbors.ravel(), minlength=len(Y))
    weights = local.difficulty.sum(axis=1) + influence / np.maximum(n_reverse, 1)
    return weights - weights.min()
