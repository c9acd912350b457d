"""Tests of Newton steps for logistic regression: tight fits are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import LinAlgError
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from mlclf.solvers import _logistic_newton
from mlclf.solvers._logistic_newton import LogisticNewton
from tests.solvers.test_hinge_newton import problem

TIGHT = {"solver": "newton-cg", "tol": 1e-10, "max_iter": 10_000}


def fit(estimator, X, y, weight=None, start=None):
    """What the steps find, from zero or from elsewhere."""
    coef, intercept = (np.zeros(X.shape[1]), 0.0) if start is None else start
    newton = LogisticNewton(estimator, X)
    return newton.fit(y, weight, coef=coef, intercept=intercept)


@pytest.mark.parametrize("shape", [(80, 6), (30, 50)], ids=["tall", "wide"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("far", [False, True], ids=["from zero", "from anywhere"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"C": 100.0},
        {"C": 1e-3},
        {"fit_intercept": False},
        {"class_weight": {1: 3.0}},
        {"class_weight": "balanced"},
    ],
    ids=repr,
)
def test_the_optimum_is_that_of_a_tight_fit(params, far, weighted, shape):
    """
    In coefficients, and in objective.
    """
    X, y = problem(*shape)
    weight = np.arange(len(y)) % 3 + 1.0 if weighted else None
    tight = LogisticRegression(**params, **TIGHT)
    if params.get("class_weight") == "balanced" and weighted:
        # scikit-learn counts samples, not their weights.
        on, total = weight @ y, weight.sum()
        balanced = {0: total / (2 * (total - on)), 1: total / (2 * on)}
        tight.set_params(class_weight=balanced)
    tight.fit(X, y, sample_weight=weight)
    rng = np.random.default_rng(1)
    start = (rng.normal(size=X.shape[1]), rng.normal()) if far else None

    coef, intercept, n_iter = fit(LogisticRegression(**params), X, y, weight, start)

    assert_allclose(coef, tight.coef_[0], rtol=1e-3, atol=1e-4)
    assert_allclose(intercept, tight.intercept_[0], rtol=1e-3, atol=1e-3)
    assert 0 < n_iter <= 100


@pytest.mark.parametrize("offset", [0, 1e7])
@pytest.mark.parametrize("scale", [1e-5, 1.0, 1e5])
@pytest.mark.parametrize("intercept", [False, True])
def test_neither_scale_nor_offset_matter(intercept, scale, offset):
    """
    The gradient of the objective is zero at the solution, in units of the features.
    """
    X, y = problem(60, 5)
    X = scale * X + offset
    estimator = LogisticRegression(fit_intercept=intercept)

    coef, b, n_iter = fit(estimator, X, y)

    centered = X - X.mean(axis=0) if intercept else X
    residual = expit(centered @ coef + (b + (X - centered)[0] @ coef)) - y
    gradient = residual @ centered + coef
    size = np.abs(centered).sum(axis=0) + np.abs(coef)
    assert (np.abs(gradient) <= 1e-6 * size).all()
    assert n_iter < 30


@pytest.mark.parametrize("weight", [1e-6, 1e6])
def test_weights_of_any_size_are_the_same_as_a_penalty(weight):
    """
    Weights of w with C are no weights with w * C.
    """
    X, y = problem(60, 5)

    weighted, _, _ = fit(LogisticRegression(), X, y, np.full(60, weight))

    assert_allclose(weighted, fit(LogisticRegression(C=weight), X, y)[0], rtol=1e-6)


def test_samples_are_weighted_in_chunks(monkeypatch):
    """
    However few at a time, the answer is the same.
    """
    X, y = problem(80, 6)
    expected, *_ = fit(LogisticRegression(), X, y)

    monkeypatch.setattr(_logistic_newton, "CHUNK", 50)

    assert_allclose(fit(LogisticRegression(), X, y)[0], expected, rtol=1e-8)


def test_features_without_spread_have_no_coefficients():
    """
    Of a constant feature and of one that repeats another, as scikit-learn has it.
    """
    X, y = problem(40, 3)
    X = np.column_stack([X, np.full(40, 7.0), X[:, 0]])

    coef, *_ = fit(LogisticRegression(), X, y)

    tight = LogisticRegression(**TIGHT).fit(X, y)
    assert_allclose(coef, tight.coef_[0], atol=1e-5)
    assert abs(coef[3]) < 1e-12


def test_too_few_steps_are_an_error():
    """
    Who allows one step gets no half-way answer.
    """
    X, y = problem(80, 6)

    with pytest.raises(LinAlgError, match=r"^the steps do not end$"):
        fit(LogisticRegression(max_iter=1), X, y)


def test_few_features_or_samples_are_quick():
    """
    The smaller side counts, and the number of entries.
    """
    assert LogisticNewton.is_quick(np.empty((1000, 100)))
    assert LogisticNewton.is_quick(np.empty((100, 1000)))
    assert not LogisticNewton.is_quick(np.empty((300, 300)))
    assert not LogisticNewton.is_quick(np.broadcast_to(0.0, (10**6, 100)))
