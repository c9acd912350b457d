"""Comparing methods two by two: the tests, and how often each wins."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mlclf.compare._ranks import check_scores

__all__ = [
    "SignedRankPosterior",
    "bayesian_signed_rank",
    "corrected_t_test",
    "holm",
    "wilcoxon_holm",
    "win_tie_loss",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SignedRankPosterior:
    """Posterior of the Bayesian signed-rank test.

    Parameters
    ----------
    worse, equivalent, better : float
        Probabilities, which add up to 1, that the first method is worse than the
        second, practically equivalent, or better.
    """

    worse: float
    equivalent: float
    better: float


def holm(p_values: Any) -> Floats:
    """Adjust p-values for their number by Holm's step-down method.

    Parameters
    ----------
    p_values : array-like of shape (n_tests,)
        One per hypothesis.

    Returns
    -------
    adjusted : ndarray of shape (n_tests,)
        Compare them with the level as they are.

    Examples
    --------
    >>> from mlclf.compare import holm
    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def wilcoxon_holm(scores: Any) -> Floats:
    """Test every pair of methods by Wilcoxon's signed ranks, adjusted by Holm.

    Recommended over Nemenyi's test: whether two methods differ does not depend on
    which others are in the comparison [1]_. The ranks of blocks without a difference
    are shared between both sides [2]_.

    Parameters
    ----------
    scores : array-like of shape (n_blocks, n_methods)
        One row per data set.

    Returns
    -------
    p_values : ndarray of shape (n_methods, n_methods)
        Adjusted, symmetric, 1 on the diagonal.

    References
    ----------
    .. [1] Benavoli, A., Corani, G., & Mangili, F. (2016). Should we really use
       post-hoc tests based on mean-ranks? Journal of Machine Learning Research,
       17(5), 1-10.
    .. [2] Demšar, J. (2006). Statistical comparisons of classifiers over multiple
       data sets. Journal of Machine Learning Research, 7, 1-30.

    Examples
    --------
    >>> from mlclf.compare import wilcoxon_holm
    >>> scores = [[0.1 * i + 0.01 * i * i, 0.1 * i] for i in range(1, 9)]
    >>> float(wilcoxon_holm(scores)[0, 1])
    0.0078125
    """
    scores = check_scores(scores)
    k = scores.shape[1]
    pairs = [(a, b) for a in range(k) for b in range(a + 1, k)]
    adjusted = holm([_wilcoxon(scores[:, a] - scores[:, b]) for a, b in pairs])
    p_values = np.ones((k, k))
    for (a, b), p in zip(pairs, adjusted):
        p_values[a, b] = p_values[b, a] = p
    return p_values


def corrected_t_test(
    differences: Any, n_train: int, n_test: int
) -> tuple[float, float]:
    r"""Test whether two methods differ, over the folds of one data set.

    The training sets of folds and of repeats overlap, so their scores vary less than
    those of independent samples would, and the usual t-test finds differences where
    there are none. Nadeau and Bengio's correction [1]_ makes up for that.

    Parameters
    ----------
    differences : array-like of shape (n_folds,)
        Score of one method minus that of the other, fold by fold.

    n_train, n_test : int
        Numbers of rows of one fold.

    Returns
    -------
    t, p_value : float
        Two-sided. Where all differences are the same, t is infinite (0 where they are
        all 0).

    Notes
    -----
    :math:`t = \bar d / \sqrt{(1/n + n_{test}/n_{train}) s^2}` with n - 1 degrees of
    freedom, where :math:`s^2` is the variance of the n differences.

    References
    ----------
    .. [1] Nadeau, C., & Bengio, Y. (2003). Inference for the generalization error.
       Machine Learning, 52, 239-281.

    Examples
    --------
    >>> from mlclf.compare import corrected_t_test
    >>> t, p = corrected_t_test([0.02, 0.04, 0.03, 0.03], n_train=75, n_test=25)
    >>> round(t, 3), round(p, 3)
    (4.811, 0.017)
    """
    d = np.asarray(differences, dtype=float)
    if d.ndim != 1 or len(d) < 2:
        raise ValueError(
            f"differences must have at least 2 folds, got the shape {d.shape}."
        )
    mean, variance = d.mean(), d.var(ddof=1)
    if variance <= (1e-12 * max(1.0, abs(mean))) ** 2:
        return (
            (0.0, 1.0) if abs(mean) < 1e-12 else (float(np.copysign(np.inf, mean)), 0.0)
        )
    t = mean / np.sqrt((1 / len(d) + n_test / n_train) * variance)
    return float(t), float(2 * stats.t.sf(abs(t), len(d) - 1))


def bayesian_signed_rank(
    differences: Any,
    rope: float = 0.01,
    *,
    prior_strength: float = 0.5,
    n_draws: int = 50_000,
    random_state: int = 0,
) -> SignedRankPosterior:
    r"""Return how probable it is that one method is better than the other.

    Unlike a p-value this can also say that two methods are equivalent: closer than
    ``rope``, the region of practical equivalence [1]_.

    Parameters
    ----------
    differences : array-like of shape (n_blocks,)
        Score of the first method minus that of the second, data set by data set.

    rope : float, default=0.01
        Differences within plus or minus ``rope`` do not matter.

    prior_strength : float, default=0.5
        Weight of one made-up data set without a difference.

    n_draws : int, default=50000
        Draws from the posterior.

    random_state : int, default=0
        Seed of the draws.

    Returns
    -------
    posterior : SignedRankPosterior
        Three probabilities.

    Notes
    -----
    The data sets have weights :math:`w \sim Dirichlet(s, 1, \dots, 1)`, the first one
    being the prior's, at 0. A draw is "better" where the weight
    :math:`\sum_{ij} w_i w_j [z_i + z_j > 2 r]` is larger than that of sums within
    :math:`\pm 2 r`, and of those below.

    References
    ----------
    .. [1] Benavoli, A., Corani, G., Demšar, J., & Zaffalon, M. (2017). Time for a
       change: a tutorial for comparing multiple classifiers through Bayesian
       analysis. Journal of Machine Learning Research, 18(77), 1-36.

    Examples
    --------
    >>> from mlclf.compare import bayesian_signed_rank
    >>> posterior = bayesian_signed_rank([0.05, 0.03, 0.04, 0.06, 0.02, 0.05])
    >>> posterior.better > 0.99
    True
    """
    z = np.concatenate([[0.0], np.asarray(differences, dtype=float)])
    sums = z[:, None] + z
    # A hair's breadth, or 0.3 - 0.29 would lie outside of a region of 0.01.
    edge = 2 * rope + 1e-12
    regions = np.stack([sums < -edge, np.abs(sums) <= edge, sums > edge]).astype(float)
    rng = np.random.default_rng(random_state)
    wins = np.zeros(3)
    for start in range(0, n_draws, 5000):
        n = min(5000, n_draws - start)
        w = rng.dirichlet([prior_strength, *np.ones(len(z) - 1)], size=n)
        mass = np.stack([((w @ region) * w).sum(axis=1) for region in regions])
        largest = mass >= mass.max(axis=0) - 1e-12
        wins += (largest / largest.sum(axis=0)).sum(axis=1)
    worse, equivalent, better = (wins / n_draws).tolist()
    return SignedRankPosterior(worse, equivalent, better)


def win_tie_loss(
    scores: Any, *, greater_is_better: bool = True, tolerance: float = 0.0
) -> NDArray[np.int64]:
    """Count, for each pair of methods, on how many blocks the first one wins.

    Parameters
    ----------
    scores : array-like of shape (n_blocks, n_methods)
        One row per data set.

    greater_is_better : bool, default=True
        Direction of the scores.

    tolerance : float, default=0.0
        Differences up to this are ties.

    Returns
    -------
    counts : ndarray of shape (3, n_methods, n_methods)
        Wins, ties and losses of the row's method against the column's.

    Examples
    --------
    >>> from mlclf.compare import win_tie_loss
    >>> wins, ties, losses = win_tie_loss([[0.9, 0.8], [0.7, 0.7], [0.6, 0.8]])
    >>> int(wins[0, 1]), int(ties[0, 1]), int(losses[0, 1])
    (1, 1, 1)
    """
    scores = check_scores(scores)
    gaps = (scores[:, :, None] - scores[:, None, :]) * (1 if greater_is_better else -1)
    wins = (gaps > tolerance).sum(axis=0)
    losses = (gaps < -tolerance).sum(axis=0)
    return np.stack([wins, len(scores) - wins - losses, losses])


def _wilcoxon(differences: Floats) -> float:
    """Return the two-sided p-value; 1 where nothing differs."""
    if not np.any(differences):
        return 1.0
    # Blocks without a difference speak for neither side, and so for equality: leaving
    # them out would find more differences.
    return float(stats.wilcoxon(differences, zero_method="zsplit").pvalue)
