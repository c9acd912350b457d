"""Tests of the confidence intervals."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from mlclf.metrics import METRICS, evaluate
from mlclf.metrics._confusion import Confusion
from mlclf.metrics._ranking_data import Ranking


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    Y = (rng.random((60, 6)) < 0.4).astype(int)
    S = np.clip(0.4 * Y + 0.6 * rng.random((60, 6)), 0, 1)
    return Y, (S > 0.5).astype(int), S


@pytest.mark.parametrize("sparse", [False, True])
def test_new_weights_are_rows_drawn_again(data, sparse):
    """
    Every metric of a reweighted prediction, after it was used under other weights, is
    that of the rows repeated.
    """
    Y, Z, S = data
    times = np.random.default_rng(1).integers(0, 3, size=60)
    # Propensities are estimated from the truth: a draw keeps them.
    given = np.ones(6)
    convert = sp.csr_array if sparse else np.asarray
    labels = Confusion(convert(Y), convert(Z))
    scores = Ranking(Y, convert(S), inverse_propensity=given)
    for metric in METRICS.values():
        metric.compute(labels if metric.input == "labels" else scores)
    weight = times.astype(float)

    again = {"labels": labels.reweighted(weight), "scores": scores.reweighted(weight)}

    Y, Z, S = (np.repeat(x, times, axis=0) for x in (Y, Z, S))
    drawn = evaluate(Y, convert(Z), convert(S), inverse_propensity=given)
    for name, metric in METRICS.items():
        got = metric.compute(again[metric.input])
        assert_allclose(got, drawn[name], err_msg=name, atol=1e-12)


def test_intervals_hold_their_values(data):
    """
    There is an interval around each value, shown in the table and in the frame.
    """
    names = ["hamming_loss", "f1_macro", "one_error", "roc_auc_macro"]

    report = evaluate(*data, metrics=names, n_bootstrap=200, random_state=0)

    assert list(report.intervals) == names
    for name, (low, high) in report.intervals.items():
        assert low < report[name] < high
    frame = report.to_frame()
    assert tuple(frame.loc["f1_macro", ["low", "high"]]) == report.intervals["f1_macro"]
    low, high = report.intervals["hamming_loss"]
    assert f"[{low:.4f}, {high:.4f}]" in str(report).splitlines()[1]


def test_the_interval_of_a_mean_is_the_normal_one():
    """
    The interval of the accuracy on 400 rows is that of a proportion: ± 1.96 standard
    errors of .02 around .8.
    """
    Y = np.ones((400, 1), dtype=int)
    Z = (np.arange(400) < 320).astype(int)[:, None]

    report = evaluate(
        Y, Z, metrics=["subset_accuracy"], n_bootstrap=2000, random_state=0
    )

    assert_allclose(report.intervals["subset_accuracy"], [0.7608, 0.8392], atol=0.004)


def test_the_seed_decides(data):
    """
    The same random_state gives the same intervals, another one others.
    """
    options = {"metrics": ["f1_micro"], "n_bootstrap": 50}

    first, same, other = (
        evaluate(*data, random_state=seed, **options).intervals for seed in (0, 0, 1)
    )

    assert first == same
    assert first != other


def test_a_smaller_level_is_a_narrower_interval(data):
    """
    An interval of 50 % lies within that of 95 %.
    """
    options = {"metrics": ["f1_micro"], "n_bootstrap": 100, "random_state": 0}

    wide = evaluate(*data, **options).intervals["f1_micro"]
    narrow = evaluate(*data, confidence_level=0.5, **options).intervals["f1_micro"]

    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_what_is_never_defined_has_no_interval():
    """
    The ROC area of labels that are always true is NaN, and so is its interval.
    """
    report = evaluate(
        [[1], [1]], None, [[0.1], [0.2]], metrics=["roc_auc_macro"], n_bootstrap=5
    )

    assert np.isnan(report["roc_auc_macro"])
    assert np.isnan(report.intervals["roc_auc_macro"]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_bootstrap": -1}, "n_bootstrap must be at least 0, got -1."),
        (
            {"n_bootstrap": 9, "confidence_level": 95},
            "confidence_level must be between 0 and 1, got 95.",
        ),
    ],
)
def test_bad_options_are_refused(data, options, message):
    """
    A negative number of draws and a percentage are errors.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        evaluate(*data, **options)
