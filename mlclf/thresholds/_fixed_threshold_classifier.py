"""Fixed thresholds: the caller says from which marginal on a label is on."""

from numbers import Integral, Real

import numpy as np

from mlclf._sklearn import Interval
from mlclf._threshold_search import apply_thresholds
from mlclf._wrapper import WrapperClassifier


class FixedThresholdClassifier(WrapperClassifier):
    """Turn a label on where its marginal exceeds a threshold of your choice.

    For costs known beforehand: a threshold of c / (c + m) is optimal when a wrong
    label costs c and a missed one m [1]_. One fit of the wrapped classifier. A
    classifier that is fitted already is wrapped as
    ``sklearn.frozen.FrozenEstimator(classifier)`` and stays as it is.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn.

    threshold : float or array-like of shape (n_labels,), default=0.5
        One threshold for all labels, or one for each, in [0, 1].

    min_labels : int, default=0
        Labels that every sample gets, whatever the thresholds: those that exceed
        theirs the most, or miss it the least. 1 leaves no sample without a label.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.

    thresholds_ : ndarray of shape (n_labels,)
        The threshold of each label.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    References
    ----------
    .. [1] Elkan, C. (2001). The foundations of cost-sensitive learning. IJCAI,
       973-978.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, FixedThresholdClassifier
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> eager = FixedThresholdClassifier(
    ...     BinaryRelevance(LogisticRegression()), threshold=0.2, min_labels=1
    ... ).fit(X, y)
    >>> eager.thresholds_
    array([0.2, 0.2, 0.2])
    >>> bool(eager.predict(X).any(axis=1).all())
    True
    """

    _weights_labels = True

    _parameter_constraints: dict = {
        **WrapperClassifier._parameter_constraints,
        "threshold": [Interval(Real, 0, 1, closed="both"), "array-like"],
        "min_labels": [Interval(Integral, 0, None, closed="left")],
    }

    def __init__(self, estimator, *, threshold=0.5, min_labels=0):
        self.estimator = estimator
        self.threshold = threshold
        self.min_labels = min_labels

    def _fit(self, X, Y, **fit_params):
        self.thresholds_ = self._resolve_threshold(Y.shape[1])
        self._fit_estimator(X, Y, **fit_params)

    def _predict(self, X):
        P = self._predict_proba(X)
        return apply_thresholds(P, self.thresholds_, self.min_labels)

    def _resolve_threshold(self, n_labels):
        thresholds = np.asarray(self.threshold, dtype=float)
        if thresholds.ndim == 0:
            return np.full(n_labels, float(thresholds))
        if thresholds.shape != (n_labels,):
            raise ValueError(
                f"threshold must be a number or {n_labels} numbers, one per label, "
                f"got an array of shape {thresholds.shape}."
            )
        outside = thresholds[~((thresholds >= 0) & (thresholds <= 1))]
        if outside.size:
            raise ValueError(f"threshold must lie in [0, 1], got {outside[0]}.")
        return thresholds.copy()
