"""Areas under the ROC and the precision-recall curve."""

from typing import Any, NamedTuple

import numpy as np

from mlclf.metrics._checks import Floats, weighted_mean
from mlclf.metrics._confusion import check_average
from mlclf.metrics._metric import Declarations
from mlclf.metrics._orders import Curve, curve
from mlclf.metrics._ranking_data import Ranking

DECLARED = Declarations("scores")

_LEVELS = np.linspace(0, 1, 11)


def roc_auc_of(ranking: Ranking, average: str | None) -> Any:
    if average == "samples":
        return weighted_mean(_row_areas(ranking), ranking.weight)
    return _averaged("roc", ranking, average)


@DECLARED.averages("roc_auc", roc_auc_of)
def roc_auc_score(
    y_true: Any,
    y_score: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
) -> Any:
    """Area under the receiver operating characteristic.

    The probability that a true label is scored above a false one, a tie counting one
    half. A label (a row, for "samples") that is true everywhere or nowhere has no such
    pair: it is left out of the average. Where none is left the value is NaN.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, cells not stored come last, tied.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label, NaN where there is none.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    area : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Fawcett, T. (2006). An introduction to ROC analysis. Pattern Recognition
       Letters, 27(8), 861-874.

    Examples
    --------
    >>> from mlclf.metrics import roc_auc_score
    >>> roc_auc_score([[1, 0], [0, 1], [1, 1]], [[0.9, 0.4], [0.8, 0.7], [0.7, 0.2]])
    0.5
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return roc_auc_of(ranking, average)


def average_precision_of(ranking: Ranking, average: str | None) -> Any:
    if average == "samples":
        cells = ranking.relevant
        with np.errstate(invalid="ignore"):
            rows = ranking.row_sum(cells.hits / cells.depth) / ranking.row_true
        return weighted_mean(rows, ranking.weight)
    return _averaged("precision", ranking, average)


@DECLARED.averages("average_precision", average_precision_of)
def average_precision_score(
    y_true: Any,
    y_score: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
) -> Any:
    """Area under the precision-recall curve, as a sum over its steps.

    "macro" is the mean average precision (mAP). A label (a row, for "samples") without
    positives has none: it is left out of the average, where scikit-learn counts 0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, cells not stored come last, tied.

    average : {"samples", "micro", "macro", "weighted", None}, default="macro"
        Over rows, all cells at once, labels, labels weighted by their positives; None
        returns the value of each label, NaN where there is none.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    precision : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import average_precision_score
    >>> average_precision_score([[1], [0], [1]], [[0.9], [0.8], [0.7]])
    0.833...
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return average_precision_of(ranking, average)


def _interpolated_average_precision_score(ranking: Ranking, average: str | None) -> Any:
    if average == "samples":
        raise ValueError(
            "average must be one of ('micro', 'macro', 'weighted', None), got "
            "'samples'."
        )
    return _averaged("interpolated", ranking, average)


@DECLARED.averages(
    "interpolated_average_precision",
    _interpolated_average_precision_score,
    averages=("micro", "macro", "weighted"),
)
def interpolated_average_precision_score(
    y_true: Any,
    y_score: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
) -> Any:
    """Mean of the best precisions from eleven recalls on, 0, 0.1 to 1.

    At each of the recalls counts the highest precision at that recall or more: the
    eleven-point average precision of older retrieval studies, and of MULAN. A label
    without positives has none and is left out of the average.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, cells not stored come last, tied.

    average : {"micro", "macro", "weighted", None}, default="macro"
        Over all cells at once, labels, labels weighted by their positives; None returns
        the value of each label, NaN where there is none.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    precision : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Manning, C. D., Raghavan, P., & Schütze, H. (2008). Introduction to
       Information Retrieval, section 8.4. Cambridge University Press.

    Examples
    --------
    >>> from mlclf.metrics import interpolated_average_precision_score
    >>> y_true, y_score = [[1], [0], [1]], [[0.9], [0.8], [0.7]]
    >>> interpolated_average_precision_score(y_true, y_score)  # (6 * 1 + 5 * 2/3) / 11
    0.848...
    """
    return _interpolated_average_precision_score(
        Ranking(y_true, y_score, sample_weight), average
    )


def _geometric_mean_average_precision(ranking: Ranking) -> float:
    values = _averaged("precision", ranking, None)
    return float(np.exp(weighted_mean(np.log(values), np.ones(len(values)))))


@DECLARED.metric(_geometric_mean_average_precision)
def geometric_mean_average_precision(
    y_true: Any, y_score: Any, *, sample_weight: Any = None
) -> float:
    """Geometric mean of the labels' average precisions (GMAP).

    It rewards the improvement of the worst labels. Labels without positives are left
    out.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, cells not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    precision : float
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Robertson, S. (2006). On GMAP: and other transformations. CIKM, 78-83.

    Examples
    --------
    >>> from mlclf.metrics import geometric_mean_average_precision
    >>> y_true, y_score = [[1, 0], [0, 1]], [[0.9, 0.6], [0.8, 0.5]]
    >>> geometric_mean_average_precision(y_true, y_score)  # of 1 and 1/2
    0.707...
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _geometric_mean_average_precision(ranking)


class _Areas(NamedTuple):
    """Under the ROC and the precision-recall curves; NaN where there is none."""

    roc: Any
    precision: Any
    interpolated: Any


def _averaged(kind: str, ranking: Ranking, average: str | None) -> Any:
    check_average(average)
    memo = ranking.weighted_memo
    find = _cell_areas if average == "micro" else _label_areas
    if find.__name__ not in memo:
        memo[find.__name__] = find(ranking)
    values = getattr(memo[find.__name__], kind)
    if average in ("micro", None):
        return values
    equal = np.ones(ranking.n_labels)
    weighted = np.asarray(ranking.weight @ ranking.true)
    return weighted_mean(values, weighted if average == "weighted" else equal)


def _cell_areas(ranking: Ranking) -> _Areas:
    true = float((ranking.weight @ ranking.true).sum())
    total = float(ranking.weight.sum()) * ranking.n_labels
    return _areas(curve(ranking.cell_order, ranking.weight, true, total))


def _label_areas(ranking: Ranking) -> _Areas:
    weight, total = ranking.weight, float(ranking.weight.sum())
    areas = [
        _areas(curve(order, weight, true, total))
        for order, true in zip(ranking.label_orders, weight @ ranking.true)
    ]
    return _Areas(*np.array(areas).T)


def _areas(counts: Curve) -> _Areas:
    tp, fp = counts
    true, false = tp[-1], fp[-1]
    if true <= 0:
        return _Areas(np.nan, np.nan, np.nan)
    precisions = tp[1:] / np.maximum(tp[1:] + fp[1:], np.finfo(float).tiny)
    precision = float(np.sum(np.diff(tp) * precisions) / true)
    reached = np.searchsorted(tp[1:], true * (_LEVELS - 1e-12))
    best_from = np.maximum.accumulate(precisions[::-1])[::-1]
    interpolated = float(best_from[reached].mean())
    if false <= 0:
        return _Areas(np.nan, precision, interpolated)
    roc = float(np.sum(np.diff(fp) * (tp[1:] + tp[:-1])) / 2 / (true * false))
    return _Areas(roc, precision, interpolated)


def _row_areas(ranking: Ranking) -> Floats:
    """Return the area of each row, from the false labels above each true one."""
    cells = ranking.relevant
    not_below = cells.depth - cells.hits
    above = cells.above - cells.hits_above
    pairs = ranking.row_true * ranking.row_false
    wrong = ranking.row_sum((not_below + above) / 2)
    return np.where(pairs > 0, 1 - wrong / np.maximum(pairs, 1), np.nan)
