"""MLeNN: delete samples of frequent labels that differ from their neighbors."""

from numbers import Integral, Real

import numpy as np

from mlclf._sklearn import Interval
from mlclf.resampling._bags import imbalance
from mlclf.resampling._base import MultiLabelSampler, Resampled
from mlclf.resampling._editing import count_different_neighbors


class MLeNN(MultiLabelSampler):
    """Multi-label edited nearest neighbors.

    Deletes the samples without rare labels whose labels differ from those of at least
    half of their neighbors [1]_. Scale the features first.

    Parameters
    ----------
    n_neighbors : int, default=3
        Number of neighbors.

    threshold : float, default=0.5
        Two labelsets differ when the number of labels that one of the two carries
        alone, divided by the sum of their sizes, is above this.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    sample_indices_ : ndarray
        Rows of the data that are kept, ascending.

    References
    ----------
    .. [1] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2014). MLeNN: A first
       approach to heuristic multilabel undersampling. IDEAL, 1-9.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import MLeNN
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = MLeNN().fit_resample(X, y)
    >>> len(X_res) < len(X)
    True
    """

    _reads_X = True

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "threshold": [Interval(Real, 0, 1, closed="both")],
        "metric": [str, callable],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self, n_neighbors=3, *, threshold=0.5, metric="euclidean", n_jobs=None
    ):
        self.n_neighbors = n_neighbors
        self.threshold = threshold
        self.metric = metric
        self.n_jobs = n_jobs

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        ratios, mean = imbalance(Y)
        rows = np.flatnonzero(~Y[:, ratios > mean].any(axis=1))
        different = count_different_neighbors(
            X,
            Y,
            rows,
            n_neighbors=self.n_neighbors,
            threshold=self.threshold,
            metric=self.metric,
            n_jobs=self.n_jobs,
        )
        k = min(self.n_neighbors, len(Y) - 1)
        deleted = rows[(different >= k / 2) & (different > 0)]
        return Resampled(np.setdiff1d(np.arange(len(Y)), deleted))
