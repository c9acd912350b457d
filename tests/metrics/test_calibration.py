"""Tests of log loss, Brier score and calibration error."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from mlclf.metrics import brier_score, evaluate, expected_calibration_error, log_loss


def draw(seed):
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, size=(rng.integers(2, 12), 3))
    P = rng.random(Y.shape) * (rng.random(Y.shape) < 0.7)
    return Y, P, rng.random(len(Y))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_losses_of_each_label_are_those_of_scikit_learn(seed):
    """
    Log loss and Brier score are the means of scikit-learn's over binary problems.
    """
    Y, P, w = draw(seed)
    for ours, theirs, options in (
        (log_loss, sk.log_loss, {"labels": [0, 1]}),
        (brier_score, sk.brier_score_loss, {"labels": [0, 1]}),
    ):
        labels = [
            theirs(y, np.column_stack([1 - p, p]), sample_weight=w, **options)
            if ours is log_loss
            else np.average((y - p) ** 2, weights=w)
            for y, p in zip(Y.T, P.T)
        ]
        assert_allclose(ours(Y, P, average=None, sample_weight=w), labels)
        assert_allclose(ours(Y, P, sample_weight=w), np.mean(labels))


def bins(y, p, w, n_bins):
    """Calibration error as its definition reads."""
    error = 0
    for b in range(n_bins):
        here = (p >= b / n_bins) & ((p < (b + 1) / n_bins) | (b == n_bins - 1))
        if w[here].sum():
            gap = np.average(y[here], weights=w[here]) - np.average(
                p[here], weights=w[here]
            )
            error += w[here].sum() / w.sum() * abs(gap)
    return error


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n_bins=st.sampled_from([1, 2, 8]))
def test_calibration_error_is_its_definition(seed, n_bins):
    """
    The weighted gap between frequency and mean probability, bin by bin.
    """
    Y, P, w = draw(seed)
    options = {"n_bins": n_bins, "sample_weight": w}

    labels = [bins(y, p, w, n_bins) for y, p in zip(Y.T, P.T)]
    pooled = bins(Y.ravel(), P.ravel(), np.repeat(w, 3), n_bins)

    def error(average):
        return expected_calibration_error(Y, P, average=average, **options)

    assert_allclose(error(None), labels, atol=1e-12)
    assert_allclose(error("macro"), np.mean(labels), atol=1e-12)
    assert_allclose(error("micro"), pooled, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_probabilities_not_stored_are_zero(seed):
    """
    Sparse probabilities give what the same ones give with their zeros written out.
    """
    Y, P, w = draw(seed)

    for metric in (log_loss, brier_score, expected_calibration_error):
        got = metric(sp.csr_array(Y), sp.csr_array(P), average=None, sample_weight=w)
        expected = metric(Y, P, average=None, sample_weight=w)
        assert_allclose(got, expected, atol=1e-12)


def test_large_matrices_are_read_in_blocks(monkeypatch):
    """
    The answer does not depend on the size of a block.
    """
    Y, P, w = draw(5)
    whole = log_loss(Y, P, sample_weight=w)
    monkeypatch.setitem(log_loss.__globals__, "_BLOCK", 4)

    assert_allclose(log_loss(Y, P, sample_weight=w), whole)


@pytest.mark.parametrize("metric", [log_loss, brier_score, expected_calibration_error])
def test_scores_that_are_no_probabilities_are_refused(metric):
    """
    A decision value is no probability; evaluate leaves these metrics out.
    """
    Y, S = [[1, 0]], [[1.5, -2.0]]
    message = "probabilities must be between 0 and 1, got values from -2 to 1.5."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        metric(Y, S)
    assert metric.__name__ not in evaluate(Y, None, S)


def test_bad_options_are_refused():
    """
    Averages over rows, and no bins, are errors.
    """
    with pytest.raises(ValueError, match=r"^n_bins must be at least 1, got 0\.$"):
        expected_calibration_error([[1]], [[0.5]], n_bins=0)
    with pytest.raises(
        ValueError, match=r"^average must be one of .*, got 'samples'\.$"
    ):
        expected_calibration_error([[1]], [[0.5]], average="samples")
    with pytest.raises(ValueError, match=r"^average must be one of .*, got 'micro'\.$"):
        log_loss([[1]], [[0.5]], average="micro")
