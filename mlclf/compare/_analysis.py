"""Statistics of a comparison: which differences are more than luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlclf.compare._pairwise import (
    SignedRankPosterior,
    bayesian_signed_rank,
    corrected_t_test,
    holm,
    wilcoxon_holm,
    win_tie_loss,
)
from mlclf.compare._ranks import (
    Friedman,
    average_ranks,
    cliques,
    critical_distance,
    friedman,
)
from mlclf.compare._results import Results

__all__ = ["Analysis", "TTest", "analyze"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TTest:
    """The best method of one data set against another one, over its folds.

    Parameters
    ----------
    dataset, method : str
        Where, and against whom.

    difference : float
        Mean score of the best method minus that of this one.

    t, p_value : float
        Corrected resampled t-test; the p-values of one data set are adjusted by Holm.
    """

    dataset: str
    method: str
    difference: float
    t: float
    p_value: float


@dataclass(frozen=True)
class Analysis:
    """Statistics of one metric.

    Parameters
    ----------
    metric : str
        Name.

    blocks : tuple of str
        The rows of the tests: data sets, or the runs of a single one.

    methods : tuple of str
        Those with a score on every block, in the order of the plan.

    left_out : tuple of str
        Those without.

    scores : ndarray of shape (n_blocks, n_methods)
        What is tested.

    greater_is_better : bool
        Direction.

    average_ranks : ndarray of shape (n_methods,)
        1 is best.

    friedman : Friedman or None
        None with fewer than 3 methods.

    critical_distance : float
        Nemenyi's, of average ranks.

    groups : list of tuple of int
        Methods that Nemenyi's test cannot tell apart.

    wilcoxon : ndarray of shape (n_methods, n_methods)
        p-values, adjusted by Holm.

    win_tie_loss : ndarray of shape (3, n_methods, n_methods)
        Counts over the blocks.

    reference : str
        The method with the best average rank.

    posteriors : dict of str to SignedRankPosterior
        The reference against each other method.

    t_tests : tuple of TTest
        The best of each data set against the others.

    alpha, rope : float
        Level of the tests; region of practical equivalence.
    """

    metric: str
    blocks: tuple[str, ...]
    methods: tuple[str, ...]
    left_out: tuple[str, ...]
    scores: Floats
    greater_is_better: bool
    average_ranks: Floats
    friedman: Friedman | None
    critical_distance: float
    groups: list[tuple[int, ...]]
    wilcoxon: Floats
    win_tie_loss: NDArray[np.int64]
    reference: str
    posteriors: dict[str, SignedRankPosterior]
    t_tests: tuple[TTest, ...]
    alpha: float
    rope: float

    @property
    def over_datasets(self) -> bool:
        """Whether the blocks are data sets, as the tests suppose."""
        return not self.blocks[0].startswith("run ")


def analyze(
    results: Results, metric: str, *, alpha: float = 0.05, rope: float = 0.01
) -> Analysis:
    """Test what a comparison found.

    With several data sets they are the blocks of the tests; with one, its folds and
    repeats are. Those are not independent, so that the tests find too much: only the
    corrected t-test allows for it.

    Parameters
    ----------
    results : Results
        A finished comparison.

    metric : str
        One of its metrics.

    alpha : float, default=0.05
        Level of the tests.

    rope : float, default=0.01
        Differences up to this do not matter in practice.

    Returns
    -------
    analysis : Analysis
        Every test.

    Raises
    ------
    ValueError
        If fewer than 2 methods have scores on at least 2 blocks.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from mlclf.compare import Plan, analyze, run
    >>> X, y = make_multilabel_classification(n_samples=60, random_state=0)
    >>> plan = Plan([("toy", X, y)], ["Baseline", "MLkNN"], ["f1_micro"], split="kfold")
    >>> analyze(run(plan), "f1_micro").reference
    'MLkNN'
    """
    greater = results.greater_is_better(metric)
    blocks, matrix = _blocks(results, metric)
    complete = np.flatnonzero(np.isfinite(matrix).all(axis=0))
    methods = [results.methods[j] for j in complete]
    scores = matrix[:, complete]
    if len(blocks) < 2 or len(methods) < 2:
        raise ValueError(
            "the tests need at least 2 methods with scores on at least 2 data sets or "
            f"folds, got {len(methods)} and {len(blocks)}."
        )
    ranks = average_ranks(scores, greater_is_better=greater)
    distance = critical_distance(len(methods), len(blocks), alpha)
    best = int(np.argmin(ranks))
    return Analysis(
        metric=metric,
        blocks=tuple(blocks),
        methods=tuple(methods),
        left_out=tuple(m for m in results.methods if m not in methods),
        scores=scores,
        greater_is_better=greater,
        average_ranks=ranks,
        friedman=friedman(scores, greater_is_better=greater)
        if len(methods) > 2
        else None,
        critical_distance=distance,
        groups=cliques(ranks, distance),
        wilcoxon=wilcoxon_holm(scores),
        win_tie_loss=win_tie_loss(scores, greater_is_better=greater),
        reference=methods[best],
        posteriors=_posteriors(scores, methods, best, greater, rope),
        t_tests=tuple(_t_tests(results, metric, methods)),
        alpha=alpha,
        rope=rope,
    )


def _blocks(results: Results, metric: str) -> tuple[list[str], Floats]:
    """Return the names of the blocks, and scores of shape (n_blocks, n_methods)."""
    runs = {dataset: _runs(results, dataset, metric) for dataset in results.datasets}
    if len(runs) > 1:
        return list(runs), np.array([matrix.mean(axis=0) for matrix in runs.values()])
    (matrix,) = runs.values()
    return [f"run {i + 1}" for i in range(len(matrix))], matrix


def _runs(results: Results, dataset: str, metric: str) -> Floats:
    """Return scores of shape (n_runs, n_methods); of no run, one row of NaN."""
    columns = [results.values(dataset, m, metric) for m in results.methods]
    n_runs = max(1, *(len(column) for column in columns))
    matrix = np.full((n_runs, len(columns)), np.nan)
    for j, column in enumerate(columns):
        # Cells that are missing could be any: such a method is left out as a whole.
        if len(column) == n_runs:
            matrix[:, j] = column
    return matrix


def _posteriors(
    scores: Floats, methods: list[str], best: int, greater: bool, rope: float
) -> dict[str, SignedRankPosterior]:
    sign = 1 if greater else -1
    return {
        method: bayesian_signed_rank(sign * (scores[:, best] - scores[:, j]), rope)
        for j, method in enumerate(methods)
        if j != best
    }


def _t_tests(results: Results, metric: str, methods: list[str]) -> list[TTest]:
    sign = 1 if results.greater_is_better(metric) else -1
    found = []
    for dataset, about in results.plan["datasets"].items():
        best = results.best(dataset, metric)
        if best not in methods or about["split"] == "official split":
            continue
        values = {m: results.values(dataset, m, metric) for m in methods}
        others = [m for m in methods if m != best]
        if len(values[best]) < 2:
            continue
        cells = results.of(dataset, best)
        n_train = sum(c.n_train for c in cells) // len(cells)
        n_test = sum(c.n_test for c in cells) // len(cells)
        gaps = [sign * (values[best] - values[m]) for m in others]
        tests = [corrected_t_test(gap, n_train, n_test) for gap in gaps]
        adjusted = holm([p for _, p in tests])
        found += [
            TTest(dataset, m, float(gap.mean()), t, float(p))
            for m, gap, (t, _), p in zip(others, gaps, tests, adjusted)
        ]
    return found
