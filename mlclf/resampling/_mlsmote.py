"""MLSMOTE: synthetic samples between neighbors that share a rare label."""

from numbers import Integral

import numpy as np
import scipy.sparse as sp
from sklearn.neighbors import NearestNeighbors

from mlclf._sklearn import Interval, StrOptions
from mlclf.resampling._bags import imbalance
from mlclf.resampling._base import MultiLabelSampler, Resampled
from mlclf.resampling._synthesis import categorical_mask, interpolate


class MLSMOTE(MultiLabelSampler):
    """Multi-label synthetic minority oversampling.

    For each label whose imbalance ratio is above the mean, and each of its samples, a
    synthetic sample is put between that sample and one of its nearest neighbors among
    the label's samples; its labels come from the sample and all these neighbors [1]_.
    Scale the features first.

    Parameters
    ----------
    n_neighbors : int, default=5
        Number of neighbors; at most as many as the label has other samples.

    combination : {"ranking", "union", "intersection"}, default="ranking"
        Labels of a synthetic sample: those that more than half of the sample and its
        neighbors carry, that any of them carries, or that all of them carry.

    categorical_features : array-like of int or bool, default=None
        Columns of X that are codes of categories, or a mask. They get the most
        frequent value of the neighbors.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`.

    random_state : int, RandomState instance or None, default=None
        Chooses neighbors and points. Pass an int for the same answer at every call.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    sample_indices_ : ndarray
        Rows of the data that are kept: all. The synthetic samples follow.

    References
    ----------
    .. [1] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2015). MLSMOTE:
       Approaching imbalanced multilabel learning through synthetic instance
       generation. Knowledge-Based Systems, 89, 385-397.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import MLSMOTE
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = MLSMOTE(random_state=0).fit_resample(X, y)
    >>> bool(y_res[:, -1].mean() > y[:, -1].mean())
    True
    """

    _reads_X = True

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "combination": [StrOptions({"ranking", "union", "intersection"})],
        "categorical_features": ["array-like", None],
        "metric": [str, callable],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        n_neighbors=5,
        *,
        combination="ranking",
        categorical_features=None,
        metric="euclidean",
        random_state=None,
        n_jobs=None,
    ):
        self.n_neighbors = n_neighbors
        self.combination = combination
        self.categorical_features = categorical_features
        self.metric = metric
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _resample(self, X, Y, rng):
        ratios, mean = imbalance(Y)
        mask = categorical_mask(self.categorical_features, X.shape[1])
        new_X, new_Y = [X[:0]], [Y[:0]]
        for j in np.flatnonzero(ratios > mean):
            bag = np.flatnonzero(Y[:, j])
            if len(bag) > 1:
                neighbors = self._neighbors(X, bag)
                new_X.append(_features(X, bag, neighbors, mask, rng))
                new_Y.append(_labels(Y, bag, neighbors, self.combination))
        stack = sp.vstack if sp.issparse(X) else np.concatenate
        return Resampled(
            np.arange(len(Y)), new_X=stack(new_X), new_Y=np.concatenate(new_Y)
        )

    def _neighbors(self, X, bag):
        """Return the nearest other samples of the bag, as rows of X."""
        search = NearestNeighbors(
            n_neighbors=min(self.n_neighbors, len(bag) - 1),
            metric=self.metric,
            n_jobs=self.n_jobs,
        )
        return bag[search.fit(X[bag]).kneighbors(return_distance=False)]


def _features(X, bag, neighbors, mask, rng):
    """Return a point between each sample and one of its neighbors."""
    chosen = rng.randint(neighbors.shape[1], size=len(bag))
    new = interpolate(X, bag, neighbors[np.arange(len(bag)), chosen], rng)
    if not mask.any():
        return new
    new = new.tolil() if sp.issparse(new) else new
    for feature in np.flatnonzero(mask):
        column = X[:, [feature]]
        column = (column.toarray() if sp.issparse(X) else column).ravel()
        new[:, feature] = _most_frequent(column[neighbors])
    return sp.csr_array(new) if sp.issparse(new) else new


def _most_frequent(values):
    """Return the most frequent value of each row, the smallest of several."""
    known, codes = np.unique(values, return_inverse=True)
    codes = codes.reshape(values.shape)
    counts = np.stack([(codes == c).sum(axis=1) for c in range(len(known))], axis=1)
    return known[counts.argmax(axis=1)]


def _labels(Y, bag, neighbors, combination):
    """Return the labels that the sample and its neighbors agree on."""
    votes = Y[bag] + Y[neighbors].sum(axis=1, dtype=np.int64)
    n_voters = neighbors.shape[1] + 1
    needed = {"ranking": n_voters // 2 + 1, "union": 1, "intersection": n_voters}
    return (votes >= needed[combination]).astype(np.int8)
