"""Tests of the shares of labels given up."""

import numpy as np
from numpy.testing import assert_allclose

from mlclf.metrics import (
    constant_label_problem,
    missing_label_problem,
    wrong_label_problem,
)

Y = [[1, 0, 1, 0], [0, 1, 1, 0]]
#    right, never, always, wrong where predicted
Z = [[1, 0, 1, 1], [0, 0, 1, 0]]


def test_worked_example():
    """
    Of four labels one is never, one always, and one only wrongly predicted.
    """
    assert missing_label_problem(Y, Z) == 0.25
    assert wrong_label_problem(Y, Z) == 0.25
    assert constant_label_problem(Y, Z) == 0.5


def test_rows_without_weight_are_not_there():
    """
    With the first row left out, nothing but the third label is predicted, and always.
    """
    w = [0.0, 0.3]

    assert_allclose(missing_label_problem(Y, Z, sample_weight=w), 0.75)
    assert wrong_label_problem(Y, Z, sample_weight=w) == 0
    assert constant_label_problem(Y, Z, sample_weight=w) == 1


def test_missing_and_wrong_labels_are_those_without_a_correct_prediction():
    """
    No label is counted twice: labels never predicted and labels only wrongly predicted
    are together those without a true positive.
    """
    rng = np.random.default_rng(0)
    for _ in range(50):
        Y, Z = rng.random((2, 6, 8)) < 0.2
        without = np.mean((Y & Z).sum(axis=0) == 0)

        both = missing_label_problem(Y, Z) + wrong_label_problem(Y, Z)

        assert_allclose(both, without)
