"""Every metric by name."""

import re
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

from mlclf.metrics import (
    _calibration,
    _curves,
    _example_based,
    _label_based,
    _label_problems,
    _propensity,
    _ranking,
    _rates,
    _top_k,
)
from mlclf.metrics._confusion import averaged
from mlclf.metrics._formulas import fbeta
from mlclf.metrics._metric import Metric

# Metrics are declared beside their functions; these are shown in this order.
MODULES = (
    _example_based,
    _label_based,
    _rates,
    _label_problems,
    _ranking,
    _curves,
    _calibration,
    _top_k,
    _propensity,
)


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


def _f_beta(name: str) -> Metric | None:
    """Make the metric of a name like "f0.5_samples"."""
    parts = re.fullmatch(r"f(\d+(?:\.\d+)?)_(samples|micro|macro|weighted)", name)
    if parts is None:
        return None
    beta, average = float(parts[1]), parts[2]
    shared = partial(averaged, partial(fbeta, beta=beta), average=average)
    any_beta = Metric("fbeta", _label_based.fbeta_score, "labels")
    named = any_beta.renamed(name, beta=beta, average=average)
    return replace(named, of_shared=shared)


def _at_another_k(name: str) -> Metric | None:
    """Make the metric of a name like "precision_at_10"."""
    parts = re.fullmatch(r"(.+_at)_([1-9]\d*)", name)
    known = METRICS.get(f"{parts[1]}_5") if parts else None
    if parts is None or known is None:
        return None
    k = int(parts[2])
    return known.renamed(name, min_labels=k, k=k)


METRICS: dict[str, Metric] = {
    metric.name: metric for module in MODULES for metric in module.DECLARED
}
