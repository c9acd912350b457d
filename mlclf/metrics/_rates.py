"""Rates that count what is rightly or wrongly left out as well."""

from typing import Any

import numpy as np

from mlclf.metrics._checks import Floats
from mlclf.metrics._confusion import Confusion, Tally, averaged, ratio


def specificity_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Share of the absent labels that are not predicted.

    ``tn / (tn + fp)``, the true negative rate: 0/0 where every label is true.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import specificity_score
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> specificity_score(y_true, y_pred, average="micro")
    0.666...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_specificity, counts, average)


def false_positive_rate(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Share of the absent labels that are predicted.

    ``fp / (fp + tn)``: 0/0 where every label is true.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; lower is better.

    Examples
    --------
    >>> from mlclf.metrics import false_positive_rate
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> false_positive_rate(y_true, y_pred, average="micro")
    0.333...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_false_positive_rate, counts, average)


def false_negative_rate(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Share of the true labels that are not predicted.

    ``fn / (fn + tp)``: 0/0 where nothing is true.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; lower is better.

    Examples
    --------
    >>> from mlclf.metrics import false_negative_rate
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> false_negative_rate(y_true, y_pred, average="micro")
    0.333...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_false_negative_rate, counts, average)


def balanced_accuracy_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Mean of recall and specificity.

    Where one of the two is 0/0 it is the other, as in scikit-learn: a label that
    never occurs is judged by its specificity alone.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import balanced_accuracy_score
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> balanced_accuracy_score(y_true, y_pred, average="micro")
    0.666...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_balanced_accuracy, counts, average)


def geometric_mean_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Geometric mean of recall and specificity.

    Zero as soon as one of them is: 0/0 where one of them is.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Kubat, M., & Matwin, S. (1997). Addressing the curse of imbalanced training
       sets: One-sided selection. ICML, 179-186.

    Examples
    --------
    >>> from mlclf.metrics import geometric_mean_score
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> geometric_mean_score(y_true, y_pred, average="micro")
    0.666...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_geometric_mean, counts, average)


def harmonic_mean_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Harmonic mean of recall and specificity.

    What MEKA calls harmonic accuracy, there over samples: 0/0 where one of the two is.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import harmonic_mean_score
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> harmonic_mean_score(y_true, y_pred, average="micro")
    0.666...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_harmonic_mean, counts, average)


def matthews_corrcoef(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Correlation of true and predicted labels.

    ``(tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn))``: 0/0 where the
    truth or the prediction is constant.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    value : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [-1, 1]; higher is better.

    References
    ----------
    .. [1] Matthews, B. W. (1975). Comparison of the predicted and observed secondary
       structure of T4 phage lysozyme. Biochimica et Biophysica Acta, 405, 442-451.

    Examples
    --------
    >>> from mlclf.metrics import matthews_corrcoef
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> matthews_corrcoef(y_true, y_pred, average="micro")
    0.333...
    """
    counts = Confusion.of(y_true, y_pred, sample_weight, zero_division)
    return averaged(_matthews, counts, average)


def _recall(t: Tally, zero_division: float) -> Floats:
    return ratio(t.tp, t.tp + t.fn, zero_division)


def _specificity(t: Tally, zero_division: float) -> Floats:
    return ratio(t.tn, t.tn + t.fp, zero_division)


def _false_positive_rate(t: Tally, zero_division: float) -> Floats:
    return ratio(t.fp, t.tn + t.fp, zero_division)


def _false_negative_rate(t: Tally, zero_division: float) -> Floats:
    return ratio(t.fn, t.tp + t.fn, zero_division)


def _balanced_accuracy(t: Tally, zero_division: float) -> Floats:
    del zero_division  # one of the two is always defined
    recall, specificity = _recall(t, np.nan), _specificity(t, np.nan)
    recall = np.where(np.isnan(recall), specificity, recall)
    specificity = np.where(np.isnan(specificity), recall, specificity)
    return (recall + specificity) / 2


def _geometric_mean(t: Tally, zero_division: float) -> Floats:
    value = np.sqrt(_recall(t, np.nan) * _specificity(t, np.nan))
    return np.where(np.isnan(value), zero_division, value)


def _harmonic_mean(t: Tally, zero_division: float) -> Floats:
    recall, specificity = _recall(t, np.nan), _specificity(t, np.nan)
    value = ratio(2 * recall * specificity, recall + specificity, 0.0)
    return np.where(np.isnan(value), zero_division, value)


def _matthews(t: Tally, zero_division: float) -> Floats:
    true, pred = t.tp + t.fn, t.tp + t.fp
    not_true, not_pred = t.tn + t.fp, t.tn + t.fn
    # Roots first: the product of four counts of a micro average is beyond 2**53.
    scale = np.sqrt(true) * np.sqrt(pred) * np.sqrt(not_true) * np.sqrt(not_pred)
    return ratio(t.tp * t.tn - t.fp * t.fn, scale, zero_division)
