"""BRkNN: the neighbors vote on each label, one search for all of them."""

from numbers import Integral

import numpy as np

from mlclf._base import MultiLabelClassifier
from mlclf._labels import to_csr
from mlclf._sklearn import Interval, StrOptions
from mlclf.neighbors._neighbor_search import NeighborSearch, count_votes


class BRkNN(MultiLabelClassifier):
    """Binary relevance k-nearest neighbors.

    A label's probability is the share of the k neighbors that carry it. It equals
    binary relevance over a k-nearest neighbor classifier, at the cost of a single
    search [1]_. The plain majority vote seldom switches rare labels on; extension
    "a" never leaves a sample without a label, and "b" predicts as many labels as
    the neighbors have on average. Scale the features first.

    Parameters
    ----------
    n_neighbors : int, default=10
        Number of neighbors; at most ``n_samples`` are used.

    extension : {"a", "b"}, default=None
        How votes become a prediction. None: the labels of more than half of the
        neighbors. "a": the same, and where that is no label, the one with most
        votes. "b": the labels with most votes, as many as the average number of
        labels of the neighbors, rounded. Equal votes go to the first column.

    metric : str or callable, default="euclidean"
        Distance, as in :class:`sklearn.neighbors.NearestNeighbors`. With
        "precomputed", X is a distance matrix or the sparse graph that
        :class:`sklearn.neighbors.KNeighborsTransformer` makes.

    algorithm : {"auto", "brute", "kd_tree", "ball_tree"}, default="auto"
        How neighbors are searched, always exactly. "auto" takes the fastest route, and
        gives ties between equally near samples to the one that comes first where most
        of X is zero. The others are scikit-learn's.

    n_jobs : int, default=None
        Number of jobs of the neighbor search.

    Attributes
    ----------
    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    An average that ends in one half is rounded to the even number. With "b", and
    with "a" on samples without a majority, ``predict`` is not "``predict_proba``
    above one half".

    References
    ----------
    .. [1] Spyromitros, E., Tsoumakas, G., & Vlahavas, I. (2008). An empirical study
       of lazy multilabel classification algorithms. In Artificial Intelligence:
       Theories, Models and Applications (SETN 2008), 401-406.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from mlclf import BRkNN
    >>> X, y = make_multilabel_classification(n_classes=4, random_state=0)
    >>> lazy = BRkNN(n_neighbors=5, extension="a").fit(X, y)
    >>> int(lazy.predict(X).sum(axis=1).min())
    1
    """

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "extension": [StrOptions({"a", "b"}), None],
        "metric": [str, callable],
        "algorithm": [StrOptions({"auto", "brute", "kd_tree", "ball_tree"})],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        n_neighbors=10,
        *,
        extension=None,
        metric="euclidean",
        algorithm="auto",
        n_jobs=None,
    ):
        self.n_neighbors = n_neighbors
        self.extension = extension
        self.metric = metric
        self.algorithm = algorithm
        self.n_jobs = n_jobs

    def _fit(self, X, Y):
        self._progress(1, "search")
        self._k = min(self.n_neighbors, len(Y))
        self._search = NeighborSearch(
            self._k, self.metric, algorithm=self.algorithm, n_jobs=self.n_jobs
        ).fit(X)
        self._Y = to_csr(Y).astype(np.int32)

    def _predict_proba(self, X):
        return self._votes(X) / self._k

    def _predict(self, X):
        votes = self._votes(X)
        Y = (2 * votes > self._k).astype(int)
        if self.extension == "a":
            empty = np.flatnonzero(Y.sum(axis=1) == 0)
            Y[empty, votes[empty].argmax(axis=1)] = 1
        elif self.extension == "b":
            # The votes of all labels are the neighbors' labels, counted.
            n_on = np.rint(votes.sum(axis=1) / self._k).astype(int)
            order = np.argsort(-votes, axis=1, kind="stable")
            on = np.arange(votes.shape[1]) < n_on[:, None]
            np.put_along_axis(Y, order, on.astype(int), axis=1)
        return Y

    def _votes(self, X):
        return count_votes(self._search.kneighbors(X), self._Y).toarray()

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = self.metric == "precomputed"
        return tags
