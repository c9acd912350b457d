"""Running a comparison: cell by cell, in parallel, resumed where it stopped."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from joblib.externals.loky.process_executor import TerminatedWorkerError

from mlclf._sklearn import Parallel, delayed
from mlclf.compare._cell import FAILED, IMPOSSIBLE, OK, CellResult, run_cell
from mlclf.compare._machine import machine, versions
from mlclf.compare._plan import Cell, Plan
from mlclf.compare._results import Journal, Results

__all__ = ["run"]

Watcher = Callable[[CellResult, int, int], None]


def run(
    plan: Plan,
    out: str | Path | None = None,
    *,
    n_jobs: int | None = None,
    on_result: Watcher | None = None,
    on_start: Callable[[Results], None] | None = None,
    retry_failed: bool = False,
    restart: bool = False,
) -> Results:
    """Run a comparison, or what is left of it.

    Parameters
    ----------
    plan : Plan
        What to compare.

    out : str, Path or None, default=None
        Folder of the results. Every finished cell is appended to its
        ``results.jsonl`` at once; the same plan run again takes up where it stopped
        and repeats nothing that is finished. One comparison at a time runs in it.
        None keeps nothing.

    n_jobs : int, default=None
        Number of cells run at once; -1 uses every core. Times measured side by side
        are longer than alone.

    on_result : callable, default=None
        Called as ``on_result(result, n_done, n_cells)`` after each cell.

    on_start : callable, default=None
        Called once with the results that are there already.

    retry_failed : bool, default=False
        Whether cells that failed before, or could not be tried, are run again.

    restart : bool, default=False
        Whether the results that are there are thrown away.

    Returns
    -------
    results : Results
        Every cell of the plan.

    Raises
    ------
    ValueError
        If another comparison is running in the folder.
    """
    loaded = plan.load()
    cells = list(plan.cells(loaded))
    journal = Journal(Path(out)) if out is not None else None
    with nullcontext() if journal is None else journal.alone():
        sessions, found = _open(journal, restart)
        if retry_failed:
            found = {
                key: result for key, result in found.items() if result.status == OK
            }
        sessions.append(_session(plan.describe(loaded), [cell.id for cell in cells]))
        if journal is not None:
            journal.append(sessions[-1])
        if on_start is not None:
            on_start(Results.of_session(sessions, found))
        left = [cell for cell in cells if cell.id not in found]
        for result in _run_cells(left, plan, n_jobs):
            result = replace(result, session=len(sessions) - 1)
            found[result.cell] = result
            if journal is not None:
                journal.append(result.to_record())
            if on_result is not None:
                done = sum(cell.id in found for cell in cells)
                on_result(result, done, len(cells))
        return Results.of_session(sessions, found)


def _open(
    journal: Journal | None, restart: bool
) -> tuple[list[dict[str, Any]], dict[str, CellResult]]:
    if journal is None:
        return [], {}
    journal.open(restart)
    return journal.read()


def _session(plan: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    now = datetime.datetime.now(datetime.UTC)
    return {
        "type": "session",
        "started": now.isoformat(timespec="seconds"),
        "versions": versions(),
        "machine": machine(),
        "plan": plan,
        "cells": list(ids),
    }


def _run_cells(
    cells: Sequence[Cell], plan: Plan, n_jobs: int | None
) -> Iterator[CellResult]:
    """Yield the results as they come; a dead worker costs only its own cell."""
    possible = []
    for cell in cells:
        if cell.split is None:
            yield _not_run(cell, IMPOSSIBLE, cell.reason)
        else:
            possible.append(cell)
    waiting = {cell.id: cell for cell in possible}
    try:
        for result in _parallel(possible, plan, n_jobs):
            del waiting[result.cell]
            yield result
    except TerminatedWorkerError:
        # One cell killed the pool, and nobody knows which: each gets one of its own.
        for cell in list(waiting.values()):
            try:
                yield from _parallel([cell], plan, 2)
            except TerminatedWorkerError:
                yield _not_run(cell, FAILED, "the process died: out of memory?")


def _parallel(
    cells: Sequence[Cell], plan: Plan, n_jobs: int | None
) -> Iterator[CellResult]:
    tasks = (
        delayed(run_cell)(c.id, c.data, c.method, c.estimator, c.split, plan.judges)
        for c in cells
    )
    results: Iterator[CellResult] = Parallel(
        n_jobs=n_jobs, return_as="generator_unordered"
    )(tasks)
    return results


def _not_run(cell: Cell, status: str, reason: str | None) -> CellResult:
    split = cell.split
    return CellResult(
        cell.id,
        cell.data.name,
        cell.method,
        repeat=0 if split is None else split.repeat,
        fold=0 if split is None else split.fold,
        seed=0 if split is None else split.seed,
        status=status,
        reason=reason,
    )
