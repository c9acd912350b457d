"""Tests of the report per label."""

import re

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from mlclf.metrics import label_report


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    Y = (rng.random((50, 3)) < 0.4).astype(int)
    S = np.clip(0.3 * Y + 0.7 * rng.random((50, 3)), 0, 1)
    return Y, (S > 0.5).astype(int), S


def test_columns_are_those_of_scikit_learn(data):
    """
    Precision, recall, F1, support and area of each label are scikit-learn's.
    """
    Y, Z, S = data

    frame = label_report(Y, Z, S, label_names=["a", "b", "c"]).to_frame()

    expected = precision_recall_fscore_support(Y, Z)
    got = frame[["precision", "recall", "f1", "support"]].to_numpy().T
    assert_allclose(got, expected)
    assert_allclose(frame["roc_auc"], roc_auc_score(Y, S, average=None))
    assert_allclose(frame["predicted"], Z.sum(axis=0))
    assert list(frame.index) == ["a", "b", "c"]
    assert {"log_loss", "brier_score"} <= set(frame.columns)


def test_names_come_from_the_columns_of_a_frame(data):
    """
    A DataFrame of labels names its own rows; an array numbers them.
    """
    Y, Z, _ = data
    named = pd.DataFrame(Y, columns=["sea", "sky", "sun"])

    assert label_report(named, Z).names == ["sea", "sky", "sun"]
    assert label_report(Y, Z).names == ["0", "1", "2"]


def test_decision_values_have_no_log_loss(data):
    """
    Scores outside [0, 1] give areas only.
    """
    Y, Z, S = data

    columns = label_report(Y, Z, 3 * S - 1).columns

    assert "roc_auc" in columns
    assert "log_loss" not in columns


def test_printed_it_has_a_line_per_label(data):
    """
    The table shows each label with its counts as they are.
    """
    Y, Z, _ = data

    lines = str(label_report(Y, Z)).splitlines()

    assert len(lines) == 4
    assert lines[1].split()[:3] == ["0", str(Y[:, 0].sum()), str(Z[:, 0].sum())]
    assert len({len(line) for line in lines}) == 1


def test_as_many_names_as_labels(data):
    """
    Too few names are an error.
    """
    message = "label_names must hold 3 names, got 2."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        label_report(*data, label_names=["a", "b"])
