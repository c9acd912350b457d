"""ML-kNN: a Bayesian vote of the neighbors, label by label."""

from numbers import Integral, Real

import numpy as np
import scipy.sparse as sp

from mlclf._base import MultiLabelClassifier
from mlclf._labels import to_csr
from mlclf._sklearn import Interval, StrOptions
from mlclf.neighbors._neighbor_search import NeighborSearch, count_votes

# Share of labels that are on, from which votes are counted in dense arrays.
MAX_DENSITY = 0.1


class MLkNN(MultiLabelClassifier):
    r"""Multi-label k-nearest neighbors.

    For each label, the number of neighbors that carry it is turned into a posterior
    by Bayes' rule, with counts smoothed by ``smoothing`` [1]_. No training but one
    neighbor search; a strong ranking baseline on dense features of one scale, a weak
    one for rare labels. Scale the features first.

    Parameters
    ----------
    n_neighbors : int, default=10
        Number of neighbors; at most ``n_samples - 1`` are used.

    smoothing : float, default=1.0
        Laplace smoothing of the counts.

    exclude_self : bool, default=True
        Whether a training sample is left out of its own neighbors when the counts
        are made. True is the paper and MULAN; False is what scikit-multilearn does,
        for comparison with figures printed from it.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`. With
        "precomputed", X is a distance matrix or the sparse graph that
        :class:`sklearn.neighbors.KNeighborsTransformer` makes.

    algorithm : {"auto", "brute", "kd_tree", "ball_tree"}, default="auto"
        How neighbors are searched, always exactly. "auto" takes the fastest route, and
        gives ties between equally near samples to the one that comes first where most
        of X is zero. The others are scikit-learn's, whose ties depend on the number of
        threads: of medical's and enron's binary features, another choice among equals
        moves the Hamming loss in its fourth digit.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    prior_ : ndarray of shape (n_labels,)
        Smoothed frequency of each label.

    likelihood_ : ndarray of shape (2, n_labels, n_neighbors + 1)
        ``likelihood_[h, j, r]``: probability that r neighbors carry label j, given
        that the sample does not (h = 0) or does (h = 1) carry it.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    With r of the k neighbors carrying label j, the posterior is

    .. math::
        P(y_j = 1 \mid r) = \frac{\pi_j \, p_j(r \mid 1)}
        {\pi_j \, p_j(r \mid 1) + (1 - \pi_j) \, p_j(r \mid 0)}

    where :math:`\pi_j` is ``prior_`` and :math:`p_j(r \mid h)` is ``likelihood_``.

    References
    ----------
    .. [1] Zhang, M.-L., & Zhou, Z.-H. (2007). ML-KNN: A lazy learning approach to
       multi-label learning. Pattern Recognition, 40(7), 2038-2048.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from mlclf import MLkNN
    >>> X, y = make_multilabel_classification(n_classes=4, random_state=0)
    >>> MLkNN(n_neighbors=5).fit(X, y).predict_proba(X).shape
    (100, 4)
    """

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "smoothing": [Interval(Real, 0, None, closed="neither")],
        "exclude_self": ["boolean"],
        "metric": [str, callable],
        "algorithm": [StrOptions({"auto", "brute", "kd_tree", "ball_tree"})],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        n_neighbors=10,
        *,
        smoothing=1.0,
        exclude_self=True,
        metric="euclidean",
        algorithm="auto",
        n_jobs=None,
    ):
        self.n_neighbors = n_neighbors
        self.smoothing = smoothing
        self.exclude_self = exclude_self
        self.metric = metric
        self.algorithm = algorithm
        self.n_jobs = n_jobs

    def _fit(self, X, Y):
        n_samples = len(Y)
        if n_samples < 2:
            raise ValueError(
                f"MLkNN needs at least 2 samples, got n_samples={n_samples}."
            )
        self._progress(1, "search")
        s, k = self.smoothing, min(self.n_neighbors, n_samples - 1)
        self._search = NeighborSearch(
            k, self.metric, algorithm=self.algorithm, n_jobs=self.n_jobs
        ).fit(X)
        # Votes of many labels are mostly zero, and those are not stored.
        many = np.count_nonzero(Y) < MAX_DENSITY * Y.size
        self._Y = to_csr(Y).astype(np.int32) if many else Y.astype(np.int32)
        self.prior_ = (s + Y.sum(axis=0)) / (2 * s + n_samples)

        votes = self._votes(None if self.exclude_self else X)
        counts = _count_cells(votes, Y, k)
        self.likelihood_ = (s + counts) / (
            s * (k + 1) + counts.sum(axis=2, keepdims=True)
        )

    def _predict_proba(self, X):
        votes = self._votes(X)
        absent, present = self.likelihood_
        joint = self.prior_[:, None] * present
        posterior = joint / (joint + (1 - self.prior_[:, None]) * absent)
        if not sp.issparse(votes):
            return posterior[np.arange(votes.shape[1]), votes]
        # Most votes are zero: fill in their posterior, then mend the others.
        P = np.tile(posterior[:, 0], (votes.shape[0], 1))
        rows = np.repeat(np.arange(votes.shape[0]), np.diff(votes.indptr))
        P[rows, votes.indices] = posterior[votes.indices, votes.data]
        return P

    def _votes(self, X):
        return count_votes(self._search.kneighbors(X), self._Y)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = self.metric == "precomputed"
        return tags


def _count_cells(votes, Y, k):
    """Count the samples by label value, label and number of votes: (2, L, k + 1)."""
    n_samples, n_labels = Y.shape
    if not sp.issparse(votes):
        cells = (Y * np.intp(n_labels) + np.arange(n_labels)) * (k + 1) + votes
        counts = np.bincount(cells.ravel(), minlength=2 * n_labels * (k + 1))
        return counts.reshape(2, n_labels, k + 1)
    rows = np.repeat(np.arange(n_samples), np.diff(votes.indptr))
    present = Y[rows, votes.indices].astype(np.intp)
    cells = (present * n_labels + votes.indices) * (k + 1) + votes.data
    counts = np.bincount(cells, minlength=2 * n_labels * (k + 1))
    counts = counts.reshape(2, n_labels, k + 1)
    # Votes that are zero are not stored: they are what is missing.
    on = Y.sum(axis=0, dtype=np.int64)
    counts[:, :, 0] = np.array([n_samples - on, on]) - counts.sum(axis=2)
    return counts
