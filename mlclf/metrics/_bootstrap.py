"""Confidence intervals from rows drawn anew."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mlclf.metrics._checks import Floats
from mlclf.metrics._metric import Metric


def bootstrap_intervals(
    metrics: Sequence[Metric],
    given: Mapping[str, Any],
    n_bootstrap: int,
    confidence_level: float,
    random_state: Any,
) -> dict[str, tuple[float, float]]:
    """Estimate a percentile interval of each metric.

    A row drawn r times is a row of r times its weight, so nothing is counted or sorted
    again.

    Parameters
    ----------
    metrics : sequence of Metric
        What to estimate.

    given : mapping of str to Confusion or Ranking
        By the input of the metrics.

    n_bootstrap : int
        Number of draws.

    confidence_level : float
        Between 0 and 1.

    random_state : int, Generator or None
        Draws the rows.

    Returns
    -------
    intervals : dict of str to (float, float)
        Lower and upper bound; NaN where the metric was never defined.
    """
    if n_bootstrap < 1:
        raise ValueError(f"n_bootstrap must be at least 0, got {n_bootstrap}.")
    if not 0 < confidence_level < 1:
        raise ValueError(
            f"confidence_level must be between 0 and 1, got {confidence_level!r}."
        )
    rng = np.random.default_rng(random_state)
    weight = next(iter(given.values())).weight
    values = np.empty((n_bootstrap, len(metrics)))
    for b in range(n_bootstrap):
        drawn = _draw(rng, weight)
        again = {kind: data.reweighted(drawn) for kind, data in given.items()}
        values[b] = [metric.compute(again[metric.input]) for metric in metrics]
    tail = (1 - confidence_level) / 2
    return {
        metric.name: _percentiles(column, tail)
        for metric, column in zip(metrics, values.T)
    }


def _draw(rng: np.random.Generator, weight: Floats) -> Floats:
    """Weight each row by how often it is drawn; never all by nothing."""
    n = len(weight)
    while True:
        drawn = weight * rng.multinomial(n, np.full(n, 1 / n))
        if drawn.sum() > 0:
            return np.asarray(drawn)


def _percentiles(values: Floats, tail: float) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
