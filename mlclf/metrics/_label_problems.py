"""Labels that a prediction gives up: never, always or only wrongly predicted."""

from typing import Any

import numpy as np

from mlclf.metrics._confusion import Confusion
from mlclf.metrics._metric import Declarations

DECLARED = Declarations("labels")


def _missing_label_problem(counts: Confusion) -> float:
    return float(np.mean(counts.label_pred == 0))


@DECLARED.metric(_missing_label_problem, loss=True)
def missing_label_problem(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None
) -> float:
    """Share of the labels that are never predicted.

    Times n_labels, it is the number of missing labels.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples; samples of weight 0 are not there.

    Returns
    -------
    share : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Rivolli, A., Soares, C., & de Carvalho, A. C. P. L. F. (2018). Enhancing
       multilabel classification for food truck recommendation. Expert Systems,
       35(4), e12304.

    Examples
    --------
    >>> from mlclf.metrics import missing_label_problem
    >>> missing_label_problem([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 0]])
    0.666...
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    return _missing_label_problem(counts)


def _wrong_label_problem(counts: Confusion) -> float:
    return float(np.mean((counts.label_pred > 0) & (counts.label_both == 0)))


@DECLARED.metric(_wrong_label_problem, loss=True)
def wrong_label_problem(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None
) -> float:
    """Share of the labels that are predicted, but never rightly.

    Times n_labels, it is the number of wrong labels.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples; samples of weight 0 are not there.

    Returns
    -------
    share : float
        In [0, 1]; lower is better.

    See Also
    --------
    missing_label_problem : Count the labels that are never predicted.

    Notes
    -----
    The paper counts labels that are predicted for some samples, and wrongly for each of
    them [1]_. A label that is never predicted is missing, not wrong, and is not counted
    here. Where another tool counts every label without a correct prediction, its figure
    is the sum of this one and :func:`missing_label_problem`.

    References
    ----------
    .. [1] Rivolli, A., Soares, C., & de Carvalho, A. C. P. L. F. (2018). Enhancing
       multilabel classification for food truck recommendation. Expert Systems,
       35(4), e12304.

    Examples
    --------
    >>> from mlclf.metrics import wrong_label_problem
    >>> wrong_label_problem([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 0]])
    0.0
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    return _wrong_label_problem(counts)


def _constant_label_problem(counts: Confusion) -> float:
    never = counts.label_pred == 0
    always = counts.label_not_pred == 0
    return float(np.mean(never | always))


@DECLARED.metric(_constant_label_problem, loss=True)
def constant_label_problem(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None
) -> float:
    """Share of the labels that are predicted never or always.

    One sample alone makes every label constant.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples; samples of weight 0 are not there.

    Returns
    -------
    share : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Rivolli, A., Soares, C., & de Carvalho, A. C. P. L. F. (2018). Enhancing
       multilabel classification for food truck recommendation. Expert Systems,
       35(4), e12304.

    Examples
    --------
    >>> from mlclf.metrics import constant_label_problem
    >>> constant_label_problem([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 0]])
    0.666...
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    return _constant_label_problem(counts)
