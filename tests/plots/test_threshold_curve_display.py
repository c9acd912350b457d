"""Tests of the curves over thresholds."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier

from mlclf.plots import ThresholdCurveDisplay


def test_values_are_those_of_the_labels_above():
    """
    At each threshold the metric judges the labels whose score is above.
    """
    rng = np.random.default_rng(0)
    Y, S = rng.integers(0, 2, size=(30, 4)), rng.random((30, 4))
    cuts = [0.2, 0.5]

    display = ThresholdCurveDisplay.from_predictions(
        Y, S, metrics=["f1_macro", "f1_samples"], thresholds=cuts
    )

    for average in ("macro", "samples"):
        expected = [
            f1_score(Y, cut < S, average=average, zero_division=0) for cut in cuts
        ]
        assert_allclose(display.values[f"f1_{average}"], expected)
        line = display.lines_[f"f1_{average}"]
        assert_allclose(line.get_xydata(), np.column_stack([cuts, expected]))


def test_thresholds_span_the_scores():
    """
    Without thresholds, 99 are taken between the lowest and the highest score.
    """
    S = np.array([[-3.0, 1.0], [2.0, 5.0]])

    display = ThresholdCurveDisplay.from_predictions([[0, 1], [1, 1]], S)

    assert len(display.thresholds) == 99
    assert -3 < display.thresholds.min() < display.thresholds.max() < 5
    names = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert names == ["f1_micro", "f1_macro", "f1_samples"]


def test_a_fitted_classifier_is_drawn():
    """
    A tree sure of its training data is right at every threshold.
    """
    X, Y = make_multilabel_classification(random_state=0)
    tree = DecisionTreeClassifier(random_state=0).fit(X, Y)

    display = ThresholdCurveDisplay.from_estimator(tree, X, Y, metrics=["f1_micro"])

    assert set(display.values["f1_micro"]) == {1.0}


def test_one_metric_needs_no_list():
    """
    A name alone is the metric of that name; scores may be sparse.
    """
    Y, S = [[0, 1], [1, 1]], sp.csr_array([[0.0, 0.9], [0.8, 0.4]])

    display = ThresholdCurveDisplay.from_predictions(Y, S, metrics="f1_micro")

    assert list(display.values) == ["f1_micro"]
    assert display.values["f1_micro"].max() == 1


@pytest.mark.parametrize(
    ("scores", "metrics", "message"),
    [
        (
            [[0.1, 0.2]],
            ["one_error"],
            "metrics must take labels to have thresholds, got 'one_error', which takes "
            "scores.",
        ),
        ([[0.1, np.nan]], ["f1_micro"], "Input y_score contains NaN."),
    ],
)
def test_what_has_no_curve_is_refused(scores, metrics, message):
    """
    Metrics of scores, and scores that are none.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        ThresholdCurveDisplay.from_predictions([[0, 1]], scores, metrics=metrics)
