"""Arguments of fit beside X and y: evaluation sets, and values of each label."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance, LabelPowerset
from mlclf._fit_arguments import (
    check_evaluation,
    check_weights,
    has_columns,
    map_arguments,
)

X, Y = np.zeros((4, 2)), np.array([[1, 0], [0, 1], [1, 1], [0, 0]])


def swapped(A, B):
    return "X", "Y"


@pytest.fixture
def named():
    """A classifier of the labels "sea" and "sun"."""
    y = pd.DataFrame(Y, columns=["sea", "sun"])
    return BinaryRelevance(LogisticRegression()).fit(X, y)


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({"eval_set": (X, Y)}, {"eval_set": ("X", "Y")}),
        ({"eval_set": [(X, Y)]}, {"eval_set": [("X", "Y")]}),
        ({"eval_set": [(X, Y), (X, Y)]}, {"eval_set": [("X", "Y"), ("X", "Y")]}),
        ({"eval_set": ((X, Y), (X, Y))}, {"eval_set": (("X", "Y"), ("X", "Y"))}),
        ({"lgbm__eval_set": [[X, Y]]}, {"lgbm__eval_set": [["X", "Y"]]}),
        ({"X_val": X, "y_val": Y}, {"X_val": "X", "y_val": "Y"}),
        ({"eval_X": (X,), "eval_y": (Y,)}, {"eval_X": ("X",), "eval_y": ("Y",)}),
        (
            {"a__eval_y": [Y, Y], "a__eval_X": [X, X]},
            {"a__eval_y": ["Y", "Y"], "a__eval_X": ["X", "X"]},
        ),
        ({"eval_set": "a pool"}, {"eval_set": "a pool"}),
        ({"eval_set": ["a pool", "another"]}, {"eval_set": ["a pool", "another"]}),
        ({"eval_set": None, "X_val": X}, {"eval_set": None, "X_val": X}),
    ],
)
def test_evaluation_sets_are_found(given, changed):
    """
    Alone, in pairs, in lists of pairs, under a step's name, and in two arguments.
    """
    assert str(map_arguments(given, swapped)) == str(changed)


def test_all_else_is_changed_apart():
    """
    Arrays, alone and in lists; the labels of an evaluation set only once.
    """
    given = {"y_val": Y, "X_val": X, "weights": [X, X], "verbose": 0}

    changed = map_arguments(given, swapped, lambda value: "other")

    assert changed == {
        "y_val": "Y",
        "X_val": "X",
        "weights": ["other", "other"],
        "verbose": "other",
    }
    assert given["y_val"] is Y


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (Y, True),
        (sp.csr_array(Y), True),
        (Y.tolist(), True),
        (pd.DataFrame(Y), True),
        (Y.T, False),
        (Y[:, 0], False),
        ([0, 1], False),
        ([], False),
        ("01", False),
        (None, False),
    ],
)
def test_matrices_of_the_labels_are_told_apart(value, answer):
    """
    Two dimensions, and a column for each label.
    """
    assert has_columns(value, 2) is answer


NAMES = ["sea", "sun"]


@pytest.mark.parametrize(
    "labels",
    [
        Y,
        Y.tolist(),
        Y == 1,
        sp.csr_matrix(Y),
        pd.DataFrame(Y, columns=NAMES),
        pl.DataFrame(Y, schema=NAMES),
    ],
    ids=lambda labels: type(labels).__name__,
)
def test_evaluation_labels_come_in_any_container(named, labels):
    """
    In the containers of y, they are one integer matrix.
    """
    checked = check_evaluation(named, labels)

    assert_array_equal(checked, Y)
    assert checked.dtype == np.int64


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_names_put_columns_in_order(named, frame):
    """
    Labels and weights in another order are matched by name; other names are an error.
    """
    other = frame({"sun": Y[:, 1], "sea": Y[:, 0]})

    assert_array_equal(check_evaluation(named, other), Y)
    assert_array_equal(check_weights(named, other, Y), Y)
    wrong = frame({"sun": Y[:, 1], "moon": Y[:, 0]})
    message = r"must have the columns \['sea', 'sun'\], got \['sun', 'moon'\]\."
    with pytest.raises(ValueError, match="the labels of an evaluation set " + message):
        check_evaluation(named, wrong)
    with pytest.raises(ValueError, match="sample_weight " + message):
        check_weights(named, wrong, Y)


def test_evaluation_labels_are_checked(named):
    """
    Their number and their values are those of training.
    """
    message = "evaluation set must have one column for each of 2 labels, got 1"
    with pytest.raises(ValueError, match=message):
        check_evaluation(named, Y[:, 0])
    with pytest.raises(ValueError, match="set must hold 0 and 1 only, got 2"):
        check_evaluation(named, 2 * Y)


def test_one_column_is_coded_as_in_training():
    """
    Two values of any kind are 0 and 1 to the base classifier.
    """
    classifier = BinaryRelevance(LogisticRegression()).fit(X, ["no", "yes", "no", "no"])

    assert check_evaluation(classifier, ["yes", "no"]).tolist() == [1, 0]
    assert check_evaluation(classifier, np.array([["yes"]])).tolist() == [1]
    message = r"must hold values of classes=\['no' 'yes'\], got \['maybe'\]\."
    with pytest.raises(ValueError, match=message):
        check_evaluation(classifier, ["yes", "maybe"])


def test_weights_of_labels_have_a_shape(named):
    """
    One per sample and label, where each label has its own base; or one per sample.
    """
    one = BinaryRelevance(LogisticRegression()).fit(X, Y[:, 0])
    assert check_weights(one, np.ones((4, 1)), Y[:, :1]).shape == (4,)
    with pytest.raises(
        ValueError,
        match=r"sample_weight must have shape \(4,\) or \(4, 2\) for BinaryRelevance, "
        r"got \(4, 3\)\.",
    ):
        check_weights(named, np.ones((4, 3)), Y)
    powerset = LabelPowerset(LogisticRegression()).fit(X, Y)
    with pytest.raises(
        ValueError,
        match=r"sample_weight must have shape \(4,\) for LabelPowerset, got \(4, 2\)\.",
    ):
        check_weights(powerset, np.ones((4, 2)), Y)
    with pytest.raises(ValueError, match="Input sample_weight contains NaN"):
        check_weights(named, np.full((4, 2), np.nan), Y)
