"""Metrics at k that make up for the true labels that annotators overlook."""

from typing import Any

import numpy as np

from mlclf.metrics._checks import Floats, Ints, check_labels
from mlclf.metrics._metric import Declarations
from mlclf.metrics._orders import first_of_rows
from mlclf.metrics._ranking_data import Ranking
from mlclf.metrics._top_counts import discounts, ideal_gains

DECLARED = Declarations("scores")

# A and B of the model, by kind of data set.
CONSTANTS = {"default": (0.55, 1.5), "amazon": (0.6, 2.6), "wikipedia": (0.5, 0.4)}


def inverse_propensity(
    y_train: Any, *, constants: str | tuple[float, float] = "default"
) -> Floats:
    """Estimate how many true labels stand behind each one that was annotated.

    ``1 + C (N_j + B)^-A`` for a label with N_j samples of n, where
    ``C = (log(n) - 1) (B + 1)^A``.

    Parameters
    ----------
    y_train : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Label indicators of the training set, 0 or 1.

    constants : {"default", "amazon", "wikipedia"} or (A, B), default="default"
        A and B: (0.55, 1.5), or (0.6, 2.6) for the Amazon data sets, or (0.5, 0.4) for
        the Wikipedia ones, as in [1]_.

    Returns
    -------
    inverse : ndarray of shape (n_labels,)
        At least 1; the rarer the label, the more.

    References
    ----------
    .. [1] Jain, H., Prabhu, Y., & Varma, M. (2016). Extreme multi-label loss functions
       for recommendation, tagging, ranking & other missing label applications. KDD.

    Examples
    --------
    >>> from mlclf.metrics import inverse_propensity
    >>> inverse_propensity([[1, 0], [1, 0], [1, 1], [1, 0]]).round(2)
    array([1.25, 1.39])
    """
    a, b = _check_constants(constants)
    Y = check_labels(y_train, "y_train")
    return _model(np.bincount(Y.indices, minlength=Y.shape[1]), Y.shape[0], a, b)


def _precision_at(ranking: Ranking, k: int) -> float:
    return _share_of_best(ranking, k, np.ones(ranking.n_samples), np.ones(k))


@DECLARED.at_k("propensity_scored_precision_at", _precision_at, ks=(1, 3, 5))
def propensity_scored_precision_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    inverse_propensity: Any = None,
    sample_weight: Any = None,
) -> float:
    """Precision at k with each hit weighted by its inverse propensity.

    Divided by the best value that any ranking has (PSP@k). 0 where no row has a label.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    inverse_propensity : array-like of shape (n_labels,), default=None
        What :func:`inverse_propensity` estimates from the training labels. None
        estimates it from ``y_true``: enough to select a model, not to publish.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Jain, H., Prabhu, Y., & Varma, M. (2016). Extreme multi-label loss functions
       for recommendation, tagging, ranking & other missing label applications. KDD.

    Examples
    --------
    >>> from mlclf.metrics import propensity_scored_precision_at_k
    >>> y_true, y_score = [[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]]
    >>> propensity_scored_precision_at_k(
    ...     y_true, y_score, k=2, inverse_propensity=[1, 1, 3, 1]
    ... )
    0.25
    """
    ranking = Ranking(
        y_true, y_score, sample_weight, inverse_propensity=inverse_propensity
    )
    return _precision_at(ranking, k)


def _recall_at(ranking: Ranking, k: int) -> float:
    per_label = 1 / np.maximum(ranking.row_true, 1)
    return _share_of_best(ranking, k, per_label, np.ones(k))


@DECLARED.at_k("propensity_scored_recall_at", _recall_at, ks=(1, 3, 5))
def propensity_scored_recall_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    inverse_propensity: Any = None,
    sample_weight: Any = None,
) -> float:
    """Recall at k with each hit weighted by its inverse propensity.

    Each row is divided by its number of labels, and the mean by the best that any
    ranking has (PSR@k). 0 where no row has a label.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    inverse_propensity : array-like of shape (n_labels,), default=None
        What :func:`inverse_propensity` estimates from the training labels. None
        estimates it from ``y_true``: enough to select a model, not to publish.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Jain, H., Prabhu, Y., & Varma, M. (2016). Extreme multi-label loss functions
       for recommendation, tagging, ranking & other missing label applications. KDD.

    Examples
    --------
    >>> from mlclf.metrics import propensity_scored_recall_at_k
    >>> y_true, y_score = [[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]]
    >>> propensity_scored_recall_at_k(
    ...     y_true, y_score, k=2, inverse_propensity=[1, 1, 3, 1]
    ... )
    0.25
    """
    ranking = Ranking(
        y_true, y_score, sample_weight, inverse_propensity=inverse_propensity
    )
    return _recall_at(ranking, k)


def _ndcg_at(ranking: Ranking, k: int) -> float:
    ideal = np.maximum(ideal_gains(ranking.row_true, k), 1)
    return _share_of_best(ranking, k, 1 / ideal, discounts(k))


@DECLARED.at_k("propensity_scored_ndcg_at", _ndcg_at, ks=(3, 5))
def propensity_scored_ndcg_at_k(
    y_true: Any,
    y_score: Any,
    *,
    k: int,
    inverse_propensity: Any = None,
    sample_weight: Any = None,
) -> float:
    """NDCG at k with each hit weighted by its inverse propensity.

    Each row is divided by the plain gain of a perfect ranking, and the mean by the best
    that any ranking has (PSnDCG@k). 0 where no row has a label.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; where sparse, labels not stored are not predicted. Of tied labels the
        one that stands first is preferred.

    k : int
        Number of labels predicted for each row.

    inverse_propensity : array-like of shape (n_labels,), default=None
        What :func:`inverse_propensity` estimates from the training labels. None
        estimates it from ``y_true``: enough to select a model, not to publish.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    score : float
        In [0, 1]; higher is better.

    References
    ----------
    .. [1] Jain, H., Prabhu, Y., & Varma, M. (2016). Extreme multi-label loss functions
       for recommendation, tagging, ranking & other missing label applications. KDD.

    Examples
    --------
    >>> from mlclf.metrics import propensity_scored_ndcg_at_k
    >>> y_true, y_score = [[1, 0, 1, 0]], [[0.9, 0.8, 0.7, 0.1]]
    >>> propensity_scored_ndcg_at_k(
    ...     y_true, y_score, k=2, inverse_propensity=[1, 1, 3, 1]
    ... )
    0.275...
    """
    ranking = Ranking(
        y_true, y_score, sample_weight, inverse_propensity=inverse_propensity
    )
    return _ndcg_at(ranking, k)


def _share_of_best(ranking: Ranking, k: int, row_factor: Floats, gain: Floats) -> float:
    """Divide the weighted gain of the k best labels by that of the k best true ones."""
    inverse = _inverse(ranking)
    row_factor = row_factor * ranking.weight
    value = row_factor @ (ranking.top_hits(k) * inverse[ranking.top(k)] @ gain)
    cells = ranking.true
    row = np.repeat(np.arange(ranking.n_samples), np.diff(cells.indptr))
    found, place = first_of_rows(row, inverse[cells.indices], cells.indptr, k)
    best = (row_factor[row] * inverse[cells.indices])[found] @ gain[place]
    return float(value / best) if best > 0 else 0.0


def _check_constants(constants: str | tuple[float, float]) -> tuple[float, float]:
    if isinstance(constants, str) and constants in CONSTANTS:
        return CONSTANTS[constants]
    if isinstance(constants, str) or np.shape(constants) != (2,):
        raise ValueError(
            f"constants must be one of {sorted(CONSTANTS)} or (A, B), got "
            f"{constants!r}."
        )
    a, b = constants
    return float(a), float(b)


def _inverse(ranking: Ranking) -> Floats:
    if ranking.inverse_propensity is None:
        return _model(ranking.label_true, ranking.n_samples, *CONSTANTS["default"])
    values = np.asarray(ranking.inverse_propensity, dtype=float)
    if values.shape != (ranking.n_labels,) or not (values >= 1).all():
        least = f" and a minimum of {values.min():g}" if values.size else ""
        raise ValueError(
            f"inverse_propensity must hold {ranking.n_labels} values of at least 1, "
            f"got shape {values.shape}{least}."
        )
    return values


def _model(frequency: Ints, n_samples: int, a: float, b: float) -> Floats:
    # Below three samples the logarithm is less than 1.
    c = max(np.log(n_samples) - 1, 0) * (b + 1) ** a
    return np.asarray(1 + c * (frequency + b) ** -a)
