"""Tests of the curves that two displays draw."""

import re

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.metrics import roc_curve

from mlclf.plots._label_curves import label_curves, names_of, scores_of


def points(y, s):
    return roc_curve(y, s)[:2]


def test_curves_are_those_of_binary_problems():
    """
    Each label, and all cells at once, have scikit-learn's curve; the macro curve is the
    mean of the labels' at the same place.
    """
    rng = np.random.default_rng(0)
    Y, S = rng.integers(0, 2, size=(30, 2)), rng.random((30, 2))

    curves = label_curves(points, Y, S, ["a", "b"])

    assert_allclose(curves["b"][1], points(Y[:, 1], S[:, 1])[1])
    assert_allclose(curves["micro"][1], points(Y.ravel(), S.ravel())[1])
    x, mean = curves["macro"]
    by_label = [np.interp(x, *curves[name]) for name in "ab"]
    assert_allclose(mean, np.mean(by_label, axis=0))


def test_constant_labels_have_no_curve():
    """
    They are left out; where there are no others that is an error.
    """
    S = np.array([[0.1, 0.2], [0.3, 0.4]])

    assert "b" not in label_curves(points, np.array([[0, 1], [1, 1]]), S, ["a", "b"])
    message = "y_true must hold a label that is neither constant 0 nor 1."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        label_curves(points, np.ones((2, 2), dtype=int), S, ["a", "b"])


def test_names_of_labels():
    """
    They are what is given, the columns of a DataFrame, or numbers.
    """
    frame = pd.DataFrame({"sea": [0, 1], "sky": [1, 1]})

    assert names_of(frame, None) == ["sea", "sky"]
    assert names_of(frame, ["a", "b"]) == ["a", "b"]
    assert names_of(frame.to_numpy(), None) == ["0", "1"]
    with pytest.raises(ValueError, match=r"^label_names must hold 2 names, got 1\.$"):
        names_of(frame, ["a"])


def test_scores_of_every_kind():
    """
    Lists, sparse matrices and single columns are matrices; NaN is no score.
    """
    assert_allclose(scores_of([[0.5, 0.0]]), [[0.5, 0]])
    assert_allclose(scores_of(sp.csc_array([[0.5, 0.0]])), [[0.5, 0]])
    assert_allclose(scores_of([0.5, 1]), [[0.5], [1]])
    with pytest.raises(ValueError, match=r"^Input y_score contains NaN\.$"):
        scores_of([[np.nan]])
