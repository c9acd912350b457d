"""Scoring one fitted method: predictions are made once for all metrics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import get_scorer as get_sklearn_scorer

from mlclf.metrics import Metric, get_metric, get_scorer, predict_scores

__all__ = ["DEFAULT_METRICS", "Judge", "resolve_metrics", "resolve_scorer"]

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
        return _value(get_metric(self.name), answers)


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
        names = ("predict_proba", "decision_function")
        if not any(hasattr(self.estimator, name) for name in names):
            raise ValueError("the method gives neither probabilities nor scores")
        scores = predict_scores(self.estimator, self.X, self.Y.shape[1])
        if hasattr(scores, "toarray"):
            scores = scores.toarray()
        matrix: NDArray[np.float64] = np.asarray(scores, dtype=float)
        return matrix.reshape(self.Y.shape)


def resolve_metrics(
    metrics: Mapping[str, Any] | Sequence[str | Metric] | None,
) -> tuple[Judge, ...]:
    """Return what the methods are judged by.

    Parameters
    ----------
    metrics : sequence of str or Metric, mapping of str to str or callable, or None
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
    if isinstance(metrics, (str, Metric)):
        metrics = [metrics]
    if not isinstance(metrics, Mapping):
        metrics = {m.name if isinstance(m, Metric) else m: m for m in metrics}
    if not metrics:
        raise ValueError("metrics must name at least one, got none.")
    return tuple(_judge(name, what) for name, what in metrics.items())


def _judge(name: str, what: Any) -> Judge:
    if callable(what):
        return Judge(name, True, what)
    try:
        metric = get_metric(what)
    except ValueError:
        return Judge(name, True, resolve_scorer(what))
    own = None if what == name else _Renamed(what)
    return Judge(name, bool(metric.greater_is_better), own)


def resolve_scorer(name: Any) -> Callable[..., float]:
    """Return a scorer by name, ours first: greater is better, losses are below 0.

    Parameters
    ----------
    name : str
        A name for :func:`mlclf.metrics.get_scorer`, or one of scikit-learn's.

    Returns
    -------
    scorer : callable
        ``scorer(estimator, X, y)``.
    """
    for find in (get_scorer, get_sklearn_scorer):
        try:
            scorer: Callable[..., float] = find(name)
        except ValueError:
            continue
        return scorer
    raise ValueError(
        "metric must be one of mlclf.metrics.METRICS or a scorer of scikit-learn, got "
        f"{name!r}."
    )


@dataclass(frozen=True)
class _Renamed:
    """A metric of ours under another name, or one made by hand."""

    what: str | Metric

    def __call__(self, estimator: Any, X: Any, y: Any) -> float:
        return _value(get_metric(self.what), Answers(estimator, X, y))


def _value(metric: Metric, answers: Answers) -> float:
    given = answers.labels if metric.input == "labels" else answers.scores
    return float(metric.function(answers.Y, given))
