"""Metrics of the k best labels of each row; sparse scores stay sparse."""

from typing import Any

import numpy as np

from mlclf.metrics._checks import weighted_mean
from mlclf.metrics._formulas import ratio
from mlclf.metrics._metric import Declarations
from mlclf.metrics._ranking_data import Ranking
from mlclf.metrics._top_counts import count_top, discounts, ideal_gains

DECLARED = Declarations("scores")


def _precision_at(ranking: Ranking, k: int, average: str = "samples") -> float:
    count = count_top(ranking, k, average)
    values = ratio(count.hits, count.predicted, ranking.zero_division)
    return weighted_mean(values, count.weight)


@DECLARED.at_k("precision_macro_at", _precision_at, ks=(1, 3, 5), average="macro")
@DECLARED.at_k("precision_at", _precision_at, ks=(1, 3, 5))
def precision_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    average: str = "samples",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> float:
    """Share of true labels among the k best.

    A row always counts k predictions, even where sparse scores store fewer; a label
    ("macro") that is never among the k best is 0/0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    average : {"samples", "micro", "macro"}, default="samples"
        Over rows, all predictions at once, labels.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import precision_at_k
    >>> precision_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=2)
    0.5
    """
    ranking = Ranking(y_true, y_score, sample_weight, zero_division)
    return _precision_at(ranking, k, average)


def _recall_at(ranking: Ranking, k: int, average: str = "samples") -> float:
    count = count_top(ranking, k, average)
    values = ratio(count.hits, count.true, ranking.zero_division)
    return weighted_mean(values, count.weight)


@DECLARED.at_k("recall_macro_at", _recall_at, ks=(1, 3, 5), average="macro")
@DECLARED.at_k("recall_at", _recall_at, ks=(1, 3, 5))
def recall_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    average: str = "samples",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> float:
    """Share of the true labels that are among the k best.

    A row, or a label for "macro", without true labels is 0/0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    average : {"samples", "micro", "macro"}, default="samples"
        Over rows, all predictions at once, labels.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import recall_at_k
    >>> recall_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=2)
    0.5
    """
    ranking = Ranking(y_true, y_score, sample_weight, zero_division)
    return _recall_at(ranking, k, average)


def _f1_at(ranking: Ranking, k: int, average: str = "macro") -> float:
    count = count_top(ranking, k, average)
    size = count.predicted + count.true
    values = ratio(2 * count.hits, size, ranking.zero_division)
    return weighted_mean(values, count.weight)


@DECLARED.at_k("f1_macro_at", _f1_at, ks=(1, 3, 5))
def f1_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    average: str = "macro",
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> float:
    """Harmonic mean of precision and recall at k.

    Over labels by default: the macro metric of extreme classification, that rare
    labels decide. A label that is neither true nor among the k best is 0/0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    average : {"samples", "micro", "macro"}, default="macro"
        Over rows, all predictions at once, labels.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import f1_at_k
    >>> f1_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=2)
    0.25
    """
    ranking = Ranking(y_true, y_score, sample_weight, zero_division)
    return _f1_at(ranking, k, average)


def _r_precision_at(ranking: Ranking, k: int) -> float:
    hits = ranking.top_hits(k).sum(axis=1, dtype=np.float64)
    possible = np.minimum(ranking.row_true, k)
    return weighted_mean(ratio(hits, possible, ranking.zero_division), ranking.weight)


@DECLARED.at_k("r_precision_at", _r_precision_at, ks=(3, 5))
def r_precision_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> float:
    """Share of true labels among the k best, of as many as there could be.

    The number of hits over k, or over the row's number of labels where that is less
    (RP@k): 1 can always be reached. A row without labels is 0/0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row out of the average.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import r_precision_at_k
    >>> r_precision_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=3)
    1.0
    """
    ranking = Ranking(y_true, y_score, sample_weight, zero_division)
    return _r_precision_at(ranking, k)


def _ndcg_at(ranking: Ranking, k: int) -> float:
    gains = ranking.top_hits(k) @ discounts(k)
    ideal = ideal_gains(ranking.row_true, k)
    return weighted_mean(ratio(gains, ideal, ranking.zero_division), ranking.weight)


@DECLARED.at_k("ndcg_at", _ndcg_at, ks=(3, 5))
def ndcg_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> float:
    """Discounted gain of the k best labels, as a share of the possible one.

    A true label at rank r gains ``1 / log2(r + 1)``; possible is what a perfect ranking
    gains. A row without labels is 0/0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0; nan leaves the row or label out of the average.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Järvelin, K., & Kekäläinen, J. (2002). Cumulated gain-based evaluation of IR
       techniques. ACM Transactions on Information Systems, 20(4), 422-446.

    Examples
    --------
    >>> from mlclf.metrics import ndcg_at_k
    >>> ndcg_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=2)
    0.613...
    """
    ranking = Ranking(y_true, y_score, sample_weight, zero_division)
    return _ndcg_at(ranking, k)


def _abandonment_at(ranking: Ranking, k: int) -> float:
    found = np.any(ranking.top_hits(k), axis=1)
    return ranking.mean(np.where(found, 0.0, 1.0))


@DECLARED.at_k("abandonment_at", _abandonment_at, ks=(3, 5), loss=True)
def abandonment_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    sample_weight: Any = None,
) -> float:
    """Share of the rows with no true label among the k best.

    (napkinXC gives this name to one minus it.) At k = 1 it is :func:`one_error`, but
    for ties.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, 1]; lower is better.

    Examples
    --------
    >>> from mlclf.metrics import abandonment_at_k
    >>> abandonment_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=2)
    0.0
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _abandonment_at(ranking, k)


def _coverage_at(ranking: Ranking, k: int) -> float:
    count = count_top(ranking, k, "macro")
    found = count.hits[count.true > 0] > 0
    return float(found.mean()) if len(found) else np.nan


@DECLARED.at_k("coverage_at", _coverage_at, ks=(1, 3, 5))
def coverage_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    sample_weight: Any = None,
) -> float:
    """Share of the labels that are somewhere rightly among the k best.

    Of the labels that some row carries; NaN where none does.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    Examples
    --------
    >>> from mlclf.metrics import coverage_at_k
    >>> coverage_at_k([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]], k=2)
    0.5
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _coverage_at(ranking, k)
