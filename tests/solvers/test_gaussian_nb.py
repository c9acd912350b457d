"""Tests of the joint fit of Gaussian naive Bayes classifiers."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.naive_bayes import GaussianNB

from mlclf._base import fit_binary
from mlclf.solvers import _gaussian_nb as solver
from tests.solvers.closed_forms import assert_same_fit, hard_labels


def samples(seed, n=80, scale=1.0, shift=0.0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 5)) * [1, 1, scale, 1, 0.1] + [0, shift, 0, 1, -1]


@pytest.mark.parametrize(
    "estimator",
    [GaussianNB(), GaussianNB(var_smoothing=0.1), GaussianNB(priors=[0.2, 0.8])],
    ids=repr,
)
@pytest.mark.parametrize("weighted", [False, True])
def test_agrees_with_separate_fits(estimator, weighted):
    """
    Every label, rare, nearly full or constant, gets scikit-learn's probabilities.
    """
    X, Y = samples(0), hard_labels(80)
    params = {}
    if weighted:
        params["sample_weight"] = np.random.default_rng(1).random(80) + 0.1

    _, made, separate = assert_same_fit(solver, estimator, X, Y, samples(1), **params)

    for one, other in zip(made[:4], separate[:4]):
        assert_allclose(one.theta_, other.theta_)
        assert_allclose(one.var_, other.var_, rtol=1e-6)
        assert_allclose(one.epsilon_, other.epsilon_)
        assert_allclose(one.class_prior_, other.class_prior_)


@pytest.mark.parametrize("block_size", [2**20, 35])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_device_finds_the_same(torch_device, weighted, block_size, monkeypatch):
    """
    Added up by torch, at once or a few rows at a time: scikit-learn's probabilities.
    """
    monkeypatch.setattr(solver, "BLOCK_SIZE", block_size)
    X, Y = samples(0), hard_labels(80)
    weight = np.random.default_rng(1).random(80) + 0.1
    params = {"sample_weight": weight} if weighted else {}

    _, made, separate = assert_same_fit(
        solver, GaussianNB(), X, Y, samples(1), device=torch_device, **params
    )

    for one, other in zip(made[:4], separate[:4]):
        assert_allclose(one.theta_, other.theta_)
        assert_allclose(one.epsilon_, other.epsilon_)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 1000),
    scale=st.sampled_from([1e-3, 1.0, 1e3]),
    shift=st.sampled_from([0.0, 10.0, 1e4]),
)
def test_unscaled_features_lose_no_digits_that_matter(seed, scale, shift):
    """
    Features of very different size and far from zero: log-odds to six digits.
    """
    X, Y = samples(seed, scale=scale, shift=shift), hard_labels(80, seed)
    X_test = samples(seed + 1, scale=scale, shift=shift)
    S = solver.fit(GaussianNB(), X, Y).decision_function(X_test)

    for j in (0, 3):
        jll = fit_binary(GaussianNB(), X, Y[:, j]).predict_joint_log_proba(X_test)
        assert_allclose(S[:, j], jll[:, 1] - jll[:, 0], rtol=1e-6, atol=1e-6)


def test_features_that_never_vary_within_a_label():
    """
    Binary features that are always off for a label: only the smoothing is left.
    """
    rng = np.random.default_rng(0)
    X, Y = (rng.random((60, 8)) < 0.3).astype(float), hard_labels(60)
    X[Y[:, 0] == 1, 2] = 0

    assert_same_fit(solver, GaussianNB(), X, Y, X, rtol=1e-5, atol=1e-6)


def test_single_precision_agrees_to_its_digits():
    """
    float32 samples give scikit-learn's float32 answer, to float32's digits.
    """
    X = samples(0).astype(np.float32)

    assert_same_fit(solver, GaussianNB(), X, hard_labels(80), X, rtol=2e-3, atol=1e-4)


def test_blocks_of_samples_add_up(monkeypatch):
    """
    Taking a few rows at a time changes nothing.
    """
    X, Y = samples(0), hard_labels(80)
    whole = solver.fit(GaussianNB(), X, Y).predict_proba(X)

    monkeypatch.setattr(solver, "BLOCK_SIZE", 35)

    blocks = solver.fit(GaussianNB(), X, Y).predict_proba(X)

    # A variance summed in another order differs in its last digit, and so does the
    # logarithm of each probability: near 0 that is much of it, but no amount at all.
    assert_allclose(blocks, whole, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize(
    ("estimator", "X", "reason"),
    [
        (GaussianNB(), sp.csr_array([[1.0]]), "GaussianNB takes dense X only"),
        (GaussianNB(priors=[0.5, 0.4]), np.eye(2), "priors must be two probabilities"),
        (GaussianNB(priors=[1.0]), np.eye(2), "priors must be two probabilities"),
    ],
)
def test_what_has_no_joint_answer_is_refused(estimator, X, reason):
    """
    What scikit-learn refuses is left to scikit-learn's own message.
    """
    assert solver.refuse(estimator, X, {}).startswith(reason)
