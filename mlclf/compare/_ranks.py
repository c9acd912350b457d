"""Comparing many methods at once: ranks, Friedman's test, Nemenyi's distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["Friedman", "average_ranks", "cliques", "critical_distance", "friedman"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Friedman:
    """Outcome of Friedman's test.

    Parameters
    ----------
    statistic, p_value : float
        Chi-squared statistic, corrected for ties, and its p-value.

    f_statistic, f_p_value : float
        The less conservative F statistic of Iman and Davenport, and its p-value.

    average_ranks : ndarray of shape (n_methods,)
        1 is best.

    n_blocks : int
        Number of data sets, or of folds.
    """

    statistic: float
    p_value: float
    f_statistic: float
    f_p_value: float
    average_ranks: Floats
    n_blocks: int


def average_ranks(scores: Any, *, greater_is_better: bool = True) -> Floats:
    """Return the average rank of each method; ties share theirs.

    Parameters
    ----------
    scores : array-like of shape (n_blocks, n_methods)
        One row per data set.

    greater_is_better : bool, default=True
        Direction of the scores.

    Returns
    -------
    ranks : ndarray of shape (n_methods,)
        1 is best.

    Examples
    --------
    >>> from mlclf.compare import average_ranks
    >>> average_ranks([[0.9, 0.8, 0.7], [0.6, 0.8, 0.6]])
    array([1.75, 1.5 , 2.75])
    """
    scores = check_scores(scores)
    signed = -scores if greater_is_better else scores
    ranks: Floats = stats.rankdata(signed, axis=1).mean(axis=0)
    return ranks


def friedman(scores: Any, *, greater_is_better: bool = True) -> Friedman:
    r"""Test whether all methods are equally good (Friedman [1]_).

    Parameters
    ----------
    scores : array-like of shape (n_blocks, n_methods)
        One row per data set; at least 2 rows and 3 methods.

    greater_is_better : bool, default=True
        Direction of the scores.

    Returns
    -------
    outcome : Friedman
        With both statistics and the average ranks.

    Raises
    ------
    ValueError
        If there are too few blocks or methods, or scores are missing.

    Notes
    -----
    With N blocks and k methods, Iman and Davenport's statistic is
    :math:`F = (N - 1) \chi^2 / (N (k - 1) - \chi^2)`, with :math:`k - 1` and
    :math:`(k - 1)(N - 1)` degrees of freedom.

    References
    ----------
    .. [1] Demšar, J. (2006). Statistical comparisons of classifiers over multiple
       data sets. Journal of Machine Learning Research, 7, 1-30.

    Examples
    --------
    >>> from mlclf.compare import friedman
    >>> outcome = friedman([[0.9, 0.8, 0.7], [0.8, 0.7, 0.6], [0.9, 0.5, 0.4]])
    >>> round(outcome.statistic, 6), round(outcome.p_value, 4)
    (6.0, 0.0498)
    """
    scores = check_scores(scores)
    n, k = scores.shape
    if n < 2 or k < 3:
        raise ValueError(
            "scores must have at least 2 rows and 3 columns, got the shape "
            f"{scores.shape}."
        )
    ranks = average_ranks(scores, greater_is_better=greater_is_better)
    if (scores == scores[:, :1]).all():
        return Friedman(0.0, 1.0, 0.0, 1.0, ranks, n)
    statistic, p_value = stats.friedmanchisquare(*scores.T)
    gap = n * (k - 1) - statistic
    # gap is 0 where every block orders the methods alike: F is infinite then.
    f = (n - 1) * statistic / gap if gap > 1e-9 else float("inf")
    f_p_value = float(stats.f.sf(f, k - 1, (k - 1) * (n - 1)))
    return Friedman(float(statistic), float(p_value), float(f), f_p_value, ranks, n)


def critical_distance(n_methods: int, n_blocks: int, alpha: float = 0.05) -> float:
    """Return by how much average ranks must differ to be told apart (Nemenyi).

    Parameters
    ----------
    n_methods, n_blocks : int
        How many methods were ranked, on how many data sets.

    alpha : float, default=0.05
        Level of the test over all pairs.

    Returns
    -------
    distance : float
        Difference of average ranks.

    Examples
    --------
    >>> from mlclf.compare import critical_distance
    >>> round(critical_distance(4, 14), 2)
    1.25
    """
    q = stats.studentized_range.isf(alpha, n_methods, np.inf) / np.sqrt(2)
    return float(q * np.sqrt(n_methods * (n_methods + 1) / (6 * n_blocks)))


def cliques(
    ranks: Any, distance: float | None = None, different: Any = None
) -> list[tuple[int, ...]]:
    """Return the largest groups of methods that cannot be told apart.

    Parameters
    ----------
    ranks : array-like of shape (n_methods,)
        Average ranks.

    distance : float, default=None
        Critical distance; ranks that differ by less are not told apart.

    different : array-like of shape (n_methods, n_methods) of bool, default=None
        Which pairs are told apart, instead of ``distance``.

    Returns
    -------
    groups : list of tuple of int
        Methods that follow one another in rank, best first; groups of one, and groups
        inside another, are left out.

    Examples
    --------
    >>> from mlclf.compare import cliques
    >>> cliques([1.0, 3.5, 1.8, 2.9], distance=1.2)
    [(0, 2), (2, 3), (3, 1)]
    """
    ranks = np.asarray(ranks, dtype=float)
    order = [int(j) for j in np.argsort(ranks, kind="stable")]
    if different is None:
        different = np.abs(ranks[:, None] - ranks) >= distance
    groups: list[tuple[int, ...]] = []
    end = 0
    for start in range(len(order)):
        stop = start + 1
        while stop < len(order) and _all_alike(order[start : stop + 1], different):
            stop += 1
        if stop - start > 1 and stop > end:
            groups.append(tuple(order[start:stop]))
        end = max(end, stop)
    return groups


def check_scores(scores: Any) -> Floats:
    """Return a matrix of scores, or say what is wrong with it."""
    scores = np.asarray(scores, dtype=float)
    if scores.ndim != 2:
        raise ValueError(f"scores must have 2 dimensions, got {scores.ndim}.")
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite, got missing or infinite ones.")
    matrix: Floats = scores
    return matrix


def _all_alike(group: Sequence[int], different: Any) -> bool:
    return not any(different[i][j] for i in group for j in group)
