"""Tests of the joint fit of ridge classifiers."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.linear_model import RidgeClassifier

from mlclf import BinaryRelevance
from mlclf.backends._torch_backend import TorchBackend
from mlclf.solvers import _ridge_classifier as solver
from tests.solvers.closed_forms import assert_same_fit, counts, hard_labels


@pytest.mark.parametrize("shape", [(60, 9), (25, 40)], ids=["tall", "wide"])
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csr_matrix])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    "estimator",
    [
        RidgeClassifier(tol=1e-12),
        RidgeClassifier(alpha=30.0, tol=1e-12),
        RidgeClassifier(fit_intercept=False, tol=1e-12),
    ],
    ids=repr,
)
def test_agrees_with_separate_fits(estimator, weighted, container, shape):
    """
    The one factorization gives the coefficients of every separate fit.
    """
    X, Y = counts(*shape), hard_labels(shape[0])
    params = {}
    if weighted:
        params["sample_weight"] = np.random.default_rng(1).random(shape[0]) + 0.1

    _, made, separate = assert_same_fit(
        solver, estimator, container(X), Y, container(X), rtol=1e-6, **params
    )

    for one, other in zip(made[:4], separate[:4]):
        assert_allclose(one.coef_, other.coef_, rtol=1e-5, atol=1e-7)
        assert_allclose(one.intercept_, other.intercept_, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("shape", [(60, 9), (25, 40)], ids=["tall", "wide"])
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("params", [{}, {"alpha": 30.0}, {"fit_intercept": False}])
def test_a_device_finds_the_same(torch_device, params, weighted, container, shape):
    """
    Factorized by torch: the coefficients of every separate fit.
    """
    X, Y = container(counts(*shape)), hard_labels(shape[0])
    weight = np.random.default_rng(1).random(shape[0]) + 0.1
    weights = {"sample_weight": weight} if weighted else {}
    base = RidgeClassifier(tol=1e-12, **params)

    _, made, separate = assert_same_fit(
        solver, base, X, Y, X, rtol=1e-6, device=torch_device, **weights
    )

    for one, other in zip(made[:4], separate[:4]):
        assert_allclose(one.coef_, other.coef_, rtol=1e-5, atol=1e-7)
        assert_allclose(one.intercept_, other.intercept_, rtol=1e-5, atol=1e-7)


def test_a_device_has_limits_too(torch_device, monkeypatch):
    """
    Without a ridge, collinear features get the shortest coefficients; sparse samples
    that are too large to be dense are refused.
    """
    X, Y = counts(50, 6), hard_labels(50)
    X = np.hstack([X, X[:, :3]])
    base = RidgeClassifier(alpha=0, solver="svd")

    _, made, separate = assert_same_fit(
        solver, base, X, Y, X, rtol=1e-6, device=torch_device
    )

    for one, other in zip(made[:4], separate[:4]):
        assert_allclose(one.coef_, other.coef_, rtol=1e-5, atol=1e-7)
    monkeypatch.setattr(TorchBackend, "dense_bytes", 1000)
    reason = solver.refuse_device(RidgeClassifier(), sp.csr_array(X), {})
    assert reason == "X is sparse, and too large to be dense there"


@pytest.mark.parametrize("seed", range(30))
def test_what_is_singular_is_seen_through_rounding(torch_device, seed):
    """
    Of three features that are sums of others, what is left of pivots is rounding, often
    above zero; features may be of any scale.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, 6)) * 10.0 ** rng.integers(-2, 3, size=6)
    X = np.hstack([X, X[:, :3] + X[:, 3:]])
    base, Y = RidgeClassifier(alpha=0), hard_labels(40)[:, :4]

    coef = solver.fit(base, X, Y, device=torch_device).coef

    targets = 2.0 * Y - 1
    expected, *_ = np.linalg.lstsq(
        X - X.mean(axis=0), targets - targets.mean(axis=0), rcond=1e-10
    )
    assert_allclose(coef, expected.T, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_single_precision_stays_single(container):
    """
    float32 samples give float32 coefficients.
    """
    X = container(counts(50, 6, dtype=np.float32))

    _, made, _ = assert_same_fit(
        solver, RidgeClassifier(), X, hard_labels(50), X, rtol=1e-3, atol=1e-4
    )

    assert made[0].coef_.dtype == np.float32


def test_collinear_features_are_no_trouble():
    """
    Copied columns share their weight, as in scikit-learn.
    """
    X = counts(40, 5)
    X = np.hstack([X, X])

    assert_same_fit(solver, RidgeClassifier(), X, hard_labels(40), X)


@pytest.mark.parametrize(
    ("params", "container", "reason"),
    [
        ({"class_weight": "balanced"}, np.asarray, "class_weight gives each label"),
        ({"positive": True}, np.asarray, "positive=True has no closed form"),
        ({"solver": "sag"}, np.asarray, "solver='sag' does not factorize"),
        ({"solver": "lsqr"}, sp.csr_array, "solver='lsqr' does not factorize sparse X"),
        ({"alpha": 0.0}, sp.csr_array, "alpha must be positive for sparse X"),
    ],
)
def test_what_has_no_joint_answer_is_refused(params, container, reason):
    """
    What one factorization cannot give is left to the separate fits.
    """
    X = container(np.eye(3))

    assert solver.refuse(RidgeClassifier(**params), X, {}).startswith(reason)


def test_a_sparse_matrix_with_two_long_sides_is_refused(monkeypatch):
    """
    The factorized matrix stays within its bound.
    """
    monkeypatch.setattr(solver, "MAX_SIZE", 2)

    reason = solver.refuse(RidgeClassifier(), sp.csr_array(np.eye(3)), {})

    assert reason == "sparse X must have at most 2 samples or features"


def test_few_labels_on_long_samples_go_separately():
    """
    Where a factorization costs more than the iterations it saves, there is none.
    """
    X = sp.csr_array(sp.random(4000, 9000, density=1e-4, random_state=0))

    assert not solver.pays(RidgeClassifier(), X, 2)
    assert solver.pays(RidgeClassifier(), X[:300, :200], 100)


def test_binary_relevance_takes_it_by_itself():
    """
    solver="auto" answers as "separate" does.
    """
    X, Y = counts(60, 8), hard_labels(60)
    auto = BinaryRelevance(RidgeClassifier()).fit(X, Y)
    separate = BinaryRelevance(RidgeClassifier(), solver="separate").fit(X, Y)

    assert_allclose(auto.predict_proba(X), separate.predict_proba(X))
