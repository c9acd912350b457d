"""Hamming loss and subset accuracy: a prediction against the truth, row by row."""

from typing import Any

from mlclf.metrics._confusion import Confusion
from mlclf.metrics._metric import Declarations

DECLARED = Declarations("labels")


def _hamming_loss(counts: Confusion) -> float:
    wrong = counts.row_true + counts.row_pred - 2 * counts.row_both
    return counts.mean(wrong / counts.n_labels)


@DECLARED.metric(_hamming_loss, loss=True)
def hamming_loss(y_true: Any, y_pred: Any, *, sample_weight: Any = None) -> float:
    """Share of the cells that are predicted wrongly.

    Rows without labels are rows like any other.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Schapire, R. E., & Singer, Y. (1999). Improved boosting algorithms using
       confidence-rated predictions. Machine Learning, 37(3), 297-336.

    Examples
    --------
    >>> from mlclf.metrics import hamming_loss
    >>> hamming_loss([[1, 1, 0, 0], [0, 0, 1, 0]], [[1, 0, 0, 0], [0, 0, 1, 1]])
    0.25
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    return _hamming_loss(counts)


def _subset_accuracy(counts: Confusion) -> float:
    exact = (counts.row_true == counts.row_both) & (counts.row_pred == counts.row_both)
    return counts.mean(exact.astype(float))


@DECLARED.metric(_subset_accuracy)
def subset_accuracy(y_true: Any, y_pred: Any, *, sample_weight: Any = None) -> float:
    """Share of the rows whose labelset is predicted exactly.

    An empty labelset predicted for a row without labels is right.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    accuracy : float
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import subset_accuracy
    >>> subset_accuracy([[1, 1, 0], [0, 0, 1]], [[1, 1, 0], [0, 1, 1]])
    0.5
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    return _subset_accuracy(counts)


def _zero_one_loss(counts: Confusion) -> float:
    return 1 - _subset_accuracy(counts)


@DECLARED.metric(_zero_one_loss, loss=True)
def zero_one_loss(y_true: Any, y_pred: Any, *, sample_weight: Any = None) -> float:
    """Share of the rows whose labelset is not predicted exactly.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, 1]; lower is better. One minus :func:`subset_accuracy`.

    Examples
    --------
    >>> from mlclf.metrics import zero_one_loss
    >>> zero_one_loss([[1, 1, 0], [0, 0, 1]], [[1, 1, 0], [0, 1, 1]])
    0.5
    """
    return _zero_one_loss(Confusion(y_true, y_pred, sample_weight))
