"""Tests of what metrics refuse."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.metrics import one_error
from mlclf.metrics._checks import weighted_mean
from mlclf.metrics._confusion import Confusion


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ([[1, 0]], [[1, 0, 0]]),
            "y_pred must have the shape of y_true, (1, 2), got (1, 3).",
        ),
        (([[2, 0]], [[1, 0]]), "y_true must hold 0 and 1 only, got 2."),
        (([[1, 0]], [[-1, 0]]), "y_pred must hold 0 and 1 only, got -1."),
        (
            (np.zeros((0, 3)), np.zeros((0, 3))),
            "y_true must hold at least one sample and one label, got shape (0, 3).",
        ),
        (
            ([[1, 0]], [[1, 0]], [1, 2]),
            "sample_weight must have shape (1,), got (2,).",
        ),
        (
            ([[1, 0]], [[1, 0]], [-1]),
            "sample_weight must hold weights of at least 0, not all 0, got a minimum "
            "of -1 and a sum of -1.",
        ),
        (
            ([[1, 0]], [[1, 0]], None, 2),
            "zero_division must be 0, 1 or nan, got 2.",
        ),
        (
            ([[1, 0]], [[1, 0]], None, "warn"),
            "zero_division must be 0, 1 or nan, got 'warn'.",
        ),
    ],
)
def test_bad_input_is_refused(args, message):
    """
    Wrong shapes, values and weights are told apart in the message.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Confusion(*args)


@pytest.mark.parametrize(
    ("score", "message"),
    [
        (
            [[0.1, 0.2, 0.3]],
            "y_score must have the shape of y_true, (1, 2), got (1, 3).",
        ),
        ([[0.1, np.nan]], "Input y_score contains NaN."),
        (
            [np.array([[0.1, 0.9]]), np.array([[0.8, 0.2]])],
            "y_score must be one matrix, got a list of matrices: "
            "predict_scores(estimator, X, n_labels) makes one of them.",
        ),
    ],
)
def test_bad_scores_are_refused(score, message):
    """
    Scores of another shape, or NaN, are told apart in the message.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        one_error([[1, 0]], score)


def test_undefined_values_are_left_out_of_the_mean():
    """
    NaN and its weight do not count; a mean of nothing is what the caller says.
    """
    assert_allclose(weighted_mean(np.array([1, np.nan, 4]), np.array([2, 9, 1])), 2)
    assert weighted_mean(np.array([np.nan]), np.array([1]), empty=1.0) == 1
