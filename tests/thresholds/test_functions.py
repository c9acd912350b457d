"""Thresholds for scores of one's own."""

import re

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import fbeta_score

from mlclf._threshold_search import search_thresholds
from mlclf.metrics import Metric
from mlclf.thresholds import apply_thresholds, tune_thresholds

RNG = np.random.default_rng(0)
Y = (RNG.random((40, 3)) < 0.4).astype(int)
P = np.clip(0.3 * Y + 0.7 * RNG.random((40, 3)), 0, 1)


@pytest.mark.parametrize("per_label", [True, False])
def test_labels_and_scores_of_every_kind(per_label):
    """
    Lists, frames and sparse labels give what arrays give: the search's answer.
    """
    expected, best = search_thresholds(Y, P, per_label=per_label)

    for y, p in [
        (Y.tolist(), P.tolist()),
        (pd.DataFrame(Y), pd.DataFrame(P)),
        (sp.csr_array(Y), P),
    ]:
        thresholds, score = tune_thresholds(y, p, per_label=per_label)
        assert_allclose(thresholds, expected)
        assert score == pytest.approx(best)


def test_a_metric_made_by_hand_is_maximized():
    """
    It stands where a name may; what is less the better is minimized.
    """

    def f2(y, z, sample_weight=None):
        return fbeta_score(y, z, beta=2, average="macro", sample_weight=sample_weight)

    def lack(y, z, sample_weight=None):
        return 1 - f2(y, z, sample_weight)

    exact = tune_thresholds(Y, P, metric="f2_macro")[1]
    gain = tune_thresholds(Y, P, metric=Metric("mine", f2, "labels"))[1]
    loss = tune_thresholds(Y, P, metric=Metric("lack", lack, "labels", False))[1]

    assert gain == pytest.approx(exact, abs=0.02)
    assert loss == pytest.approx(1 - gain)


@pytest.mark.parametrize(
    ("y", "p", "message"),
    [
        (Y, 5 * P, "y_score must hold probabilities in [0, 1], got values from"),
        (Y, P[:5], "y_score must have the shape of y_true, (40, 3), got (5, 3)."),
        (2 * Y, P, "y_true must hold 0 and 1 only, got 2."),
        (Y, np.where(P > 0.5, np.nan, P), "Input y_score contains NaN."),
    ],
)
def test_other_input_is_refused(y, p, message):
    """
    Not tuned to nonsense.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        tune_thresholds(y, p)


def test_labels_are_on_above_their_thresholds():
    """
    One threshold for all, or one for each; scores may be of any scale.
    """
    assert_array_equal(apply_thresholds([[3, -1], [0, 2]], 1), [[1, 0], [0, 1]])
    assert_array_equal(apply_thresholds(pd.DataFrame(P), [0.5] * 3), P > 0.5)
    message = (
        "thresholds must be a number or 3 numbers, one per label, got an array of "
        "shape (2,)."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        apply_thresholds(P, [0.1, 0.2])
