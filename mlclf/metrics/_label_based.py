"""Precision, recall, F and Jaccard, averaged over samples, labels or cells."""

from functools import partial
from typing import Any

from mlclf.metrics._confusion import Confusion, averaged
from mlclf.metrics._formulas import fbeta, jaccard, precision, recall
from mlclf.metrics._metric import Declarations

DECLARED = Declarations("labels")


@DECLARED.averages("precision", partial(averaged, precision))
def precision_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Share of the predicted labels that are true.

    ``tp / (tp + fp)``: 0/0 where nothing is predicted.

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
    >>> from mlclf.metrics import precision_score
    >>> precision_score([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]], average="micro")
    0.666...
    """
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(precision, counts, average)


@DECLARED.averages("recall", partial(averaged, recall))
def recall_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Share of the true labels that are predicted.

    ``tp / (tp + fn)``, also called sensitivity: 0/0 where nothing is true.

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
    >>> from mlclf.metrics import recall_score
    >>> recall_score([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]], average="samples")
    0.75
    """
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(recall, counts, average)


def fbeta_score(
    y_true: Any,
    y_pred: Any,
    *,
    beta: float = 1.0,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Weighted harmonic mean of precision and recall.

    ``(1 + beta²) tp / ((1 + beta²) tp + beta² fn + fp)``: 0/0 only where nothing is
    true and nothing predicted. "macro" is the mean of the labels' F, not the F of
    the mean precision and recall.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    beta : float, default=1.0
        Weight of recall against precision: 0 is precision, infinity recall.

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
    >>> from mlclf.metrics import fbeta_score
    >>> y_true, y_pred = [[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]]
    >>> fbeta_score(y_true, y_pred, beta=2, average="micro")
    0.666...
    """
    if not beta >= 0:
        raise ValueError(f"beta must be at least 0, got {beta!r}.")
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(partial(fbeta, beta=beta), counts, average)


@DECLARED.averages("f1", partial(averaged, fbeta))
def f1_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Harmonic mean of precision and recall.

    ``2 tp / (2 tp + fn + fp)``: 0/0 only where nothing is true and nothing predicted.

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
    >>> from mlclf.metrics import f1_score
    >>> f1_score([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]], average=None)
    array([1., 0., 1.])
    """
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(fbeta, counts, average)


@DECLARED.averages("jaccard", partial(averaged, jaccard))
def jaccard_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> Any:
    """Share of the true or predicted labels that are both.

    ``tp / (tp + fn + fp)``: 0/0 only where nothing is true and nothing predicted. The
    average over samples is what older papers call accuracy.

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
    >>> from mlclf.metrics import jaccard_score
    >>> jaccard_score([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]], average="samples")
    0.5
    """
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(jaccard, counts, average)


def _f1_of_averages(counts: Confusion) -> float:
    mean_precision = averaged(precision, counts, "macro")
    mean_recall = averaged(recall, counts, "macro")
    total = mean_precision + mean_recall
    if not total:
        return counts.zero_division
    return float(2 * mean_precision * mean_recall / total)


@DECLARED.metric(_f1_of_averages)
def f1_of_averages(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None, zero_division: float = 0.0
) -> float:
    """Harmonic mean of macro precision and macro recall.

    The other macro F1 in print: it is never below the mean of the labels' F1, and
    favors classifiers that balance their errors badly within labels [1]_.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the label out of the average.

    Returns
    -------
    value : float
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Opitz, J., & Burst, S. (2019). Macro F1 and Macro F1. arXiv:1911.03347.

    Examples
    --------
    >>> from mlclf.metrics import f1_of_averages
    >>> f1_of_averages([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 1]])
    0.666...
    """
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return _f1_of_averages(counts)
