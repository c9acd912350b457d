"""Plan of a comparison: data sets x methods x splits, and what judges them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mlclf.compare._data import Data, load_data
from mlclf.compare._describe import describe_estimator
from mlclf.compare._machine import versions
from mlclf.compare._methods import prepare_method, resolve_methods
from mlclf.compare._metrics import Judge, resolve_metrics
from mlclf.compare._splits import (
    SPLITS,
    Impossible,
    Split,
    describe_split,
    make_splits,
)

__all__ = ["Cell", "Plan"]


@dataclass(frozen=True)
class Cell:
    """One method on one split of one data set, still to be run.

    Parameters
    ----------
    id : str
        The same data, rows, method, seed, metrics and versions give the same one.

    data : Data
        The data set.

    method : str
        Name of the method.

    estimator : classifier
        The unfitted method.

    split : Split or None
        None where the data set cannot be split as the plan wants.

    reason : str or None
        Why not.
    """

    id: str
    data: Data
    method: str
    estimator: Any
    split: Split | None
    reason: str | None = None


@dataclass(frozen=True)
class Plan:
    """What is compared, on which data, how, and judged by what.

    Parameters
    ----------
    datasets : sequence, default=("yeast",)
        Names for :func:`mlclf.datasets.fetch_dataset`, ARFF files, Bunches or tuples
        ``(name, X, y)``.

    methods : mapping of str to classifier, sequence of str, or None, default=None
        Any scikit-learn classifier that takes a label matrix, a search
        (``GridSearchCV``) among them; names are made by :func:`make_method`. None
        compares :func:`default_methods`.

    metrics : sequence of str or Metric, mapping of str to these or callables, or \
            None, default=None
        Metrics of :mod:`mlclf.metrics` by name or made by hand, and scorers.

    split : {"auto", "official", "stratified", "kfold", "holdout"} or splitter, \
            default="auto"
        "auto" is the official split where a data set has one, else "stratified":
        iterative-stratified folds.

    cv : int, default=5
        Number of folds of "stratified" and "kfold".

    test_size : float, default=0.2
        Share of test rows of "holdout".

    repeats : int, default=1
        How often everything is repeated, with another seed each time. On an official
        split only the methods' own randomness differs.

    random_state : int, default=0
        Seed of the first repeat; the next ones count on from it.

    seeds : sequence of int or None, default=None
        The seeds themselves; ``repeats`` and ``random_state`` are not used then.

    labels : int, sequence of str or None, default=None
        Which columns of ARFF files are labels, as in
        :func:`mlclf.datasets.load_arff`.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from mlclf.compare import Plan, run
    >>> X, y = make_multilabel_classification(n_samples=60, random_state=0)
    >>> methods, metrics = ["Baseline", "MLkNN"], ["f1_micro", "hamming_loss"]
    >>> plan = Plan([("toy", X, y)], methods, metrics, split="kfold", cv=3)
    >>> results = run(plan)
    >>> len(results.cells)
    6
    >>> results.best("toy", "f1_micro")
    'MLkNN'
    """

    datasets: Sequence[Any] = ("yeast",)
    methods: Mapping[str, Any] | Sequence[str] | None = None
    metrics: Mapping[str, Any] | Sequence[str] | None = None
    split: Any = "auto"
    cv: int = 5
    test_size: float = 0.2
    repeats: int = 1
    random_state: int = 0
    seeds: Sequence[int] | None = None
    labels: Any = None
    resolved_methods: dict[str, Any] = field(init=False, repr=False)
    judges: tuple[Judge, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._check()
        object.__setattr__(self, "resolved_methods", resolve_methods(self.methods))
        object.__setattr__(self, "judges", resolve_metrics(self.metrics))

    @property
    def all_seeds(self) -> tuple[int, ...]:
        """One seed per repeat."""
        if self.seeds is not None:
            return tuple(int(s) for s in self.seeds)
        return tuple(self.random_state + r for r in range(self.repeats))

    def load(self) -> list[Data]:
        """Load the data sets.

        Returns
        -------
        data : list of Data
            In the order of the plan.
        """
        datasets = [self.datasets] if _is_one(self.datasets) else self.datasets
        loaded = [load_data(source, self.labels) for source in datasets]
        names = [data.name for data in loaded]
        if len(set(names)) < len(names):
            raise ValueError(f"data sets must have different names, got {names}.")
        return loaded

    def cells(self, loaded: Sequence[Data]) -> Iterator[Cell]:
        """Yield the cells: data set, repeat, fold, then method.

        Parameters
        ----------
        loaded : sequence of Data
            What :meth:`load` returned.

        Yields
        ------
        cell : Cell
            One per method and split.
        """
        for data in loaded:
            methods = self._methods_for(data)
            try:
                splits: list[Split | None] = list(
                    make_splits(
                        data, self.split, self.cv, self.test_size, self.all_seeds
                    )
                )
                reason = None
            except Impossible as error:
                splits, reason = [None], str(error)
            for split in splits:
                for method, (estimator, settings) in methods.items():
                    key = self._identity(data, method, settings, split)
                    yield Cell(key, data, method, estimator, split, reason)

    def describe(self, loaded: Sequence[Data]) -> dict[str, Any]:
        """Return the plan as plain values, for the head of a results file.

        Parameters
        ----------
        loaded : sequence of Data
            What :meth:`load` returned.

        Returns
        -------
        record : dict
            Names, sizes, settings.
        """
        return {
            "datasets": {
                d.name: {
                    "rows": d.n_samples,
                    "features": d.n_features,
                    "labels": d.n_labels,
                    "cardinality": float(d.Y.sum() / max(d.n_samples, 1)),
                    "split": describe_split(d, self.split, self.cv, self.test_size),
                    "fingerprint": d.fingerprint,
                    "label_names": list(d.label_names),
                }
                for d in loaded
            },
            "methods": {
                m: describe_estimator(e) for m, e in self.resolved_methods.items()
            },
            "metrics": {j.name: j.greater_is_better for j in self.judges},
            "seeds": list(self.all_seeds),
        }

    def _methods_for(self, data: Data) -> dict[str, tuple[Any, str]]:
        """Return the methods for one data set, with their settings as text."""
        methods = self.resolved_methods
        if not isinstance(self.methods, Mapping):
            methods = {m: prepare_method(e, data.X) for m, e in methods.items()}
        return {m: (e, describe_estimator(e)) for m, e in methods.items()}

    def _identity(
        self, data: Data, method: str, settings: str, split: Split | None
    ) -> str:
        parts: list[Any] = [data.name, data.fingerprint, method, settings]
        parts += [[j.name, describe_estimator(j.scorer)] for j in self.judges]
        parts += [versions()[name] for name in ("mlclf", "scikit-learn", "numpy")]
        if split is not None:
            rows = np.concatenate([split.train, [-1], split.test]).astype(np.int64)
            parts += [split.seed, split.repeat, split.fold]
            parts += [hashlib.sha256(rows.tobytes()).hexdigest()]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]

    def _check(self) -> None:
        if isinstance(self.split, str) and self.split not in SPLITS:
            raise ValueError(
                f"split must be one of {', '.join(SPLITS)} or a splitter, got "
                f"{self.split!r}."
            )
        if not isinstance(self.split, str) and not hasattr(self.split, "split"):
            raise TypeError(
                "split must be a name or have a method split, got "
                f"{type(self.split).__name__}."
            )
        for name, least in (("cv", 2), ("repeats", 1)):
            if getattr(self, name) < least:
                raise ValueError(
                    f"{name} must be at least {least}, got {getattr(self, name)}."
                )
        for name in ("datasets", "methods", "seeds"):
            value = getattr(self, name)
            if hasattr(value, "__len__") and len(value) == 0:
                raise ValueError(f"{name} must name at least one, got {value!r}.")
        if not 0 < self.test_size < 1:
            raise ValueError(
                f"test_size must lie between 0 and 1, got {self.test_size}."
            )


def _is_one(datasets: Any) -> bool:
    """Tell whether the caller gave one data set instead of a list of them."""
    if isinstance(datasets, tuple) and len(datasets) == 3:
        return isinstance(datasets[0], str) and hasattr(datasets[1], "shape")
    return isinstance(datasets, (str, Path, Data)) or hasattr(datasets, "keys")
