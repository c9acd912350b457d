"""RCut: the same number of labels for every sample."""

from numbers import Integral, Real

import numpy as np

from mlclf._sklearn import Interval
from mlclf._wrapper import WrapperClassifier, top_labels


class TopKClassifier(WrapperClassifier):
    """Give every sample its k most probable labels (RCut).

    For tasks that ask for a fixed number of labels: tags to suggest, a slot to fill.
    Only the order of a sample's marginals matters, so they need no calibration [1]_.
    One fit of the wrapped classifier.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn; one that is fitted
        already as ``sklearn.frozen.FrozenEstimator(classifier)``.

    k : int, default=None
        Number of labels. None is the mean number of labels of a training sample,
        rounded, at least 1.

    threshold : float, default=None
        What the marginal of a label must exceed all the same: "at most k labels".
        None is exactly k labels.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.

    k_ : int
        Number of labels of a sample.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    Among equal marginals the first labels win. A single label is a binary problem:
    it is on where its marginal exceeds the threshold, one half by default.

    References
    ----------
    .. [1] Yang, Y. (2001). A study of thresholding strategies for text
       categorization. SIGIR, 137-145.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, TopKClassifier
    >>> X, y = make_multilabel_classification(n_classes=5, random_state=0)
    >>> top = TopKClassifier(BinaryRelevance(LogisticRegression()), k=2).fit(X, y)
    >>> top.predict(X).sum(axis=1)[:5]
    array([2, 2, 2, 2, 2])
    """

    _parameter_constraints: dict = {
        **WrapperClassifier._parameter_constraints,
        "k": [Interval(Integral, 1, None, closed="left"), None],
        "threshold": [Interval(Real, 0, 1, closed="both"), None],
    }

    def __init__(self, estimator, *, k=None, threshold=None):
        self.estimator = estimator
        self.k = k
        self.threshold = threshold

    def _fit(self, X, Y, **fit_params):
        self.k_ = self.k
        if self.k is None:
            weight = fit_params.get("sample_weight")
            cardinality = np.average(Y.sum(axis=1), weights=weight)
            self.k_ = max(1, int(cardinality + 0.5))
        self._fit_estimator(X, Y, **fit_params)

    def _predict(self, X):
        P = self._predict_proba(X)
        if self._one_column:
            return ((0.5 if self.threshold is None else self.threshold) < P).astype(int)
        Y = top_labels(P, self.k_)
        return Y if self.threshold is None else Y * (self.threshold < P)
