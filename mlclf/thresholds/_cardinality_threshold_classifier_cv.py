"""PCut: thresholds that predict as many labels as there were in training."""

from numbers import Integral

from mlclf._sklearn import Interval
from mlclf._threshold_search import apply_thresholds, cardinality_thresholds
from mlclf._wrapper import CrossFittedClassifier


class CardinalityThresholdClassifierCV(CrossFittedClassifier):
    """Match the number of labels predicted to that of the training set (PCut).

    A threshold for all labels brings the predicted cardinality to that of the
    training set [1]_; one per label, the predicted frequency of each label to its
    own [2]_. No metric is chosen and little can overfit: a safe default for F1.
    Costs one more fit per fold.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn.

    per_label : bool, default=False
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

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    The thresholds are set on out-of-fold marginals of the training set and never see
    the samples to be predicted, unlike the calibration on the test set that is usual
    in published comparisons.

    References
    ----------
    .. [1] Read, J., Pfahringer, B., Holmes, G., & Frank, E. (2011). Classifier
       chains for multi-label classification. Machine Learning, 85, 333-359.
    .. [2] Yang, Y. (2001). A study of thresholding strategies for text
       categorization. SIGIR, 137-145.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, CardinalityThresholdClassifierCV
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> cut = CardinalityThresholdClassifierCV(BinaryRelevance(LogisticRegression()))
    >>> cut.fit(X, y).thresholds_.shape
    (3,)
    """

    _parameter_constraints: dict = {
        **CrossFittedClassifier._parameter_constraints,
        "per_label": ["boolean"],
        "min_labels": [Interval(Integral, 0, None, closed="left")],
    }

    def __init__(
        self,
        estimator,
        *,
        per_label=False,
        min_labels=0,
        cv=None,
        refit=True,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.per_label = per_label
        self.min_labels = min_labels
        self.cv = cv
        self.refit = refit
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        rows, P = self._fit_out_of_fold(X, Y, **fit_params)
        weight = fit_params.get("sample_weight")
        self.thresholds_ = cardinality_thresholds(
            Y[rows],
            P,
            per_label=self.per_label,
            sample_weight=None if weight is None else weight[rows],
        )

    def _predict(self, X):
        P = self._predict_proba(X)
        return apply_thresholds(P, self.thresholds_, self.min_labels)
