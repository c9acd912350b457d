"""How well scores rank the labels of each row.

Ties are always counted as the worst order, except in :func:`one_error`.
"""

from typing import Any

import numpy as np

from mlclf.metrics._checks import Floats, weighted_mean
from mlclf.metrics._formulas import ratio
from mlclf.metrics._metric import Declarations
from mlclf.metrics._ranking_data import Ranking

DECLARED = Declarations("scores")


def _one_error(ranking: Ranking) -> float:
    cells = ranking.relevant
    right = ranking.row_sum((cells.above == 0) / cells.depth)
    return ranking.mean(1 - right)


@DECLARED.metric(_one_error, loss=True)
def one_error(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Share of the rows whose top-ranked label is not true.

    Where several labels tie for the top, the expected error of drawing one of them:
    the answer does not depend on the order of the columns. A row without true labels
    is an error, as in MULAN.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Schapire, R. E., & Singer, Y. (2000). BoosTexter: A boosting-based system for
       text categorization. Machine Learning, 39(2-3), 135-168.

    Examples
    --------
    >>> from mlclf.metrics import one_error
    >>> one_error([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    0.0
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _one_error(ranking)


def _coverage(ranking: Ranking) -> float:
    return ranking.mean(np.maximum(_last_depth(ranking) - 1, 0))


@DECLARED.metric(_coverage, loss=True)
def coverage(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """How far down the ranking the last true label is, counted from 0.

    The number of labels scored at least as high as the lowest true one, minus 1: so
    :func:`sklearn.metrics.coverage_error` minus 1 where every row has a label. A row
    without labels has coverage 0, as in MULAN.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    coverage : float
        From (labels per row) - 1 to n_labels - 1; lower is better.

    References
    ----------
    .. [1] Schapire, R. E., & Singer, Y. (2000). BoosTexter: A boosting-based system for
       text categorization. Machine Learning, 39(2-3), 135-168.

    Examples
    --------
    >>> from mlclf.metrics import coverage
    >>> coverage([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    2.0
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _coverage(ranking)


def _ranking_loss(ranking: Ranking) -> float:
    pairs = ranking.row_true * ranking.row_false
    return ranking.mean(_wrong_pairs(ranking) / np.maximum(pairs, 1))


@DECLARED.metric(_ranking_loss, loss=True)
def ranking_loss(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Share of the pairs of a true and a false label in the wrong order.

    A tie is a wrong order, as in scikit-learn. A row without labels, or with all,
    has no such pair and loss 0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Schapire, R. E., & Singer, Y. (2000). BoosTexter: A boosting-based system for
       text categorization. Machine Learning, 39(2-3), 135-168.

    Examples
    --------
    >>> from mlclf.metrics import ranking_loss
    >>> ranking_loss([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    0.25
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _ranking_loss(ranking)


def _label_ranking_average_precision(ranking: Ranking) -> float:
    cells = ranking.relevant
    total = ranking.row_sum(cells.hits / cells.depth)
    empty = ranking.row_true == 0
    return ranking.mean(np.where(empty, 1.0, total / np.maximum(ranking.row_true, 1)))


@DECLARED.metric(_label_ranking_average_precision)
def label_ranking_average_precision(
    y_true: Any, y_score: Any, *, sample_weight: Any = None
) -> float:
    """Mean share of true labels among those ranked down to each true label.

    A row without labels, or with all, counts as 1, as in scikit-learn.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    score : float
        In (0, 1]; higher is better.

    References
    ----------
    .. [1] Schapire, R. E., & Singer, Y. (2000). BoosTexter: A boosting-based system for
       text categorization. Machine Learning, 39(2-3), 135-168.

    Examples
    --------
    >>> from mlclf.metrics import label_ranking_average_precision
    >>> label_ranking_average_precision([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    0.833...
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _label_ranking_average_precision(ranking)


def _is_error(ranking: Ranking) -> float:
    return ranking.mean((_wrong_pairs(ranking) > 0).astype(float))


@DECLARED.metric(_is_error, loss=True)
def is_error(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Share of the rows whose ranking is not perfect.

    Perfect is a ranking with every true label above every false one. A row without
    labels, or with all, is ranked perfectly.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Crammer, K., & Singer, Y. (2003). A family of additive online algorithms for
       category ranking. Journal of Machine Learning Research, 3, 1025-1058.

    Examples
    --------
    >>> from mlclf.metrics import is_error
    >>> is_error([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    1.0
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _is_error(ranking)


def _error_set_size(ranking: Ranking) -> float:
    return ranking.mean(_wrong_pairs(ranking))


@DECLARED.metric(_error_set_size, loss=True)
def error_set_size(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Mean number of pairs of a true and a false label in the wrong order.

    What :func:`ranking_loss` divides by the number of pairs.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        At least 0; lower is better.

    References
    ----------
    .. [1] Crammer, K., & Singer, Y. (2003). A family of additive online algorithms for
       category ranking. Journal of Machine Learning Research, 3, 1025-1058.

    Examples
    --------
    >>> from mlclf.metrics import error_set_size
    >>> error_set_size([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    1.0
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _error_set_size(ranking)


def _margin_loss(ranking: Ranking) -> float:
    # Above the first false label stand the true labels with no false one above them.
    clean = ranking.row_sum(ranking.relevant.depth == ranking.relevant.hits)
    return ranking.mean(np.maximum(_last_depth(ranking) - 1 - clean, 0))


@DECLARED.metric(_margin_loss, loss=True)
def margin_loss(y_true: Any, y_score: Any, *, sample_weight: Any = None) -> float:
    """Mean number of ranks from the first false label down to the last true one.

    Zero for a row whose true labels are all above, and for one without labels or with
    all.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        In [0, n_labels - 1]; lower is better.

    References
    ----------
    .. [1] Loza Mencía, E., & Fürnkranz, J. (2010). Efficient multilabel classification
       algorithms for large-scale problems in the legal domain. Semantic Processing
       of Legal Texts, 192-215.

    Examples
    --------
    >>> from mlclf.metrics import margin_loss
    >>> margin_loss([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    1.0
    """
    ranking = Ranking(y_true, y_score, sample_weight)
    return _margin_loss(ranking)


def _r_precision(ranking: Ranking) -> float:
    cells = ranking.relevant
    # Of tied labels the false ones come first; what room is left, the true ones share.
    tied_true = cells.hits - cells.hits_above
    tied_false = cells.depth - cells.above - tied_true
    room = ranking.row_true[cells.row] - cells.above - tied_false
    found = ranking.row_sum(np.clip(room, 0, tied_true) / tied_true)
    values = ratio(found, ranking.row_true, ranking.zero_division)
    return weighted_mean(values, ranking.weight)


@DECLARED.metric(_r_precision)
def r_precision(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> float:
    """Share of true labels among as many top-ranked ones as the row has labels.

    A row without labels is 0/0.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored come last, tied.

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
    >>> from mlclf.metrics import r_precision
    >>> r_precision([[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]])
    0.5
    """
    ranking = Ranking(y_true, y_score, sample_weight, zero_division)
    return _r_precision(ranking)


def _wrong_pairs(ranking: Ranking) -> Floats:
    """Count the pairs of a true and a not lower scored false label in each row."""
    return ranking.row_sum(ranking.relevant.depth - ranking.relevant.hits)


def _last_depth(ranking: Ranking) -> Floats:
    """Return the depth of the last true label in each row; 0 where there is none."""
    depth = np.zeros(ranking.n_samples)
    np.maximum.at(depth, ranking.relevant.row, ranking.relevant.depth)
    return depth
