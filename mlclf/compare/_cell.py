"""One cell of a comparison: one method fitted and judged on one split."""

import importlib
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils import get_tags

from mlclf._labels import sklearn_labels
from mlclf.compare._data import Data
from mlclf.compare._memory import PeakMemory
from mlclf.compare._metrics import Answers, Judge
from mlclf.compare._splits import Impossible, Split

__all__ = ["CellResult", "run_cell", "seeded_clone"]

OK, FAILED, IMPOSSIBLE = "ok", "failed", "impossible"


@dataclass(frozen=True)
class CellResult:
    """What came of one method on one split.

    Parameters
    ----------
    cell : str
        Identity: the same data, rows, method, seed and metrics give the same one.

    dataset, method : str
        Names.

    repeat, fold, seed : int
        The split.

    status : {"ok", "failed", "impossible"}
        "failed": the method raised; "impossible": it could not even be tried.

    reason : str or None
        The error, or why it could not be tried.

    n_train, n_test : int
        Numbers of rows.

    scores : dict of str to float or None
        One per metric; None where the metric could not be computed.

    unscored : dict of str to str
        Why a score is None.

    fit_seconds, predict_seconds : float or None
        Wall-clock times; predictions and probabilities together.

    peak_memory_mib : float or None
        Peak of the fit above what the process held before.

    label_counts : dict of str to list of int
        Per label, true positives "tp", false positives "fp", false negatives "fn".

    best_params : str or None
        What a search chose.

    warnings : list of str
        Distinct warnings of the fit.

    trace : str or None
        The traceback of a failure.

    session : int
        Number of the session that ran it.
    """

    cell: str
    dataset: str
    method: str
    repeat: int
    fold: int
    seed: int
    status: str
    reason: str | None = None
    n_train: int = 0
    n_test: int = 0
    scores: dict[str, float | None] = field(default_factory=dict)
    unscored: dict[str, str] = field(default_factory=dict)
    fit_seconds: float | None = None
    predict_seconds: float | None = None
    peak_memory_mib: float | None = None
    label_counts: dict[str, list[int]] = field(default_factory=dict)
    best_params: str | None = None
    warnings: list[str] = field(default_factory=list)
    trace: str | None = None
    session: int = 0

    def to_record(self) -> dict[str, Any]:
        """Return the result as plain values, for one line of JSON."""
        return {"type": "cell", **asdict(self)}


def run_cell(
    cell: str,
    data: Data,
    method: str,
    estimator: Any,
    split: Split,
    judges: Sequence[Judge],
) -> CellResult:
    """Fit one method on one split and judge it; never raises for a bad method.

    Parameters
    ----------
    cell : str
        Identity of the cell.

    data : Data
        The data set.

    method : str
        Name of the method.

    estimator : classifier
        Never touched: a clone is fitted, its unset seeds set to the seed of the split.

    split : Split
        Training and test rows.

    judges : sequence of Judge
        The metrics.

    Returns
    -------
    result : CellResult
        With a status and, where it is not "ok", the reason.
    """
    place: dict[str, Any] = {
        "cell": cell,
        "dataset": data.name,
        "method": method,
        "repeat": split.repeat,
        "fold": split.fold,
        "seed": split.seed,
        "n_train": len(split.train),
        "n_test": len(split.test),
    }
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            measured = _fit_and_judge(data, estimator, split, judges)
    except (Impossible, ImportError) as error:
        return CellResult(**place, status=IMPOSSIBLE, reason=str(error))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".strip().rstrip(":")
        trace = traceback.format_exc()
        return CellResult(**place, status=FAILED, reason=reason, trace=trace)
    said = dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught)
    return CellResult(**place, status=OK, warnings=[s[:300] for s in said], **measured)


def _fit_and_judge(
    data: Data, estimator: Any, split: Split, judges: Sequence[Judge]
) -> dict[str, Any]:
    _check_possible(data, estimator)
    fitted = seeded_clone(estimator, split.seed)
    _load_torch_before_the_clock(fitted)
    X, Y = data.take(split.train)
    Y = sklearn_labels(Y)
    with PeakMemory() as memory:
        start = time.perf_counter()
        fitted.fit(X, Y)
        fit_seconds = time.perf_counter() - start
    answers = Answers(fitted, *data.take(split.test))
    start = time.perf_counter()
    labels = answers.labels
    if hasattr(fitted, "predict_proba") or hasattr(fitted, "decision_function"):
        _ = answers.scores
    predict_seconds = time.perf_counter() - start
    scores, unscored = _judge_all(judges, answers)
    return {
        "scores": scores,
        "unscored": unscored,
        "fit_seconds": fit_seconds,
        "predict_seconds": predict_seconds,
        "peak_memory_mib": memory.mib,
        "label_counts": _label_counts(answers.Y, labels),
        "best_params": _best_params(fitted),
    }


def _check_possible(data: Data, estimator: Any) -> None:
    """Raise Impossible where the method's own tags rule the data out."""
    tags = get_tags(estimator).input_tags
    if hasattr(data.X, "tocsr") and not tags.sparse:
        raise Impossible("the method takes no sparse features")


def seeded_clone(estimator: Any, seed: int) -> Any:
    """Return a clone in which every unset ``random_state`` is the seed."""
    fitted = clone(estimator)
    unset = {
        name: seed
        for name, value in fitted.get_params(deep=True).items()
        if value is None and name.rpartition("__")[2] == "random_state"
    }
    return fitted.set_params(**unset)


def _load_torch_before_the_clock(estimator: Any) -> None:
    """Import torch for networks: the first fit is not to pay for that."""
    parts = (estimator, *estimator.get_params(deep=True).values())
    if any(getattr(part, "_needs_torch", False) for part in parts):
        importlib.import_module("torch")


def _judge_all(
    judges: Sequence[Judge], answers: Answers
) -> tuple[dict[str, float | None], dict[str, str]]:
    scores: dict[str, float | None] = {}
    unscored = {}
    for judge in judges:
        try:
            score = judge.score(answers)
        except Exception as error:
            scores[judge.name], unscored[judge.name] = None, str(error)
            continue
        scores[judge.name] = score if np.isfinite(score) else None
        if scores[judge.name] is None:
            unscored[judge.name] = f"the score is {score}"
    return scores, unscored


def _label_counts(
    Y: NDArray[np.int8], predicted: NDArray[np.int8]
) -> dict[str, list[int]]:
    both = (Y & predicted).sum(axis=0, dtype=int)
    return {
        "tp": both.tolist(),
        "fp": (predicted.sum(axis=0, dtype=int) - both).tolist(),
        "fn": (Y.sum(axis=0, dtype=int) - both).tolist(),
    }


def _best_params(fitted: Any) -> str | None:
    """Return what a search chose, also at the end of a pipeline."""
    steps = getattr(fitted, "steps", None)
    last = steps[-1][1] if steps else fitted
    best = getattr(last, "best_params_", None)
    return None if best is None else repr(best)
