"""Tests of evaluate and its report."""

import re
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.metrics import accuracy_score, roc_auc_score

from mlclf import MLkNN
from mlclf.datasets import fetch_dataset
from mlclf.metrics import METRICS, Metric, evaluate, fbeta_score


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    Y = (rng.random((40, 5)) < 0.4).astype(int)
    S = np.clip(0.4 * Y + 0.6 * rng.random((40, 5)), 0, 1)
    return Y, (S > 0.5).astype(int), S, rng.random(40)


def test_each_value_is_that_of_its_function(data):
    """
    What evaluate computes in one go is what each function computes alone.
    """
    Y, Z, S, w = data
    report = evaluate(Y, Z, S, sample_weight=w)

    for name, metric in METRICS.items():
        alone = metric.function(
            Y, Z if metric.input == "labels" else S, sample_weight=w
        )
        assert_allclose(report[name], alone, err_msg=name)


def test_input_decides_which_metrics_there_are(data):
    """
    Without scores there are no ranking metrics, without labels no F1.
    """
    Y, Z, S, _ = data

    assert "f1_macro" in evaluate(Y, Z)
    assert "one_error" not in evaluate(Y, Z)
    assert "f1_macro" not in evaluate(Y, None, S)
    assert list(evaluate(Y, Z, S)) == list(METRICS)


def test_zero_division_reaches_every_quotient():
    """
    A label that is neither there nor predicted counts as told.
    """
    Y, Z = [[1, 0], [1, 0]], [[1, 0], [1, 0]]

    assert evaluate(Y, Z)["f1_macro"] == 0.5
    assert evaluate(Y, Z, zero_division=1)["f1_macro"] == 1
    assert evaluate(Y, Z, zero_division=np.nan)["precision_macro"] == 1


def test_frame_and_table_hold_the_values(data):
    """
    to_frame has a row per metric; printed, the report is a table.
    """
    report = evaluate(*data[:2], metrics=["hamming_loss", "f1_micro"])

    frame = report.to_frame()

    assert list(frame.index) == ["hamming_loss", "f1_micro"]
    assert frame.loc["f1_micro", "value"] == report["f1_micro"]
    assert str(report).splitlines()[1] == f"hamming_loss  {report['hamming_loss']:.4f}"


def test_one_metric_needs_no_list(data):
    """
    A name alone is the metric of that name, not its letters.
    """
    Y, Z, _, _ = data

    assert list(evaluate(Y, Z, metrics="f1_micro")) == ["f1_micro"]


def test_metrics_made_by_hand_are_computed(data):
    """
    A metric that is no part of the package is called with the matrices and the weights,
    in bootstrap draws too.
    """
    Y, Z, S, w = data
    mine = [
        Metric("accuracy", accuracy_score, "labels"),
        Metric("area", partial(roc_auc_score, average="micro"), "scores"),
        Metric("f2", partial(fbeta_score, beta=2), "labels"),
    ]

    report = evaluate(
        Y, Z, S, metrics=mine, sample_weight=w, n_bootstrap=20, random_state=0
    )
    ours = evaluate(
        Y,
        Z,
        S,
        metrics=["subset_accuracy", "roc_auc_micro"],
        sample_weight=w,
        n_bootstrap=20,
        random_state=0,
    )

    assert_allclose([report["accuracy"], report["area"]], list(ours.values()))
    assert_allclose(report.intervals["area"], ours.intervals["roc_auc_micro"])
    assert report["f2"] == fbeta_score(Y, Z, beta=2, sample_weight=w)


@pytest.mark.parametrize(
    ("args", "metrics", "message"),
    [
        ((None, None), None, "y_pred or y_score must be given, got None for both."),
        (
            ([[1, 0]], None),
            ["one_error"],
            "y_score must be given for the metric one_error, got None.",
        ),
    ],
)
def test_what_is_missing_is_named(args, metrics, message):
    """
    The message names the argument that a metric needs.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        evaluate([[1, 0]], *args, metrics=metrics)


def test_mlknn_on_yeast_has_its_printed_figures(real_data):
    """
    ML-kNN on MULAN's split of yeast has the figures known for it.
    """
    X, Y = fetch_dataset("yeast", split="train", return_X_y=True)
    model = MLkNN(n_neighbors=10, smoothing=1.0).fit(X, Y)
    X, Y = fetch_dataset("yeast", split="test", return_X_y=True)

    report = evaluate(Y, model.predict(X), model.predict_proba(X))

    expected = {
        "hamming_loss": 0.1980,
        "subset_accuracy": 0.1592,
        "f1_micro": 0.6250,
        "f1_macro": 0.3361,
        "f1_samples": 0.5993,
        "ranking_loss": 0.1715,
        "label_ranking_average_precision": 0.7585,
        "one_error": 0.2345,
    }
    assert {k: round(report[k], 4) for k in expected} == expected
    assert round(report["coverage"], 3) == 6.414
