"""SCut: thresholds that maximize a metric on out-of-fold marginals."""

from numbers import Integral

from mlclf._sklearn import Interval
from mlclf._threshold_search import apply_thresholds, search_thresholds
from mlclf._wrapper import CrossFittedClassifier
from mlclf.metrics import Metric


class TunedThresholdClassifierCV(CrossFittedClassifier):
    """Tune the thresholds for a metric, as scikit-learn does for one label (SCut).

    The marginals of every training sample come from a fold that did not see it; the
    thresholds that maximize the metric on them are found exactly, by sorting,
    wherever the metric is made of counts. Costs one more fit per fold. Micro- and
    macro-F1 gain more from it than from most changes of the method.

    Thresholds per label fit best and overfit first: with few positives per label,
    ``per_label=False`` is the safer choice [1]_.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn.

    metric : str, Metric or callable, default="f1_macro"
        What is maximized. "f1", "f0.5" (any F-beta), "precision", "recall",
        "jaccard", "accuracy" or "balanced_accuracy", followed by "_micro", "_macro",
        "_weighted" or "_samples"; "hamming_loss", "subset_accuracy",
        "zero_one_loss". A grid of thresholds is tried for any other metric of
        :mod:`mlclf.metrics` that takes labels, by name, and for a callable
        ``metric(y_true, y_pred)``, the higher the better.

    per_label : bool, default=True
        Whether each label has its own threshold, or all of them the same.

    min_labels : int, default=0
        Labels that every sample gets, whatever the thresholds: those that exceed
        theirs the most, or miss it the least.

    cv : int, float, cross-validation generator, iterable or "prefit", default=None
        Where the marginals come from. None or int: that many (5) iteratively
        stratified folds. Float: one held-out part of that size. "prefit": the
        estimator is fitted already, and X and y were not shown to it.

    refit : bool, default=True
        Whether the classifier is fitted again, on all samples. False keeps the one
        of a single split.

    n_jobs : int, default=None
        Number of folds fitted at once; -1 uses every core.

    random_state : int, RandomState instance or None, default=None
        Draws the folds, or the held-out part. Pass an int for the same answer at
        every call.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.

    thresholds_ : ndarray of shape (n_labels,)
        The threshold of each label.

    best_score_ : float
        The metric at these thresholds, on the out-of-fold marginals.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    See Also
    --------
    mlclf.thresholds.tune_thresholds : The same search on scores of your own.

    References
    ----------
    .. [1] Yang, Y. (2001). A study of thresholding strategies for text
       categorization. SIGIR, 137-145.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, TunedThresholdClassifierCV
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> tuned = TunedThresholdClassifierCV(
    ...     BinaryRelevance(LogisticRegression()), metric="f1_macro", random_state=0
    ... ).fit(X, y)
    >>> tuned.thresholds_.shape
    (3,)
    """

    _parameter_constraints: dict = {
        **CrossFittedClassifier._parameter_constraints,
        "metric": [str, callable, Metric],
        "per_label": ["boolean"],
        "min_labels": [Interval(Integral, 0, None, closed="left")],
    }

    def __init__(
        self,
        estimator,
        *,
        metric="f1_macro",
        per_label=True,
        min_labels=0,
        cv=None,
        refit=True,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.metric = metric
        self.per_label = per_label
        self.min_labels = min_labels
        self.cv = cv
        self.refit = refit
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        rows, P = self._fit_out_of_fold(X, Y, **fit_params)
        weight = fit_params.get("sample_weight")
        self.thresholds_, self.best_score_ = search_thresholds(
            Y[rows],
            P,
            metric=self.metric,
            per_label=self.per_label,
            sample_weight=None if weight is None else weight[rows],
        )

    def _predict(self, X):
        P = self._predict_proba(X)
        return apply_thresholds(P, self.thresholds_, self.min_labels)
