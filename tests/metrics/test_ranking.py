"""Tests of the ranking metrics."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from mlclf.metrics import (
    coverage,
    error_set_size,
    is_error,
    label_ranking_average_precision,
    margin_loss,
    one_error,
    r_precision,
    ranking_loss,
)


def draw(seed, n_values=6):
    """Draw labels, with no empty row, and scores with many ties."""
    rng = np.random.default_rng(seed)
    n, n_labels = rng.integers(1, 10), rng.integers(2, 7)
    Y = rng.integers(0, 2, size=(n, n_labels))
    Y[np.arange(n), rng.integers(0, n_labels, size=n)] = 1
    return Y, rng.integers(0, n_values, size=(n, n_labels)) / n_values, rng.random(n)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_equal_scikit_learn(seed):
    """
    Coverage (less one), ranking loss and LRAP are scikit-learn's, ties and weights too.
    """
    Y, S, w = draw(seed)
    for weight in ({}, {"sample_weight": w}):
        assert_allclose(coverage(Y, S, **weight), sk.coverage_error(Y, S, **weight) - 1)
        assert_allclose(
            ranking_loss(Y, S, **weight),
            sk.label_ranking_loss(Y, S, **weight),
            atol=1e-12,
        )
        assert_allclose(
            label_ranking_average_precision(Y, S, **weight),
            sk.label_ranking_average_precision_score(Y, S, **weight),
        )


def test_worked_example():
    """
    One row of four labels, by hand.
    """
    Y, S = [[0, 1, 0, 1]], [[0.9, 0.8, 0.3, 0.1]]
    # Order: false, true, false, true.
    assert one_error(Y, S) == 1
    assert coverage(Y, S) == 3
    assert ranking_loss(Y, S) == 0.75  # 3 of 4 pairs
    assert label_ranking_average_precision(Y, S) == 0.5  # (1/2 + 2/4) / 2
    assert is_error(Y, S) == 1
    assert error_set_size(Y, S) == 3
    assert margin_loss(Y, S) == 3  # ranks 1 and 4
    assert r_precision(Y, S) == 0.5  # of the first two


def rows_by_loops(y, s):
    """The counts behind the rarer metrics, a tie being a wrong order."""
    pairs = [(a, b) for a in s[y == 1] for b in s[y == 0]]
    wrong = sum(a <= b for a, b in pairs)
    ranks = sorted(range(len(s)), key=lambda j: (-s[j], y[j]))  # false labels first
    true = [r for r, j in enumerate(ranks) if y[j]]
    false = [r for r, j in enumerate(ranks) if not y[j]]
    margin = max(0, max(true) - min(false)) if true and false else 0
    found = sum(y[j] for j in ranks[: len(true)]) / max(len(true), 1)
    return wrong > 0, wrong, margin, found


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_rarer_metrics_by_loops(seed):
    """
    Is-error, error-set size, margin loss and R-precision are their definitions.
    """
    Y, S, w = draw(seed)

    expected = np.average(
        [rows_by_loops(y, s) for y, s in zip(Y, S)], weights=w, axis=0
    )

    metrics = (is_error, error_set_size, margin_loss, r_precision)
    got = [metric(Y, S, sample_weight=w) for metric in metrics]
    assert_allclose(got, expected, atol=1e-12)


def test_r_precision_of_a_tie_is_that_of_the_worst_order():
    """
    Three labels tie, two of them are true: the false one takes the first of two places.
    """
    assert r_precision([[1, 1, 0]], [[0.5, 0.5, 0.5]]) == 0.5
    assert r_precision([[1, 0, 0]], [[0.5, 0.5, 0.5]]) == 0


def test_one_error_of_a_tie_is_the_mean_of_its_orders():
    """
    Three labels tie for the top, one of them is true: two draws of three err.
    """
    assert_allclose(one_error([[1, 0, 0, 0]], [[0.5, 0.5, 0.5, 0.1]]), 2 / 3)
    assert_allclose(one_error([[0, 0, 1, 0]], [[0.5, 0.5, 0.5, 0.1]]), 2 / 3)


@pytest.mark.parametrize(
    ("metric", "empty", "full"),
    [
        (one_error, 1, 0),
        (coverage, 0, 2),
        (ranking_loss, 0, 0),
        (label_ranking_average_precision, 1, 1),
        (is_error, 0, 0),
        (error_set_size, 0, 0),
        (margin_loss, 0, 0),
        (r_precision, 0, 1),
    ],
)
def test_rows_without_or_with_all_labels(metric, empty, full):
    """
    A row without a label, or with every label, has the value that is documented.
    """
    S = [[0.1, 0.2, 0.3]]

    assert metric([[0, 0, 0]], S) == empty
    assert metric([[1, 1, 1]], S) == full


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_columns_may_be_permuted(seed):
    """
    No ranking metric depends on the order of the labels, ties or not.
    """
    Y, S, _ = draw(seed, n_values=3)
    order = np.random.default_rng(seed).permutation(Y.shape[1])

    for metric in (one_error, coverage, ranking_loss, label_ranking_average_precision):
        assert_allclose(metric(Y[:, order], S[:, order]), metric(Y, S))
