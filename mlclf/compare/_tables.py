"""Tables of a comparison: one row per method, the figures as text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlclf.compare._cell import FAILED, OK
from mlclf.compare._results import Results

__all__ = ["Row", "format_seconds", "rows_of", "short_name"]

SHORT_NAMES = {
    "label_ranking_average_precision": "LRAP",
    "label_ranking_loss": "ranking loss",
    "zero_one_loss": "0/1 loss",
}


@dataclass(frozen=True)
class Row:
    """One method on one data set, ready to be printed.

    Parameters
    ----------
    method : str
        Name.

    scores : tuple of str
        Means, with standard deviations where there are several folds.

    is_best : tuple of bool
        Where the mean is the best of its column.

    fit_time, predict_time, memory : str
        Means.

    reason : str
        Why there are no scores, or how many of the folds are missing.

    status : str
        "ok", "failed", "impossible", or "waiting".
    """

    method: str
    scores: tuple[str, ...]
    is_best: tuple[bool, ...]
    fit_time: str
    predict_time: str
    memory: str
    reason: str
    status: str


def short_name(metric: str) -> str:
    """Return a metric's name as a column head."""
    return SHORT_NAMES.get(metric, metric.replace("_", " "))


def rows_of(results: Results, dataset: str, metrics: Sequence[str]) -> list[Row]:
    """Return the table of one data set.

    Parameters
    ----------
    results : Results
        Finished or not.

    dataset : str
        Name.

    metrics : sequence of str
        Columns.

    Returns
    -------
    rows : list of Row
        In the order of the plan.
    """
    best = {metric: _best_text(results, dataset, metric) for metric in metrics}
    return [_row(results, dataset, m, metrics, best) for m in results.methods]


def format_seconds(seconds: float) -> str:
    """Return a time with three digits that matter."""
    if np.isnan(seconds):
        return "–"
    if seconds < 0.995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.2f} s"
    return f"{seconds:.1f} s" if seconds < 99.5 else f"{seconds:.0f} s"


def _best_text(results: Results, dataset: str, metric: str) -> str | None:
    method = results.best(dataset, metric)
    return None if method is None else _digits(results.mean(dataset, method, metric))


def _row(
    results: Results,
    dataset: str,
    method: str,
    metrics: Sequence[str],
    best: dict[str, str | None],
) -> Row:
    cells = results.of(dataset, method)
    bad = [cell for cell in cells if cell.status != OK]
    means = [results.mean(dataset, method, metric) for metric in metrics]
    scores = tuple(_score(results, dataset, method, metric) for metric in metrics)
    is_best = tuple(
        _digits(mean) == best[metric] for metric, mean in zip(metrics, means)
    )
    memory = results.mean(dataset, method, "peak_memory_mib")
    status = bad[0].status if bad else (OK if cells else "waiting")
    reason = (bad[0].reason or "") if bad else ""
    if bad and len(bad) < len(cells):
        reason = f"{len(bad)} of {len(cells)} folds: {reason}"
    if not bad:
        unscored = {m: why for cell in cells for m, why in cell.unscored.items()}
        reason = "; ".join(f"{short_name(m)}: {why}" for m, why in unscored.items())
    return Row(
        method,
        scores,
        is_best,
        format_seconds(results.mean(dataset, method, "fit_seconds")),
        format_seconds(results.mean(dataset, method, "predict_seconds")),
        "–" if np.isnan(memory) else f"{memory:.0f} MiB",
        f"error: {reason}" if status == FAILED else reason,
        status,
    )


def _score(results: Results, dataset: str, method: str, metric: str) -> str:
    values = results.values(dataset, method, metric)
    if not values.size or np.isnan(values).any():
        return "–"
    text = _digits(float(values.mean()))
    return f"{text} ± {values.std(ddof=1):.3f}" if len(values) > 1 else text


def _digits(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 10 else f"{value:.3f}"
