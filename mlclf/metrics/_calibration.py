"""How far probabilities are from what happens."""

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp

from mlclf.metrics._checks import Floats
from mlclf.metrics._metric import Declarations
from mlclf.metrics._ranking_data import Ranking

DECLARED = Declarations("scores")

_BLOCK = 2**22  # cells looked at a time


def log_loss_of(ranking: Ranking, average: str | None = "macro") -> Any:
    ranking.check_probabilities()
    eps = np.finfo(ranking.score.dtype).eps

    def loss(is_true: Any, p: Any) -> Floats:
        likelihood = np.where(is_true, p, 1 - p)
        return np.asarray(-np.log(np.clip(likelihood, eps, 1 - eps)))

    return _averaged(_label_means(ranking, loss), average)


@DECLARED.metric(log_loss_of, loss=True, probabilities=True)
def log_loss(
    y_true: Any,
    y_proba: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
) -> Any:
    """Mean negative log-likelihood of the cells, each a binary problem.

    ``-log(p)`` where the label is true, ``-log(1 - p)`` where it is not, with p kept
    the precision of its type away from 0 and 1. (scikit-learn's function of this name
    takes the rows of a label matrix for the distributions of one multiclass target.)

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_proba : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Probabilities; where sparse, cells not stored have probability 0.

    average : {"macro", None}, default="macro"
        None returns the value of each label. All labels have the same number of
        cells, so the average over labels is also that over cells and over rows.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float, or ndarray of shape (n_labels,) where ``average`` is None
        At least 0; lower is better.

    Raises
    ------
    ValueError
        If a value of ``y_proba`` is outside [0, 1].

    Examples
    --------
    >>> from mlclf.metrics import log_loss
    >>> log_loss([[1, 0], [0, 1]], [[0.8, 0.1], [0.2, 0.7]])  # ln of .8, .9, .8, .7
    0.227...
    """
    ranking = Ranking(y_true, y_proba, sample_weight)
    return log_loss_of(ranking, average)


def brier_score_of(ranking: Ranking, average: str | None = "macro") -> Any:
    ranking.check_probabilities()

    def loss(is_true: Any, p: Any) -> Floats:
        return np.asarray((p - is_true) ** 2)

    return _averaged(_label_means(ranking, loss), average)


@DECLARED.metric(brier_score_of, loss=True, probabilities=True)
def brier_score(
    y_true: Any,
    y_proba: Any,
    *,
    average: str | None = "macro",
    sample_weight: Any = None,
) -> Any:
    """Mean squared error of the probabilities.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_proba : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Probabilities; where sparse, cells not stored have probability 0.

    average : {"macro", None}, default="macro"
        None returns the value of each label. All labels have the same number of
        cells, so the average over labels is also that over cells and over rows.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; lower is better.

    Raises
    ------
    ValueError
        If a value of ``y_proba`` is outside [0, 1].

    References
    ----------
    .. [1] Brier, G. W. (1950). Verification of forecasts expressed in terms of
       probability. Monthly Weather Review, 78(1), 1-3.

    Examples
    --------
    >>> from mlclf.metrics import brier_score
    >>> brier_score([[1, 0], [0, 1]], [[0.5, 0.0], [0.5, 1.0]])  # of .25, 0, .25, 0
    0.125
    """
    ranking = Ranking(y_true, y_proba, sample_weight)
    return brier_score_of(ranking, average)


def _expected_calibration_error(
    ranking: Ranking, n_bins: int = 15, average: str | None = "micro"
) -> Any:
    if n_bins < 1:
        raise ValueError(f"n_bins must be at least 1, got {n_bins}.")
    if average not in ("micro", "macro", None):
        raise ValueError(
            f"average must be one of ('micro', 'macro', None), got {average!r}."
        )
    ranking.check_probabilities()
    gaps = _bin_gaps(ranking, n_bins) / ranking.weight.sum()
    if average == "micro":
        return float(np.abs(gaps.sum(axis=0)).sum() / ranking.n_labels)
    errors = np.abs(gaps).sum(axis=1)
    return errors if average is None else float(errors.mean())


@DECLARED.metric(_expected_calibration_error, loss=True, probabilities=True)
def expected_calibration_error(
    y_true: Any,
    y_proba: Any,
    *,
    n_bins: int = 15,
    average: str | None = "micro",
    sample_weight: Any = None,
) -> Any:
    """Mean distance between probability and frequency, over bins of equal width.

    Each bin counts by the weight of its cells; an empty bin counts nothing.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_proba : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Probabilities; where sparse, cells not stored have probability 0.

    n_bins : int, default=15
        Number of bins between 0 and 1; a probability on an edge is in the upper bin.

    average : {"micro", "macro", None}, default="micro"
        "micro" bins all cells together, "macro" averages the labels' errors, None
        returns them.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    error : float, or ndarray of shape (n_labels,) where ``average`` is None
        In [0, 1]; lower is better.

    Raises
    ------
    ValueError
        If a value of ``y_proba`` is outside [0, 1].

    References
    ----------
    .. [1] Naeini, M. P., Cooper, G., & Hauskrecht, M. (2015). Obtaining well calibrated
       probabilities using Bayesian binning. AAAI, 2901-2907.

    Examples
    --------
    >>> from mlclf.metrics import expected_calibration_error
    >>> expected_calibration_error([[1, 0], [0, 1]], [[0.75, 0.25], [0.25, 0.75]])
    0.25
    """
    ranking = Ranking(y_true, y_proba, sample_weight)
    return _expected_calibration_error(ranking, n_bins, average)


def _averaged(values: Floats, average: str | None) -> Any:
    if average not in ("macro", None):
        raise ValueError(f"average must be one of ('macro', None), got {average!r}.")
    return values if average is None else float(values.mean())


def _label_means(ranking: Ranking, loss: Callable[[Any, Any], Floats]) -> Floats:
    """Average over each label's cells a loss that is nothing for a sure, right 0."""
    total = np.zeros(ranking.n_labels)
    for row, label, is_true, p in _cells(ranking):
        if p.ndim == 2:
            total += ranking.weight[row.ravel()] @ loss(is_true, p)
        else:
            np.add.at(total, label, ranking.weight[row] * loss(is_true, p))
    return np.asarray(total / ranking.weight.sum())


def _bin_gaps(ranking: Ranking, n_bins: int) -> Floats:
    """Sum truth minus probability over the cells of each label and bin."""
    gaps = np.zeros(ranking.n_labels * n_bins)
    for row, label, is_true, p in _cells(ranking):
        bin_ = label * n_bins + np.minimum((p * n_bins).astype(np.intp), n_bins - 1)
        gap = ranking.weight[row] * (is_true - p)
        gaps += np.bincount(bin_.ravel(), weights=gap.ravel(), minlength=len(gaps))
    return gaps.reshape(ranking.n_labels, n_bins)


def _cells(ranking: Ranking) -> Any:
    """Yield row, label, truth and probability of all cells that are not (0, 0).

    Dense scores come in blocks: rows of shape (b, 1), labels (n_labels,), and truths
    and probabilities (b, n_labels). Sparse ones come as vectors.
    """
    n, n_labels = ranking.score.shape
    if sp.issparse(ranking.score):
        row, label = ranking.stored.nonzero()
        yield row, label, ranking.is_true(row, label), ranking.score.data
        missed = ranking.true - ranking.true.multiply(ranking.stored)
        row, label = missed.nonzero()
        yield row, label, np.ones(len(row)), np.zeros(len(row))
        return
    step = max(1, _BLOCK // n_labels)
    for start in range(0, n, step):
        rows = np.arange(start, min(start + step, n))[:, None]
        truth = ranking.true[start : start + step].toarray().astype(float)
        yield rows, np.arange(n_labels), truth, ranking.score[start : start + step]
