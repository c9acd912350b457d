"""Tests of the metrics by name."""

import re

import numpy as np
import pytest
from sklearn.metrics import fbeta_score

from mlclf.metrics import METRICS, evaluate, get_metric, get_scorer, precision_at_k


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.name)
def test_a_perfect_prediction_has_the_best_value(metric):
    """
    The truth, taken for its own prediction, has the value that is called best, with one
    label per row or (for precision at k) with k; and no other prediction beats it.
    """
    one = np.eye(6, dtype=int)[[0, 1, 2, 3, 4, 5, 0]]
    worse = one[::-1].copy()
    worse[0] = 1
    sign = 1 if metric.greater_is_better else -1

    three = np.repeat(one[:2, :2], 3, axis=1)
    perfect = [sign * metric.function(Y, Y) for Y in (one, three, 1 - one)]

    assert max(perfect) == pytest.approx(sign * metric.best)
    assert sign * metric.function(one, worse) <= max(perfect)


# Propensities are estimated from the rows there are, not from their weights.
WEIGHED = [m for m in METRICS.values() if "propensity" not in m.name]


@pytest.mark.parametrize("metric", WEIGHED, ids=lambda m: m.name)
def test_weights_are_repetitions(metric):
    """
    A row of weight 3 counts as three rows.
    """
    rng = np.random.default_rng(1)
    Y = rng.integers(0, 2, size=(20, 6))
    Z = Y ^ (rng.random((20, 6)) < 0.3)
    if metric.input == "scores":
        Z = np.clip(0.5 * Z + rng.random((20, 6)) / 2, 0, 1)
    w = rng.integers(1, 4, size=20)

    weighted = metric.function(Y, Z, sample_weight=w)

    repeated = metric.function(np.repeat(Y, w, axis=0), np.repeat(Z, w, axis=0))
    assert weighted == pytest.approx(repeated)


def test_names_with_another_beta_or_k():
    """
    "f2_micro" and "precision_at_4" are metrics too, everywhere a name is taken.
    """
    rng = np.random.default_rng(0)
    Y, S = rng.integers(0, 2, size=(20, 6)), rng.random((20, 6))
    Z = (S > 0.5).astype(int)

    report = evaluate(Y, Z, S, metrics=["f2_micro", "f0.5_samples", "precision_at_4"])

    assert report["f2_micro"] == pytest.approx(
        fbeta_score(Y, Z, beta=2, average="micro")
    )
    assert report["f0.5_samples"] == pytest.approx(
        fbeta_score(Y, Z, beta=0.5, average="samples", zero_division=0)
    )
    assert report["precision_at_4"] == precision_at_k(Y, S, k=4)
    assert get_metric("f1_macro_at_7").min_labels == 7
    assert repr(get_scorer("neg_abandonment_at_10")) == repr(
        get_scorer("abandonment_at_10")
    )


@pytest.mark.parametrize("name", ["f2_all", "fx_micro", "f-1_micro", "accuracy_at_3"])
def test_names_that_only_look_like_one(name):
    """
    What has no formula, average or k is refused like any other name.
    """
    with pytest.raises(
        ValueError, match=f"^name must be a key of METRICS, got '{name}"
    ):
        get_metric(name)


def test_an_unknown_name_is_refused_with_a_hint():
    """
    The message shows the nearest names.
    """
    message = "name must be a key of METRICS, got 'hamming'. Did you mean hamming_loss?"

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        get_metric("hamming")
