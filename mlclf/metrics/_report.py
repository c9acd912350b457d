"""All metrics of one prediction, with what they share computed once."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mlclf.metrics._bootstrap import bootstrap_intervals
from mlclf.metrics._confusion import Confusion
from mlclf.metrics._hierarchical import hierarchical_loss
from mlclf.metrics._metric import Metric
from mlclf.metrics._ranking_data import Ranking
from mlclf.metrics._registry import METRICS, get_metric


class Report(Mapping[str, float]):
    """Values of metrics by name, in order; printed, it is a table.

    Parameters
    ----------
    values : mapping of str to float
        Value of each metric.

    intervals : mapping of str to (float, float), default=None
        Confidence interval of each metric.

    Attributes
    ----------
    intervals : dict of str to (float, float), or None
        Confidence intervals, where there are any.

    Examples
    --------
    >>> from mlclf.metrics import evaluate
    >>> report = evaluate([[1, 0], [1, 1]], [[1, 0], [1, 0]], metrics=["f1_micro"])
    >>> report["f1_micro"]
    0.8
    >>> print(report)
    metric    value
    f1_micro  0.8000
    """

    def __init__(
        self,
        values: Mapping[str, float],
        intervals: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        self._values = dict(values)
        self.intervals = None if intervals is None else dict(intervals)

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __str__(self) -> str:
        header = ["metric", "value"]
        rows = [[name, f"{value:.4f}"] for name, value in self.items()]
        if self.intervals is not None:
            header += ["interval"]
            for row, (low, high) in zip(rows, self.intervals.values()):
                row.append(f"[{low:.4f}, {high:.4f}]")
        table = [header, *rows]
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = ["  ".join(x.ljust(w) for x, w in zip(row, widths)) for row in table]
        return "\n".join(line.rstrip() for line in lines)

    def __repr__(self) -> str:
        return f"Report({self._values!r})"

    def to_frame(self) -> Any:
        """Return the report as a pandas DataFrame.

        Returns
        -------
        frame : DataFrame
            One row per metric, indexed by its name; columns ``value``, and ``low`` and
            ``high`` where there are intervals.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                "Report.to_frame needs pandas: pip install 'mlclf-toolkit[report]'"
            ) from error
        index = pd.Index(self._values, name="metric")
        frame = pd.DataFrame({"value": list(self._values.values())}, index=index)
        if self.intervals is not None:
            frame["low"], frame["high"] = zip(*self.intervals.values())
        return frame


def evaluate(
    y_true: Any,
    y_pred: Any,
    y_score: Any = None,
    *,
    metrics: str | Metric | Iterable[str | Metric] | None = None,
    sample_weight: Any = None,
    zero_division: float = 0.0,
    inverse_propensity: Any = None,
    label_parents: Any = None,
    n_bootstrap: int = 0,
    confidence_level: float = 0.95,
    random_state: Any = None,
) -> Report:
    """Judge a prediction by every metric at once.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels) or None
        Predicted label indicators, 0 or 1. None leaves out the metrics of labels.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels), default=None
        Scores or probabilities. None leaves out the metrics of scores.

    metrics : str, Metric, or iterable of them, default=None
        As :func:`get_metric` takes them. None means all that the input allows.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0 in precision and its kin; nan leaves the row or label out
        of the average.

    inverse_propensity : array-like of shape (n_labels,), default=None
        For the propensity-scored metrics: what :func:`inverse_propensity` estimates
        from the training labels. None estimates it from ``y_true``.

    label_parents : array-like of shape (n_labels,), default=None
        Column of each label's parent, or -1: adds :func:`hierarchical_loss`.

    n_bootstrap : int, default=0
        Number of times the rows are drawn anew, with replacement, for confidence
        intervals (percentiles). Each costs about as much as the metrics themselves.

    confidence_level : float, default=0.95
        Probability that an interval covers.

    random_state : int, Generator or None, default=None
        Draws the rows.

    Returns
    -------
    report : Report
        A mapping of names to values, that prints as a table.

    Raises
    ------
    ValueError
        If a metric is unknown, or needs what was not given.

    Examples
    --------
    >>> from mlclf.metrics import evaluate
    >>> y_true = [[1, 0, 1], [0, 1, 0]]
    >>> y_score = [[0.9, 0.2, 0.4], [0.1, 0.6, 0.7]]
    >>> names = ["hamming_loss", "f1_macro", "one_error"]
    >>> print(evaluate(y_true, [[1, 0, 0], [0, 1, 1]], y_score, metrics=names))
    metric        value
    hamming_loss  0.3333
    f1_macro      0.6667
    one_error     0.5000
    """
    given: dict[str, Any] = {}
    if y_pred is not None:
        given["labels"] = Confusion(y_true, y_pred, sample_weight, zero_division)
    if y_score is not None:
        given["scores"] = Ranking(
            y_true, y_score, sample_weight, zero_division, inverse_propensity
        )
    if not given:
        raise ValueError("y_pred or y_score must be given, got None for both.")
    chosen = _chosen(metrics, given)
    if label_parents is not None and "labels" in given:
        function = partial(hierarchical_loss, parents=label_parents)
        chosen.append(
            Metric(
                "hierarchical_loss",
                function,
                "labels",
                greater_is_better=False,
                best=0.0,
            )
        )
    values = {metric.name: metric.compute(given[metric.input]) for metric in chosen}
    if not n_bootstrap:
        return Report(values)
    intervals = bootstrap_intervals(
        chosen, given, n_bootstrap, confidence_level, random_state
    )
    return Report(values, intervals)


def _chosen(
    metrics: str | Metric | Iterable[str | Metric] | None, given: Mapping[str, Any]
) -> list[Metric]:
    """Return the metrics asked for, or all that can be computed."""
    if metrics is None:
        return [m for m in METRICS.values() if m.input in given and _fits(m, given)]
    names = [metrics] if isinstance(metrics, (str, Metric)) else metrics
    chosen = [get_metric(name) for name in names]
    for metric in chosen:
        if metric.input not in given:
            argument = {"labels": "y_pred", "scores": "y_score"}[metric.input]
            raise ValueError(
                f"{argument} must be given for the metric {metric.name}, got None."
            )
    return chosen


def _fits(metric: Metric, given: Mapping[str, Any]) -> bool:
    """Say whether there are labels enough, and probabilities where it needs them."""
    data = given[metric.input]
    if metric.probabilities:
        low, high = data.score_range
        return bool(low >= 0 and high <= 1)
    return bool(metric.min_labels <= data.n_labels)
