"""Metrics made of counts against the metrics of the package."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf._count_metrics import AVERAGES, count_metric, parse_count_metric
from mlclf.metrics import get_metric

NAMES = [
    *(f"{m}_{a}" for m in ("precision", "recall", "f1", "jaccard") for a in AVERAGES),
    "hamming_loss",
    "subset_accuracy",
    "zero_one_loss",
]


@pytest.mark.parametrize("name", NAMES)
def test_they_are_the_metrics_of_the_package(name):
    """
    From counts comes what mlclf.metrics computes, empty rows and labels included.
    """
    rng = np.random.default_rng(0)
    Y, Z = (rng.random((2, 40, 4)) < [0.2, 0.4, 0, 0.6]).astype(int)
    weight = rng.integers(1, 4, 40).astype(float)
    metric = get_metric(name)

    expected = metric.function(Y, Z, sample_weight=weight)

    value = count_metric(Y, Z, name, weight)
    assert_allclose(value if metric.greater_is_better else 1 - value, expected)


def test_other_metrics_are_not_made_of_counts():
    """
    A name that is no formula of counts, or no average, is None.
    """
    assert parse_count_metric("ranking_loss") is None
    assert parse_count_metric("f1_mean") is None
