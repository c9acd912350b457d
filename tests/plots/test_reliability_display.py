"""Tests of the reliability diagram."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.calibration import calibration_curve
from sklearn.datasets import make_multilabel_classification
from sklearn.tree import DecisionTreeClassifier

from mlclf.metrics import expected_calibration_error
from mlclf.plots import ReliabilityDisplay


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    return rng.integers(0, 2, size=(50, 3)), rng.random((50, 3))


def test_points_are_those_of_scikit_learn(data):
    """
    The curve is scikit-learn's over all cells, and the bars add up to 1.
    """
    Y, P = data

    display = ReliabilityDisplay.from_predictions(Y, P, n_bins=4)

    frequency, probability = calibration_curve(Y.ravel(), P.ravel(), n_bins=4)
    assert_allclose(
        display.line_.get_xydata(), np.column_stack([probability, frequency])
    )
    assert_allclose(sum(bar.get_height() for bar in display.bars_), 1)
    assert display.error == expected_calibration_error(Y, P, n_bins=4)
    assert display.line_.get_label() == f"ECE = {display.error:.3f}"


def test_one_label_may_be_looked_at(data):
    """
    With ``label`` only the cells of one column count.
    """
    Y, P = data

    display = ReliabilityDisplay.from_predictions(Y, P, label=1, n_bins=4)

    assert display.counts.sum() == 50
    assert display.error == expected_calibration_error(Y[:, 1], P[:, 1], n_bins=4)


def test_a_fitted_classifier_is_drawn():
    """
    A tree sure of its training data lies on the diagonal.
    """
    X, Y = make_multilabel_classification(random_state=0)
    tree = DecisionTreeClassifier(random_state=0).fit(X, Y)

    display = ReliabilityDisplay.from_estimator(tree, X, Y)

    assert display.error == 0
    assert_allclose(display.frequency, display.probability)


def test_decision_values_are_refused(data):
    """
    What is no probability has no reliability.
    """
    Y, P = data
    with pytest.raises(
        ValueError, match=r"^probabilities must be between 0 and 1, got .*\.$"
    ):
        ReliabilityDisplay.from_predictions(Y, 2 * P)
