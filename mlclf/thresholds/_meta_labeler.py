"""MetaLabeler: a second classifier learns how many labels a sample has."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import has_fit_parameter

from mlclf._base import fit_binary
from mlclf._sklearn import HasMethods, StrOptions
from mlclf._wrapper import CrossFittedClassifier, top_labels


class MetaLabeler(CrossFittedClassifier):
    """Predict how many labels a sample has, then give it that many of the best.

    A multiclass classifier learns the number of labels from the sample itself, or
    from its marginals; the order of the marginals says which labels these are [1]_.
    Good where the number of labels varies and shows in the sample.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn.

    count_estimator : classifier or regressor, default=None
        Learns the number of labels; what a regressor answers is rounded. None is a
        logistic regression.

    features : {"scores", "ranking", "samples"}, default="scores"
        What it learns from: the marginals of the labels; the marginals sorted from
        high to low; or X itself, which must then be something ``count_estimator``
        can take. The first two need out-of-fold marginals, one more fit per fold.

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

    count_estimator_ : classifier or regressor
        Predicts the number of labels.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    References
    ----------
    .. [1] Tang, L., Rajan, S., & Narayanan, V. K. (2009). Large scale multi-label
       classification via MetaLabeler. WWW, 211-220.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, MetaLabeler
    >>> X, y = make_multilabel_classification(n_classes=4, random_state=0)
    >>> labeler = MetaLabeler(BinaryRelevance(LogisticRegression())).fit(X, y)
    >>> labeler.predict(X).shape
    (100, 4)
    """

    _parameter_constraints: dict = {
        **CrossFittedClassifier._parameter_constraints,
        "count_estimator": [HasMethods(["fit", "predict"]), None],
        "features": [StrOptions({"scores", "ranking", "samples"})],
    }

    def __init__(
        self,
        estimator,
        *,
        count_estimator=None,
        features="scores",
        cv=None,
        refit=True,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.count_estimator = count_estimator
        self.features = features
        self.cv = cv
        self.refit = refit
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        if self.features == "samples":
            rows, P = np.arange(len(Y)), None
            self._fit_estimator(X, Y, **fit_params)
        else:
            rows, P = self._fit_out_of_fold(X, Y, **fit_params)
        counter = self.count_estimator
        if counter is None:
            counter = LogisticRegression(max_iter=1000)
        weights = {}
        if "sample_weight" in fit_params and has_fit_parameter(
            counter, "sample_weight"
        ):
            weights["sample_weight"] = fit_params["sample_weight"][rows]
        counts = Y[rows].sum(axis=1)
        self.count_estimator_ = fit_binary(
            counter, self._features(X, P), counts, **weights
        )

    def _predict(self, X):
        P = self._predict_proba(X)
        counts = self.count_estimator_.predict(self._features(X, P))
        return top_labels(P, np.clip(np.rint(counts).astype(int), 0, P.shape[1]))

    def _features(self, X, P):
        if self.features == "samples":
            return X
        return P if self.features == "scores" else -np.sort(-P, axis=1)
