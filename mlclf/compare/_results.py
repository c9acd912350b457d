"""Results of a comparison: one line of JSON per cell, appended as they come."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlclf.compare._cell import CellResult

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["Journal", "Results"]

FILE_NAME = "results.jsonl"


@dataclass(frozen=True)
class Results:
    """What a comparison found: its plan and its finished cells.

    Parameters
    ----------
    plan : mapping
        Data sets, methods, metrics (name: is greater better?), split, seeds.

    cells : tuple of CellResult
        In the order of the plan, whatever the order they were run in.

    sessions : tuple of mapping
        Versions and machine of each session that ran cells.

    n_planned : int
        How many cells the plan has.
    """

    plan: Mapping[str, Any]
    cells: tuple[CellResult, ...]
    sessions: tuple[Mapping[str, Any], ...]
    n_planned: int

    @classmethod
    def load(cls, path: str | Path) -> "Results":
        """Read the results of a comparison, finished or not.

        Parameters
        ----------
        path : str or Path
            The folder of a comparison, or its ``results.jsonl``.

        Returns
        -------
        results : Results
            Of the plan that was run last.

        Raises
        ------
        FileNotFoundError
            If there are no results.
        """
        journal = Journal(Path(path))
        sessions, found = journal.read()
        if not sessions:
            raise FileNotFoundError(f"{journal.path} holds no results.")
        return cls.of_session(sessions, found)

    @classmethod
    def of_session(
        cls, sessions: list[dict[str, Any]], found: Mapping[str, CellResult]
    ) -> "Results":
        """Return the results of the last session's plan."""
        ids = sessions[-1]["cells"]
        cells = tuple(found[key] for key in ids if key in found)
        kept = ("started", "versions", "machine")
        heads = ({key: s[key] for key in kept} for s in sessions)
        return cls(sessions[-1]["plan"], cells, tuple(heads), len(ids))

    @property
    def datasets(self) -> list[str]:
        """Names of the data sets."""
        return list(self.plan["datasets"])

    @property
    def methods(self) -> list[str]:
        """Names of the methods."""
        return list(self.plan["methods"])

    @property
    def metrics(self) -> list[str]:
        """Names of the metrics."""
        return list(self.plan["metrics"])

    @property
    def split(self) -> str:
        """How the data sets were split, in words."""
        each = {d["split"]: None for d in self.plan["datasets"].values()}
        return " or ".join(each)

    def greater_is_better(self, metric: str) -> bool:
        """Tell the direction of a metric."""
        if metric not in self.plan["metrics"]:
            raise ValueError(
                f"metric must be one of {', '.join(self.metrics)}, got {metric!r}."
            )
        return bool(self.plan["metrics"][metric])

    def of(self, dataset: str, method: str) -> list[CellResult]:
        """Return the cells of one method on one data set."""
        return [c for c in self.cells if c.dataset == dataset and c.method == method]

    def values(self, dataset: str, method: str, field: str) -> NDArray[np.float64]:
        """Return one figure of every cell of a method on a data set.

        Parameters
        ----------
        dataset, method : str
            Names.

        field : str
            A metric, or "fit_seconds", "predict_seconds", "peak_memory_mib".

        Returns
        -------
        values : ndarray of shape (n_cells,)
            NaN where a cell has no such figure.
        """
        cells = self.of(dataset, method)
        if field in self.plan["metrics"]:
            raw = [cell.scores.get(field) for cell in cells]
        else:
            raw = [getattr(cell, field) for cell in cells]
        return np.array([np.nan if v is None else v for v in raw], dtype=float)

    def mean(self, dataset: str, method: str, field: str) -> float:
        """Return the mean over the folds and repeats; NaN if any of them is missing."""
        values = self.values(dataset, method, field)
        return float(values.mean()) if values.size else float("nan")

    def best(self, dataset: str, metric: str) -> str | None:
        """Return the method with the best mean on a data set, None if there is none."""
        sign = 1 if self.greater_is_better(metric) else -1
        means = {m: sign * self.mean(dataset, m, metric) for m in self.methods}
        known = {m: v for m, v in means.items() if not np.isnan(v)}
        return max(known, key=lambda m: known[m]) if known else None

    def to_frame(self) -> Any:
        """Return one row per cell, with the versions and the machine that ran it.

        Returns
        -------
        frame : pandas.DataFrame
            Metrics, times and memory as columns.
        """
        try:
            import pandas as pd
        except ImportError:
            raise ImportError(
                "to_frame needs pandas: pip install 'mlclf-toolkit[report]'"
            ) from None
        return pd.DataFrame([self._flat(cell) for cell in self.cells])

    def to_parquet(self, path: str | Path) -> None:
        """Write :meth:`to_frame` as a Parquet file.

        Parameters
        ----------
        path : str or Path
            File to write.
        """
        self.to_frame().to_parquet(path)

    def _flat(self, cell: CellResult) -> dict[str, Any]:
        plain = ("scores", "unscored", "label_counts", "warnings", "trace", "session")
        row = {
            f.name: getattr(cell, f.name) for f in fields(cell) if f.name not in plain
        }
        row |= cell.scores
        session = self.sessions[cell.session]
        row |= {f"version {k}": v for k, v in session["versions"].items()}
        return row | {f"machine {k}": v for k, v in session["machine"].items()}


class Journal:
    """The file of a comparison; only one process writes to it.

    Parameters
    ----------
    path : Path
        The folder of the comparison, or the file itself.
    """

    def __init__(self, path: Path) -> None:
        self.path = path if path.suffix == ".jsonl" else path / FILE_NAME

    def read(self) -> tuple[list[dict[str, Any]], dict[str, CellResult]]:
        """Return the sessions and the finished cells by identity.

        A last line cut short by a kill is no finished cell and is left out.
        """
        sessions: list[dict[str, Any]] = []
        found: dict[str, CellResult] = {}
        if not self.path.exists():
            return sessions, found
        for number, line in enumerate(self._whole_lines(), start=1):
            try:
                record = json.loads(line)
                kind = record.pop("type")
                if kind == "session":
                    sessions.append(record)
                else:
                    result = CellResult(**record)
                    found[result.cell] = result
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ValueError(
                    f"{self.path}, line {number}: every line must be a record of a "
                    f"comparison, got {line[:60]!r}."
                ) from None
        return sessions, found

    def open(self, restart: bool = False) -> None:
        """Cut off what a kill left half-written, or all."""
        if restart:
            self.path.write_text("")
            return
        whole = "".join(line + "\n" for line in self._whole_lines())
        if len(whole.encode()) < self.path.stat().st_size:
            os.truncate(self.path, len(whole.encode()))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others from running a comparison here until the block ends.

        Where the process is killed, the system ends it. (Windows has no such lock.)

        Raises
        ------
        ValueError
            If another comparison is running in the folder.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            if fcntl is not None:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise ValueError(
                        f"out must be a folder of one comparison at a time, got "
                        f"{self.path.parent}, where another is running."
                    ) from None
            yield

    def append(self, record: Mapping[str, Any]) -> None:
        """Write one record; it survives a kill once this returns."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, allow_nan=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _whole_lines(self) -> list[str]:
        text = self.path.read_text(encoding="utf-8")
        return text.split("\n")[:-1]
