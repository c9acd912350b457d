"""Every metric by name."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial, update_wrapper
from typing import Any

from mlclf.metrics._calibration import (
    brier_score,
    expected_calibration_error,
    log_loss,
)
from mlclf.metrics._curves import (
    average_precision_score,
    geometric_mean_average_precision,
    interpolated_average_precision_score,
    roc_auc_score,
)
from mlclf.metrics._example_based import hamming_loss, subset_accuracy, zero_one_loss
from mlclf.metrics._label_based import (
    f1_of_averages,
    f1_score,
    fbeta_score,
    jaccard_score,
    precision_score,
    recall_score,
)
from mlclf.metrics._label_problems import (
    constant_label_problem,
    missing_label_problem,
    wrong_label_problem,
)
from mlclf.metrics._propensity import (
    propensity_scored_ndcg_at_k,
    propensity_scored_precision_at_k,
    propensity_scored_recall_at_k,
)
from mlclf.metrics._ranking import (
    coverage,
    error_set_size,
    is_error,
    label_ranking_average_precision,
    margin_loss,
    one_error,
    r_precision,
    ranking_loss,
)
from mlclf.metrics._rates import (
    balanced_accuracy_score,
    false_negative_rate,
    false_positive_rate,
    geometric_mean_score,
    harmonic_mean_score,
    matthews_corrcoef,
    specificity_score,
)
from mlclf.metrics._top_k import (
    abandonment_at_k,
    coverage_at_k,
    f1_at_k,
    ndcg_at_k,
    precision_at_k,
    r_precision_at_k,
    recall_at_k,
)

Function = Callable[..., Any]


@dataclass(frozen=True)
class Metric:
    """What the package knows about one metric.

    One made by hand may stand wherever the name of a metric may.

    Attributes
    ----------
    name : str
        Name in ``METRICS``.

    function : callable
        ``function(y_true, y_pred_or_score, *, sample_weight=None)``.

    input : {"labels", "scores"}
        What the second argument is.

    greater_is_better : bool, default=True
        False for a loss.

    best : float, default=1.0
        Best value there is.

    probabilities : bool, default=False
        Whether scores have to be probabilities.

    min_labels : int, default=1
        Number of labels for which it makes sense: k for a metric at k.

    Examples
    --------
    >>> from functools import partial
    >>> from mlclf.metrics import Metric, evaluate, fbeta_score
    >>> f2 = Metric("f2_micro", partial(fbeta_score, beta=2, average="micro"), "labels")
    >>> print(evaluate([[1, 0], [1, 1]], [[1, 0], [1, 0]], metrics=[f2]))
    metric    value
    f2_micro  0.7143
    """

    name: str
    function: Function
    input: str
    greater_is_better: bool = True
    best: float = 1.0
    probabilities: bool = False
    min_labels: int = 1


def compute(metric: Metric, data: Any) -> float:
    """Compute a metric from what was counted or sorted once.

    Parameters
    ----------
    metric : Metric
        One of the package, or one made by hand: that sees the matrices as they were
        given.

    data : Confusion or Ranking
        By the input of the metric.

    Returns
    -------
    value : float
    """
    inner = getattr(metric.function, "func", metric.function)
    if str(inner.__module__).startswith("mlclf.metrics."):
        return float(metric.function(data, None))
    return float(metric.function(*data.given, sample_weight=data.weight))


def get_metric(name: str | Metric) -> Metric:
    """Return a metric by name.

    Parameters
    ----------
    name : str or Metric
        A key of ``METRICS``; another F-beta, such as "f2_micro" or "f0.5_samples"; or
        a metric at another k, such as "precision_at_10". A Metric, made by hand, is
        its own answer.

    Returns
    -------
    metric : Metric
        Its function, and how to read it.

    Raises
    ------
    ValueError
        If there is no such metric.

    Examples
    --------
    >>> from mlclf.metrics import get_metric
    >>> metric = get_metric("f1_macro")
    >>> metric.function([[1, 0], [1, 1]], [[1, 0], [1, 0]])
    0.5
    >>> metric.greater_is_better
    True
    """
    if isinstance(name, Metric):
        return name
    near: list[str] = []
    if isinstance(name, str):
        made = METRICS.get(name) or _f_beta(name) or _at_another_k(name)
        if made is not None:
            return made
        near = get_close_matches(name, METRICS, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(f"name must be a key of METRICS, got {name!r}.{hint}")


LOSS: dict[str, Any] = {"greater_is_better": False, "best": 0.0}
GAIN: dict[str, Any] = {"greater_is_better": True, "best": 1.0}


def _plain(functions: Sequence[Function], **kwargs: Any) -> list[Metric]:
    """Name each metric after its function."""
    return [Metric(function.__name__, function, **kwargs) for function in functions]


def _bind(function: Function, **keywords: Any) -> Function:
    """Bind keywords, and keep the name that scikit-learn's scorers show."""
    return update_wrapper(partial(function, **keywords), function)


def _averages(
    stem: str, function: Function, averages: str, **kwargs: Any
) -> list[Metric]:
    """Make one metric of each average."""
    return [
        Metric(f"{stem}_{a}", _bind(function, average=a), **kwargs)
        for a in averages.split()
    ]


def _at(
    ks: Sequence[int], function: Function, name: str = "", **kwargs: Any
) -> list[Metric]:
    """Make one metric of each k; further keywords go to the function."""
    known = {"greater_is_better", "best"}
    to_function = {key: kwargs.pop(key) for key in set(kwargs) - known}
    stem = name or function.__name__.removesuffix("_k")
    return [
        Metric(
            f"{stem}_{k}",
            _bind(function, k=k, **to_function),
            "scores",
            min_labels=k,
            **kwargs,
        )
        for k in ks
    ]


def _f_beta(name: str) -> Metric | None:
    """Make the metric of a name like "f0.5_samples"."""
    parts = re.fullmatch(r"f(\d+(?:\.\d+)?)_(samples|micro|macro|weighted)", name)
    if parts is None:
        return None
    bound = _bind(fbeta_score, beta=float(parts[1]), average=parts[2])
    return Metric(name, bound, "labels")


def _at_another_k(name: str) -> Metric | None:
    """Make the metric of a name like "precision_at_10"."""
    parts = re.fullmatch(r"(.+_at)_([1-9]\d*)", name)
    known = METRICS.get(f"{parts[1]}_5") if parts else None
    if parts is None or known is None:
        return None
    k = int(parts[2])
    return replace(known, name=name, function=_bind(known.function, k=k), min_labels=k)


def _label_metrics() -> list[Metric]:
    four, gain = "samples micro macro weighted", {"input": "labels", **GAIN}
    loss = {"input": "labels", **LOSS}
    return [
        *_plain([hamming_loss], **loss),
        *_plain([subset_accuracy], **gain),
        *_plain([zero_one_loss], **loss),
        *_averages("precision", precision_score, four, **gain),
        *_averages("recall", recall_score, four, **gain),
        *_averages("f1", f1_score, four, **gain),
        *_averages("jaccard", jaccard_score, four, **gain),
        *_plain([f1_of_averages], **gain),
        *_averages("specificity", specificity_score, four, **gain),
        *_averages("false_positive_rate", false_positive_rate, four, **loss),
        *_averages("false_negative_rate", false_negative_rate, four, **loss),
        *_averages("balanced_accuracy", balanced_accuracy_score, four, **gain),
        *_averages("matthews_corrcoef", matthews_corrcoef, four, **gain),
        *_averages("geometric_mean", geometric_mean_score, four, **gain),
        *_averages("harmonic_mean", harmonic_mean_score, four, **gain),
        *_plain([missing_label_problem, wrong_label_problem], **loss),
        *_plain([constant_label_problem], **loss),
    ]


def _score_metrics() -> list[Metric]:
    gain, loss = {"input": "scores", **GAIN}, {"input": "scores", **LOSS}
    proba = {**loss, "probabilities": True}
    return [
        *_plain([one_error, coverage, ranking_loss], **loss),
        *_plain([label_ranking_average_precision], **gain),
        *_plain([is_error, error_set_size, margin_loss], **loss),
        *_averages("roc_auc", roc_auc_score, "samples micro macro weighted", **gain),
        *_averages(
            "average_precision",
            average_precision_score,
            "samples micro macro weighted",
            **gain,
        ),
        *_averages(
            "interpolated_average_precision",
            interpolated_average_precision_score,
            "micro macro weighted",
            **gain,
        ),
        *_plain([geometric_mean_average_precision, r_precision], **gain),
        *_plain([log_loss, brier_score, expected_calibration_error], **proba),
        *_at((1, 3, 5), precision_at_k, **GAIN),
        *_at((1, 3, 5), recall_at_k, **GAIN),
        *_at((3, 5), r_precision_at_k, **GAIN),
        *_at((3, 5), ndcg_at_k, **GAIN),
        *_at((1, 3, 5), precision_at_k, "precision_macro_at", average="macro", **GAIN),
        *_at((1, 3, 5), recall_at_k, "recall_macro_at", average="macro", **GAIN),
        *_at((1, 3, 5), f1_at_k, "f1_macro_at", **GAIN),
        *_at((3, 5), abandonment_at_k, **LOSS),
        *_at((1, 3, 5), coverage_at_k, **GAIN),
        *_at((1, 3, 5), propensity_scored_precision_at_k, **GAIN),
        *_at((1, 3, 5), propensity_scored_recall_at_k, **GAIN),
        *_at((3, 5), propensity_scored_ndcg_at_k, **GAIN),
    ]


METRICS: dict[str, Metric] = {m.name: m for m in _label_metrics() + _score_metrics()}
