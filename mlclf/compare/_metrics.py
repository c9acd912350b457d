"""Scoring one fitted method: predictions are made once for all metrics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import get_scorer as get_sklearn_scorer

from mlclf.metrics import METRICS, get_metric

__all__ = ["DEFAULT_METRICS", "Judge", "resolve_metrics"]

DEFAULT_METRICS = (
    "hamming_loss",
    "subset_accuracy",
    "f1_samples",
    "f1_micro",
    "f1_macro",
    "one_error",
    "coverage",
    "ranking_loss",
    "label_ranking_average_precision",
)


@dataclass(frozen=True)
class Judge:
    """One metric of a comparison: ours by name, or any scorer.

    Parameters
    ----------
    name : str
        Name in the tables.

    greater_is_better : bool
        Direction.

    scorer : callable, default=None
        ``scorer(estimator, X, y)``; None for a metric of :mod:`mlclf.metrics`.
    """

    name: str
    greater_is_better: bool
    scorer: Callable[..., float] | None = None

    def score(self, answers: "Answers") -> float:
        """Score the answers of one fitted method.

        Parameters
        ----------
        answers : Answers
            Its predictions on the test rows.

        Returns
        -------
        score : float
            In the metric's own direction.
        """
        if self.scorer is not None:
            return float(self.scorer(answers.estimator, answers.X, answers.Y))
        metric = get_metric(self.name)
        given = answers.labels if metric.input == "labels" else answers.scores
        return float(metric.function(answers.Y, given))


class Answers:
    """Predictions of one fitted method on the test rows, each kind made once."""

    def __init__(self, estimator: Any, X: Any, Y: NDArray[np.int8]) -> None:
        self.estimator = estimator
        self.X = X
        self.Y = Y

    @cached_property
    def labels(self) -> NDArray[np.int8]:
        """Predicted labels, of shape (n_samples, n_labels)."""
        predicted = self.estimator.predict(self.X)
        if hasattr(predicted, "toarray"):
            predicted = predicted.toarray()
        return np.asarray(predicted).reshape(self.Y.shape).astype(np.int8)

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Scores that order the labels, of shape (n_samples, n_labels)."""
        for name in ("predict_proba", "decision_function"):
            if hasattr(self.estimator, name):
                return self._as_matrix(getattr(self.estimator, name)(self.X))
        raise ValueError("the method gives neither probabilities nor scores")

    def _as_matrix(self, scores: Any) -> NDArray[np.float64]:
        if isinstance(scores, list):
            # scikit-learn's forests: one array per label, columns are its classes.
            scores = np.column_stack([np.asarray(s)[:, -1] for s in scores])
        if hasattr(scores, "toarray"):
            scores = scores.toarray()
        scores = np.asarray(scores, dtype=float)
        if self.Y.shape[1] == 1 and scores.ndim == 2 and scores.shape[1] == 2:
            scores = scores[:, 1]
        matrix: NDArray[np.float64] = scores.reshape(self.Y.shape)
        return matrix


def resolve_metrics(
    metrics: Mapping[str, Any] | Sequence[str] | None,
) -> tuple[Judge, ...]:
    """Return what the methods are judged by.

    Parameters
    ----------
    metrics : sequence of str, mapping of str to str or callable, or None
        Names of :mod:`mlclf.metrics` first, then of scikit-learn's scorers; a
        mapping gives scorers names of their own.

    Returns
    -------
    judges : tuple of Judge
        In the order of the tables.

    Raises
    ------
    ValueError
        If a name is neither a metric nor a scorer.
    """
    if metrics is None:
        metrics = DEFAULT_METRICS
    if isinstance(metrics, str):
        metrics = [metrics]
    if isinstance(metrics, Mapping):
        return tuple(_judge(name, what) for name, what in metrics.items())
    return tuple(_judge(name, name) for name in metrics)


def _judge(name: str, what: Any) -> Judge:
    if callable(what):
        return Judge(name, True, what)
    if what in METRICS:
        metric = get_metric(what)
        if name == what:
            return Judge(name, bool(metric.greater_is_better))
        return Judge(name, bool(metric.greater_is_better), _Renamed(what))
    try:
        return Judge(name, True, get_sklearn_scorer(what))
    except ValueError:
        raise ValueError(
            "metric must be one of mlclf.metrics.METRICS or a scorer of "
            f"scikit-learn, got {what!r}."
        ) from None


@dataclass(frozen=True)
class _Renamed:
    """A metric of ours under another name."""

    what: str

    def __call__(self, estimator: Any, X: Any, y: Any) -> float:
        return Judge(self.what, True).score(Answers(estimator, X, y))
