"""Metrics of the k best labels of each row; sparse scores stay sparse."""

from typing import Any, NamedTuple

import numpy as np

from mlclf.metrics._checks import Floats, weighted_mean
from mlclf.metrics._confusion import ratio
from mlclf.metrics._ranking_data import Ranking


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
    ranking = Ranking.of(y_true, y_score, sample_weight, zero_division)
    count = _count(ranking, k, average)
    values = ratio(count.hits, count.predicted, ranking.zero_division)
    return weighted_mean(values, count.weight)


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
    ranking = Ranking.of(y_true, y_score, sample_weight, zero_division)
    count = _count(ranking, k, average)
    values = ratio(count.hits, count.true, ranking.zero_division)
    return weighted_mean(values, count.weight)


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
    ranking = Ranking.of(y_true, y_score, sample_weight, zero_division)
    count = _count(ranking, k, average)
    size = count.predicted + count.true
    values = ratio(2 * count.hits, size, ranking.zero_division)
    return weighted_mean(values, count.weight)


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
    ranking = Ranking.of(y_true, y_score, sample_weight, zero_division)
    hits = ranking.top_hits(k).sum(axis=1, dtype=np.float64)
    possible = np.minimum(ranking.row_true, k)
    return weighted_mean(ratio(hits, possible, ranking.zero_division), ranking.weight)


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
    ranking = Ranking.of(y_true, y_score, sample_weight, zero_division)
    gains = ranking.top_hits(k) @ discounts(k)
    ideal = ideal_gains(ranking.row_true, k)
    return weighted_mean(ratio(gains, ideal, ranking.zero_division), ranking.weight)


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
    ranking = Ranking.of(y_true, y_score, sample_weight)
    found = np.any(ranking.top_hits(k), axis=1)
    return ranking.mean(np.where(found, 0.0, 1.0))


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
    ranking = Ranking.of(y_true, y_score, sample_weight)
    count = _count(ranking, k, "macro")
    found = count.hits[count.true > 0] > 0
    return float(found.mean()) if len(found) else np.nan


def discounts(k: int) -> Floats:
    """Return what a true label gains at ranks 1 to k."""
    return 1 / np.log2(np.arange(2, k + 2))


def ideal_gains(n_true: Floats, k: int) -> Floats:
    """Return the gain of a perfect ranking of rows with so many true labels."""
    total = np.append(0.0, np.cumsum(discounts(k)))
    return np.asarray(total[np.minimum(n_true, k).astype(int)])


class _Counts(NamedTuple):
    """Of each row or label that is averaged over."""

    hits: Floats
    predicted: Floats
    true: Floats
    weight: Floats


def _count(ranking: Ranking, k: int, average: str) -> _Counts:
    if average not in ("samples", "micro", "macro"):
        raise ValueError(
            f"average must be one of ('samples', 'micro', 'macro'), got {average!r}."
        )
    hits = ranking.top_hits(k)
    if average == "samples":
        always = np.full(ranking.n_samples, float(k))
        found = hits.sum(axis=1, dtype=np.float64)
        return _Counts(found, always, ranking.row_true, ranking.weight)
    top, weight = ranking.top(k), np.broadcast_to(ranking.weight[:, None], hits.shape)
    found, predicted, true = np.zeros((3, ranking.n_labels))
    np.add.at(found, top[hits], weight[hits])
    np.add.at(predicted, top[top >= 0], weight[top >= 0])
    true += ranking.weight @ ranking.true
    if average == "micro":
        one = [np.array([x.sum()]) for x in (found, predicted, true)]
        return _Counts(one[0], one[1], one[2], np.ones(1))
    return _Counts(found, predicted, true, np.ones(len(found)))
