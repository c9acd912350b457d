"""Tests of Newton steps for support vector machines: tight fits are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import LinAlgError
from sklearn.svm import LinearSVC

from mlclf.solvers import _hinge_newton
from mlclf.solvers._hinge_newton import HingeNewton
from tests.solvers.test_linear_svc import objective


def problem(n, d, noise=0.5, seed=0):
    """Samples of features far apart in scale, and labels that depend on them."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * np.exp(rng.normal(size=d)) + rng.normal(size=d)
    m = X @ rng.normal(size=d)
    return X, (m + noise * m.std() * rng.normal(size=n) > m.mean()).astype(int)


def fit(estimator, X, y, weight=None, seed=None):
    """A LinearSVC that has what the steps found, from zero or from anywhere."""
    coef, intercept = np.zeros(X.shape[1]), 0.0
    if seed is not None:
        rng = np.random.default_rng(seed)
        coef, intercept = rng.normal(size=X.shape[1]), rng.normal()
    newton = HingeNewton(estimator, X)
    found = LinearSVC()
    coef, found.intercept_, found.n_iter_ = newton.fit(
        y, weight, coef=coef, intercept=intercept
    )
    found.coef_ = coef[None]
    return found


@pytest.mark.parametrize("shape", [(80, 6), (30, 50)], ids=["tall", "wide"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", [None, 1], ids=["from zero", "from anywhere"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"C": 100.0},
        {"C": 1e-3},
        {"fit_intercept": False},
        {"intercept_scaling": 5.0},
        {"class_weight": {1: 3.0}},
    ],
    ids=repr,
)
def test_the_optimum_is_that_of_a_tight_fit(params, seed, weighted, shape):
    """
    In objective and in coefficients.
    """
    X, y = problem(*shape)
    weight = np.arange(len(y)) % 3 if weighted else None
    tight = LinearSVC(**params, tol=1e-10, dual=False, max_iter=100_000)
    tight.fit(X, y, sample_weight=weight)

    found = fit(LinearSVC(**params), X, y, weight, seed)

    best = objective(tight, tight, X, y, weight)
    assert objective(tight, found, X, y, weight) <= best * (1 + 1e-8)
    assert_allclose(found.coef_, tight.coef_, atol=2e-3)
    assert_allclose(found.intercept_, tight.intercept_, atol=2e-3)


@pytest.mark.parametrize("weighted", [False, True])
def test_samples_are_copied_in_chunks(weighted, monkeypatch):
    """
    However few at a time, the answer is the same.
    """
    X, y = problem(80, 6)
    weight = np.arange(80) % 3 if weighted else None
    expected = fit(LinearSVC(), X, y, weight)

    monkeypatch.setattr(_hinge_newton, "CHUNK", 50)
    found = fit(LinearSVC(), X, y, weight)

    assert_allclose(found.coef_, expected.coef_, rtol=1e-8)
    assert found.n_iter_ == expected.n_iter_


def test_balanced_classes_count_weights():
    """
    A weight of two is the same as the sample twice.
    """
    X, y = problem(40, 3)
    weight = np.arange(40) % 3
    estimator = LinearSVC(class_weight="balanced")

    found = fit(estimator, X, y, weight)

    repeated = fit(estimator, np.repeat(X, weight, axis=0), np.repeat(y, weight))
    assert_allclose(found.coef_, repeated.coef_, rtol=1e-6)
    assert_allclose(found.intercept_, repeated.intercept_, rtol=1e-6)


def test_separable_samples_and_a_weak_penalty_take_few_steps():
    """
    By way of stronger ones; straight there it is more than a hundred.
    """
    X, y = problem(1000, 200, noise=0)

    assert fit(LinearSVC(C=50), X, y).n_iter_ < 50


def test_a_good_start_takes_few_steps():
    """
    Near the solution, there is no detour.
    """
    X, y = problem(80, 6)
    estimator = LinearSVC()
    first = fit(estimator, X, y)

    *_, n_iter = HingeNewton(estimator, X).fit(
        y, coef=first.coef_[0], intercept=first.intercept_
    )

    assert first.n_iter_ > 4
    assert n_iter == 1


def test_no_features_leave_the_intercept():
    """
    Of 20 and 60 samples, hand-worked: w = 2 (20 (1 - w) - 60 (1 + w)), w = -80 / 161.
    """
    y = np.arange(80) % 4 == 0

    coef, intercept, _ = HingeNewton(LinearSVC(), np.zeros((80, 0))).fit(
        y, coef=np.zeros(0), intercept=0.0
    )

    assert coef.shape == (0,)
    assert_allclose(intercept, -80 / 161)


def test_a_penalty_lost_in_rounding_raises():
    """
    Two equal features of 1e9: a Hessian that is singular in double precision.
    """
    x = 1e9 * np.random.default_rng(0).normal(size=(30, 1))

    with pytest.raises(LinAlgError, match="lost in the rounding"):
        fit(LinearSVC(), np.hstack([x, x]), (x[:, 0] > 3e8).astype(int))


def test_too_few_iterations_raise():
    """
    As many as the estimator allows for each penalty.
    """
    X, y = problem(80, 6)

    for max_iter in (0, 1):
        with pytest.raises(LinAlgError, match="the steps do not end"):
            fit(LinearSVC(max_iter=max_iter), X, y)


def test_samples_are_not_changed():
    """
    Nor is the start.
    """
    X, y = problem(30, 50)
    before, coef = X.copy(), np.ones(50)

    HingeNewton(LinearSVC(), X).fit(y, coef=coef, intercept=1.0)

    assert_allclose(X, before, rtol=0)
    assert_allclose(coef, 1, rtol=0)
