"""Rates that count what is rightly or wrongly left out as well."""

from functools import partial
from typing import Any

from mlclf.metrics import _formulas as formulas
from mlclf.metrics._confusion import Confusion, averaged
from mlclf.metrics._metric import Declarations

DECLARED = Declarations("labels")


@DECLARED.averages("specificity", partial(averaged, formulas.specificity))
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.specificity, counts, average)


@DECLARED.averages(
    "false_positive_rate", partial(averaged, formulas.false_positive_rate), loss=True
)
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.false_positive_rate, counts, average)


@DECLARED.averages(
    "false_negative_rate", partial(averaged, formulas.false_negative_rate), loss=True
)
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.false_negative_rate, counts, average)


@DECLARED.averages("balanced_accuracy", partial(averaged, formulas.balanced_accuracy))
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.balanced_accuracy, counts, average)


@DECLARED.averages("matthews_corrcoef", partial(averaged, formulas.matthews))
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.matthews, counts, average)


@DECLARED.averages("geometric_mean", partial(averaged, formulas.geometric_mean))
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.geometric_mean, counts, average)


@DECLARED.averages("harmonic_mean", partial(averaged, formulas.harmonic_mean))
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
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    return averaged(formulas.harmonic_mean, counts, average)
