"""Tests of metrics and of their declarations."""

import inspect

import numpy as np
import pytest

from mlclf import metrics
from mlclf.metrics import METRICS, Metric, evaluate, f1_score, get_metric
from mlclf.metrics._metric import Declarations


def test_a_declared_function_is_unchanged():
    """
    Declaring a metric leaves its function as it is, with the loss told from the gain.
    """
    declared = Declarations("labels")

    def half(y_true, y_pred, *, sample_weight=None):
        return 0.5

    assert declared.metric(lambda counts: 0.5, loss=True)(half) is half
    assert declared == [
        Metric(
            "half",
            half,
            "labels",
            greater_is_better=False,
            best=0.0,
            of_shared=declared[0].of_shared,
        )
    ]


def test_a_metric_made_by_hand_sees_the_matrices_as_given():
    """
    A function that nobody declared gets the matrices and weights of the caller.
    """
    seen = []

    def count(y_true, y_pred, *, sample_weight=None):
        seen.append((y_true, y_pred, sample_weight))
        return 2

    Y, Z = [[1, 0], [1, 1]], np.array([[1, 0], [0, 0]])
    report = evaluate(Y, Z, metrics=Metric("count", count, "labels"))

    assert report["count"] == 2.0
    assert seen[0][0] is Y
    assert seen[0][1] is Z


@pytest.mark.parametrize("name", ["f2_micro", "f0.5_macro", "precision_at_2"])
def test_a_metric_made_from_its_name_is_computed_from_shared_data(name):
    """
    A metric with another beta or k is the same from matrices and in ``evaluate``.
    """
    rng = np.random.default_rng(0)
    Y, Z = rng.integers(0, 2, size=(2, 30, 4))
    scores = rng.random((30, 4))
    metric = get_metric(name)
    other = Z if metric.input == "labels" else scores

    assert metric.of_shared is not None
    assert evaluate(Y, Z, scores, metrics=name)[name] == pytest.approx(
        metric.function(Y, other)
    )


def test_every_exported_metric_is_declared():
    """
    A public function of true labels and predictions is in METRICS under some name,
    but for those that need a hierarchy, a beta, or the square of the labels.
    """
    declared = {inspect.unwrap(metric.function) for metric in METRICS.values()}
    functions = [
        getattr(metrics, name)
        for name in metrics.__all__
        if inspect.isfunction(getattr(metrics, name))
        and "sample_weight" in inspect.signature(getattr(metrics, name)).parameters
    ]

    assert f1_score in declared
    assert {f.__name__ for f in functions} - {f.__name__ for f in declared} == {
        "evaluate",
        "fbeta_score",
        "hierarchical_loss",
        "label_confusion_matrix",
        "label_report",
        "levenshtein_distance",
    }
