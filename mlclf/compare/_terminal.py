"""The comparison in the terminal: a live table, a progress bar, the final tables."""

import sys
from types import TracebackType
from typing import Any, Self

from mlclf.compare._cell import FAILED, OK, CellResult
from mlclf.compare._results import Results
from mlclf.compare._tables import Row, format_seconds, rows_of, short_name

__all__ = ["LiveComparison", "print_tables"]

# Metrics for a narrow terminal, the first ones kept longest.
_NARROW_ORDER = (
    "hamming_loss",
    "f1_micro",
    "f1_macro",
    "subset_accuracy",
    "label_ranking_average_precision",
    "f1_samples",
)
_COLUMN_WIDTH, _FIXED_WIDTH = 9, 14


def import_rich() -> Any:
    """Import rich, or say how to get it."""
    try:
        import rich
    except ImportError:
        raise ImportError(
            "the mlclf command needs rich: pip install 'mlclf-toolkit[cli]'"
        ) from None
    return rich


class LiveComparison:
    """Shows a comparison while it runs; a context manager.

    In a terminal: the table of the data set at work, filled as the cells come, above
    a progress bar. Elsewhere: one line per cell.
    """

    def __init__(self) -> None:
        import_rich()
        from rich.console import Console
        from rich.live import Live
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        self._console = Console()
        self._results: Results | None = None
        self._found: dict[str, CellResult] = {}
        # Its clock goes on between two results: a long fit does not look like a halt.
        self._bar = Progress(
            BarColumn(), MofNCompleteColumn(), TextColumn("fits,"), TimeElapsedColumn()
        )
        self._task = self._bar.add_task("fits")
        self._live = Live(console=self._console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live.is_started:
            self._live.stop()

    def on_start(self, results: Results) -> None:
        """Take up what is there already."""
        self._results = results
        self._found = {cell.cell: cell for cell in results.cells}
        if results.cells:
            self._console.print(
                f"{len(results.cells)} of {results.n_planned} fits were there already."
            )
        if self._live.is_started and results.datasets:
            self._live.update(self.picture(results.datasets[0], len(results.cells)))

    def on_result(self, result: CellResult, n_done: int, n_cells: int) -> None:
        """Show one more cell."""
        self._found[result.cell] = result
        if self._live.is_started:
            self._live.update(self.picture(result.dataset, n_done))
        else:
            self._print_line(result, n_done, n_cells)

    def picture(self, dataset: str, n_done: int) -> Any:
        """Return the table of one data set above a progress bar."""
        from rich.console import Group

        assert self._results is not None  # noqa: S101
        planned = self._results.n_planned
        now = Results(
            self._results.plan,
            tuple(self._found.values()),
            self._results.sessions,
            planned,
        )
        self._bar.update(self._task, total=planned, completed=n_done)
        return Group(rich_table(now, dataset, self._console.width), self._bar)

    def _print_line(self, result: CellResult, n_done: int, n_cells: int) -> None:
        what = result.reason if result.status != OK else ""
        cost = "" if result.fit_seconds is None else format_seconds(result.fit_seconds)
        fold = f" {result.repeat}.{result.fold}"
        words = [f"[{n_done}/{n_cells}]", result.dataset + fold, result.method]
        words += [result.status, cost, what or ""]
        self._console.print(" ".join(w for w in words if w), markup=False)
        sys.stdout.flush()


def print_tables(results: Results) -> None:
    """Print the table of every data set.

    Parameters
    ----------
    results : Results
        Finished or not.
    """
    import_rich()
    from rich.console import Console

    console = Console()
    for dataset in results.datasets:
        console.print(rich_table(results, dataset, console.width))
        for row in rows_of(results, dataset, results.metrics):
            if row.reason:
                console.print(f"  {row.method}: {row.reason}", markup=False)


def rich_table(results: Results, dataset: str, width: int) -> Any:
    """Return the table of one data set, as many metrics wide as fit."""
    from rich.table import Table
    from rich.text import Text

    metrics, several = _that_fit(results, width), _has_spread(results)
    size = results.plan["datasets"][dataset]
    title = f"{dataset}: {size['rows']} rows, {size['labels']} labels"
    table = Table(title=title, caption=_caption(results, metrics))
    table.add_column("method", no_wrap=True)
    for metric in metrics:
        arrow = "" if results.greater_is_better(metric) else " ↓"
        head, wide = short_name(metric) + arrow, _COLUMN_WIDTH + (8 if several else 0)
        table.add_column(head, justify="right", max_width=wide)
    table.add_column("fit", justify="right", no_wrap=True)
    for row in rows_of(results, dataset, metrics):
        style = "red" if row.status == FAILED else "" if row.status == OK else "dim"
        table.add_row(
            Text(row.method, style), *_score_texts(row), Text(row.fit_time, "dim")
        )
    return table


def _score_texts(row: Row) -> list[Any]:
    from rich.text import Text

    if row.status != OK and all(score == "–" for score in row.scores):
        said = {"waiting": "…"}.get(row.status, row.status)
        return [Text(said if j == 0 else "–", "dim") for j in range(len(row.scores))]
    return [
        Text(score, "bold green" if best else "")
        for score, best in zip(row.scores, row.is_best)
    ]


def _that_fit(results: Results, width: int) -> list[str]:
    """Return the metrics for which there is room, in their order."""
    names = max((len(m) for m in results.methods), default=0)
    column = _COLUMN_WIDTH + 3 + (8 if _has_spread(results) else 0)
    room = max((width - names - _FIXED_WIDTH) // column, 1)
    if room >= len(results.metrics):
        return results.metrics
    wanted = [m for m in _NARROW_ORDER if m in results.metrics]
    wanted += [m for m in results.metrics if m not in wanted]
    return [m for m in results.metrics if m in wanted[:room]]


def _has_spread(results: Results) -> bool:
    """Tell whether the scores are means with standard deviations."""
    return results.n_planned > len(results.methods) * len(results.datasets)


def _caption(results: Results, metrics: list[str]) -> str:
    hidden = len(results.metrics) - len(metrics)
    word = "metrics" if hidden > 1 else "metric"
    more = f"; {hidden} more {word} in the report" if hidden else ""
    return f"{results.split}{more}"
