"""Tests of precision, recall, F and Jaccard."""

import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from mlclf.metrics import (
    f1_score,
    fbeta_score,
    jaccard_score,
    precision_score,
    recall_score,
)

AVERAGES = ["samples", "micro", "macro", "weighted", None]
PAIRS = [
    (precision_score, sk.precision_score),
    (recall_score, sk.recall_score),
    (f1_score, sk.f1_score),
    (jaccard_score, sk.jaccard_score),
]
CASES = [
    pytest.param(ours, theirs, value, id=f"{theirs.__name__}-{value}")
    for ours, theirs in PAIRS
    for value in (0, 1, np.nan)
    # scikit-learn's Jaccard score takes no nan.
    if not (theirs is sk.jaccard_score and np.isnan(value))
]


def draw(seed):
    """Draw labels with empty and full rows and columns."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 12), rng.integers(2, 6)
    Y, Z = (rng.random((2, *shape)) < rng.random((2, 1, shape[1]))).astype(int)
    Y[rng.random(shape[0]) < 0.2] = 0
    Z[rng.random(shape[0]) < 0.2] = 0
    return Y, Z, rng.integers(1, 4, size=shape[0])


@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize(("ours", "theirs", "zero_division"), CASES)
def test_equals_scikit_learn(ours, theirs, average, zero_division):
    """
    Every average, with weights and with 0/0, is scikit-learn's.
    """
    for seed in range(25):
        Y, Z, w = draw(seed)
        options = {"average": average, "sample_weight": w}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = theirs(Y, Z, zero_division=zero_division, **options)

        got = ours(Y, Z, zero_division=zero_division, **options)

        assert_allclose(got, expected, err_msg=str(seed))


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    beta=st.floats(0, 10),
    average=st.sampled_from(AVERAGES),
)
def test_f_beta_equals_scikit_learn(seed, beta, average):
    """
    F-beta is scikit-learn's for every beta.
    """
    Y, Z, w = draw(seed)
    options = {"beta": beta, "average": average, "sample_weight": w}

    expected = sk.fbeta_score(Y, Z, zero_division=0, **options)

    assert_allclose(fbeta_score(Y, Z, **options), expected)


def test_f_beta_goes_from_precision_to_recall():
    """
    Beta 0 is the precision, an infinite beta the recall.
    """
    Y, Z, _ = draw(3)

    assert fbeta_score(Y, Z, beta=0) == precision_score(Y, Z)
    assert fbeta_score(Y, Z, beta=np.inf) == recall_score(Y, Z)


def test_negative_beta_is_refused():
    """
    The message says what beta must be.
    """
    message = "beta must be at least 0, got -1."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        fbeta_score([[1]], [[1]], beta=-1)


def test_worked_example():
    """
    Two samples and three labels, by hand.
    """
    Y, Z = [[1, 1, 0], [0, 0, 0]], [[1, 0, 1], [0, 0, 0]]
    # sample 1: tp 1, fp 1, fn 1: P = R = F = 1/2, J = 1/3; sample 2: 0/0.
    assert precision_score(Y, Z, average="samples") == 0.25
    assert f1_score(Y, Z, average="samples", zero_division=1) == 0.75
    assert f1_score(Y, Z, average="samples", zero_division=np.nan) == 0.5
    assert_allclose(jaccard_score(Y, Z, average="samples"), 1 / 6)
    # labels: F = 1, 0, 0
    assert_allclose(f1_score(Y, Z, average=None), [1, 0, 0])
