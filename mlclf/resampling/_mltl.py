"""MLTL: delete samples of frequent labels that differ from their nearest neighbor."""

from numbers import Integral, Real

import numpy as np
import scipy.sparse as sp

from mlclf._labels import scumbles
from mlclf._sklearn import Interval
from mlclf.resampling._bags import imbalance
from mlclf.resampling._base import MultiLabelSampler, Resampled
from mlclf.resampling._editing import count_different_neighbors


class MLTL(MultiLabelSampler):
    r"""Multi-label Tomek links.

    Deletes the samples of frequent labels (imbalance ratio below the mean) whose
    labels differ from those of their nearest neighbor [1]_. Scale the features first.

    Parameters
    ----------
    threshold : float, default=None
        Two labelsets differ when the number of labels that one of the two carries
        alone, divided by the sum of their sizes, is above this. None chooses 0.5, 0.3
        or 0.15 by the imbalance of the data: the first of them that is below
        :math:`1 / \sqrt{MeanIR}`, and 0.5 where SCUMBLE is above 0.3.

    cleaning : bool, default=False
        Whether samples without frequent labels may be deleted as well.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    sample_indices_ : ndarray
        Rows of the data that are kept, ascending.

    threshold_ : float
        Threshold used.

    References
    ----------
    .. [1] Pereira, R., Costa, Y., & Silla Jr., C. (2020). MLTL: A multi-label approach
       for the Tomek Link undersampling algorithm. Neurocomputing, 383, 95-105.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import MLTL
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> sampler = MLTL()
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> len(X_res) < len(X), sampler.threshold_
    (True, 0.3)
    """

    _reads_X = True

    _parameter_constraints: dict = {
        "threshold": [Interval(Real, 0, 1, closed="both"), None],
        "cleaning": ["boolean"],
        "metric": [str, callable],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self, threshold=None, *, cleaning=False, metric="euclidean", n_jobs=None
    ):
        self.threshold = threshold
        self.cleaning = cleaning
        self.metric = metric
        self.n_jobs = n_jobs

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        ratios, mean = imbalance(Y)
        self.threshold_ = self.threshold
        if self.threshold is None:
            concurrence = scumbles(sp.csr_array(Y), ratios).mean()
            self.threshold_ = _threshold(mean, concurrence)
        frequent = (ratios > 0) & (ratios < mean)
        looked_at = np.ones(len(Y), bool) if self.cleaning else Y[:, frequent].any(1)
        rows = np.flatnonzero(looked_at)
        different = count_different_neighbors(
            X,
            Y,
            rows,
            n_neighbors=1,
            threshold=self.threshold_,
            metric=self.metric,
            n_jobs=self.n_jobs,
        )
        return Resampled(np.setdiff1d(np.arange(len(Y)), rows[different > 0]))


def _threshold(mean_ratio, concurrence):
    """Choose the threshold by the imbalance of the data."""
    if concurrence > 0.3 or mean_ratio == 0:
        return 0.5
    indicator = 1 / np.sqrt(mean_ratio)
    return next((t for t in (0.5, 0.3) if indicator > t), 0.15)
