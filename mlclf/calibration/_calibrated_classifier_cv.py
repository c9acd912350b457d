"""Calibration of each label's marginal on out-of-fold predictions."""

import numpy as np

from mlclf._sklearn import StrOptions
from mlclf._wrapper import CrossFittedClassifier
from mlclf.calibration._calibrators import (
    IsotonicCalibrator,
    SigmoidCalibrator,
    TemperatureCalibrator,
)

_CALIBRATORS = {
    "sigmoid": SigmoidCalibrator,
    "isotonic": IsotonicCalibrator,
    "temperature": TemperatureCalibrator,
}


class CalibratedClassifierCV(CrossFittedClassifier):
    """Calibrate the marginal of each label, as scikit-learn does for one.

    The marginals of every training sample come from a fold that did not see it; one
    map per label is learned from them and applied to the classifier fitted on all
    samples. Costs one more fit per fold. What decides by probabilities
    (:class:`mlclf.MetricOptimizer`, costs known beforehand) needs them right; forests
    are underconfident, naive Bayes and support vector machines the reverse.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn.

    method : {"sigmoid", "isotonic", "temperature"}, default="sigmoid"
        The map of each label: a sigmoid of two parameters [1]_; any nondecreasing
        step function [2]_, with some hundred positives per label; or one temperature
        [3]_, which moves no label across one half.

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

    calibrators_ : list of length n_labels
        The map of each label; None for a label with one value in training, whose
        marginal stays as it is.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    References
    ----------
    .. [1] Platt, J. (1999). Probabilistic outputs for support vector machines and
       comparisons to regularized likelihood methods. Advances in Large Margin
       Classifiers.
    .. [2] Zadrozny, B., & Elkan, C. (2002). Transforming classifier scores into
       accurate multiclass probability estimates. KDD.
    .. [3] Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. (2017). On calibration of
       modern neural networks. ICML.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from mlclf import BinaryRelevance, CalibratedClassifierCV
    >>> from mlclf.metrics import brier_score
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> bayes = BinaryRelevance(GaussianNB()).fit(X[:70], y[:70])
    >>> calibrated = CalibratedClassifierCV(bayes, cv="prefit").fit(X[:70], y[:70])
    >>> before, after = (c.predict_proba(X[70:]) for c in (bayes, calibrated))
    >>> bool(brier_score(y[70:], after) < brier_score(y[70:], before))
    True
    """

    _weights_labels = True

    _parameter_constraints: dict = {
        **CrossFittedClassifier._parameter_constraints,
        "method": [StrOptions(set(_CALIBRATORS))],
    }

    def __init__(
        self,
        estimator,
        *,
        method="sigmoid",
        cv=None,
        refit=True,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.method = method
        self.cv = cv
        self.refit = refit
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        rows, P = self._fit_out_of_fold(X, Y, **fit_params)
        weight = fit_params.get("sample_weight")
        weights = [None] * Y.shape[1]
        if weight is not None:
            per_label = np.reshape(weight[rows], (len(rows), -1)).T
            weights = np.broadcast_to(per_label, (Y.shape[1], len(rows)))
        self.calibrators_ = [
            None
            if y.min() == y.max()
            else _CALIBRATORS[self.method]().fit(p, y, sample_weight=weight)
            for p, y, weight in zip(P.T, Y[rows].T, weights)
        ]

    def _predict_proba(self, X):
        P = super()._predict_proba(X)
        columns = [
            p if calibrator is None else calibrator.predict(p)
            for calibrator, p in zip(self.calibrators_, P.T)
        ]
        return np.clip(np.column_stack(columns), 0, 1)
