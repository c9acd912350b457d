"""Tests of the multinomial logistic regression."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from mlclf import LabelPowerset
from mlclf.solvers import _multinomial_regression as solver
from mlclf.solvers import find_class_solver


def problem(seed=0, n=70, d=6, n_classes=5, scale=1.0):
    rng = np.random.default_rng(seed)
    codes = np.concatenate([np.arange(n_classes), rng.integers(0, n_classes - 1, n)])
    X = rng.normal(size=(len(codes), d)) + 0.5 * codes[:, None] * rng.normal(size=d)
    return X * np.append(np.ones(d - 1), scale) + 3, codes


def objective(fitted, X, codes, weight=None):
    scores = X @ fitted.coef_.T + fitted.intercept_
    chosen = scores[np.arange(len(X)), codes]
    loss = np.log(np.exp(scores - chosen[:, None]).sum(axis=1))
    weight = np.ones(len(X)) if weight is None else weight
    return fitted.C * weight @ loss + 0.5 * np.sum(fitted.coef_**2)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 1000),
    scale=st.sampled_from([0.01, 1.0, 100.0]),
    C=st.sampled_from([0.01, 1.0, 100.0]),
    intercept=st.booleans(),
    weighted=st.booleans(),
)
def test_no_objective_is_worse_than_scikit_learns(seed, scale, C, intercept, weighted):
    """
    Unscaled features, rare classes, any C: never more than 1e-5 above scikit-learn.
    """
    X, codes = problem(seed, scale=scale)
    weight = np.random.default_rng(seed).random(len(X)) + 0.1 if weighted else None
    estimator = LogisticRegression(C=C, fit_intercept=intercept, max_iter=5000)

    ours = solver.fit(estimator, X, codes, sample_weight=weight)
    with warnings.catch_warnings():
        # On unscaled features scikit-learn may well run out of iterations.
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = estimator.fit(X, codes, sample_weight=weight)

    least = objective(theirs, X, codes, weight)
    assert objective(ours, X, codes, weight) <= least * (1 + 1e-5)


@pytest.mark.parametrize("intercept", [True, False])
def test_it_is_the_model_of_scikit_learn(intercept):
    """
    Solved tightly, coefficients and probabilities are scikit-learn's.
    """
    X, codes = problem()
    estimator = LogisticRegression(tol=1e-9, max_iter=10_000, fit_intercept=intercept)

    ours, theirs = solver.fit(estimator, X, codes), estimator.fit(X, codes)

    assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-5)
    assert_array_equal(ours.classes_, theirs.classes_)
    assert ours.n_features_in_ == theirs.n_features_in_
    assert ours.coef_.shape == theirs.coef_.shape
    assert ours.intercept_.shape == theirs.intercept_.shape


@pytest.mark.parametrize("case", ["collinear", "wide", "constant"])
def test_degenerate_samples_are_no_trouble(case):
    """
    Copied, constant or more features than samples have an optimum all the same.
    """
    X, codes = problem(n=30)
    if case == "collinear":
        X = np.hstack([X, X])
    elif case == "wide":
        X = np.hstack([X, np.random.default_rng(1).normal(size=(len(X), 80))])
    else:
        X[:, 2] = 7.0
    estimator = LogisticRegression(max_iter=10_000)

    ours, theirs = solver.fit(estimator, X, codes), estimator.fit(X, codes)

    assert objective(ours, X, codes) <= objective(theirs, X, codes) * (1 + 1e-5)


def test_single_precision_stays_single():
    """
    float32 samples give float32 coefficients.
    """
    X, codes = problem()
    fitted = solver.fit(LogisticRegression(), X.astype(np.float32), codes)

    assert fitted.coef_.dtype == fitted.intercept_.dtype == np.float32


def test_too_few_iterations_warn():
    """
    The warning says what to do.
    """
    X, codes = problem()
    message = (
        r"^LogisticRegression did not converge in max_iter=1 iterations: scale the "
        r"features or increase max_iter\.$"
    )

    with pytest.warns(ConvergenceWarning, match=message):
        solver.fit(LogisticRegression(max_iter=1, tol=1e-9), X, codes)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"solver": "saga"}, "solver must be 'lbfgs'"),
        ({"C": np.inf}, "C must be finite"),
        ({"class_weight": "balanced"}, "class_weight must be None"),
        ({"warm_start": True}, "verbose and warm_start must be off"),
    ],
)
def test_other_models_are_refused(params, reason):
    """
    What scikit-learn would fit otherwise is left to it.
    """
    X, _ = problem()

    assert solver.refuse(LogisticRegression(**params), X, {}) == reason


def test_odd_samples_and_weights_are_refused():
    """
    Sparse or integer samples and weights of zero are left to scikit-learn.
    """
    X, _ = problem()
    dense_only = "X must be dense, of floating point numbers"

    assert solver.refuse(LogisticRegression(), sp.csr_array(X), {}) == dense_only
    assert solver.refuse(LogisticRegression(), X.astype(int), {}) == dense_only
    weights = {"sample_weight": np.array([0.0, 1.0])}
    refusal = solver.refuse(LogisticRegression(), X, weights)
    assert refusal == "sample_weight must be positive"


def test_the_choice_is_made_by_cost():
    """
    Two classes and very wide samples are left to scikit-learn, unless insisted upon.
    """
    X, _ = problem()

    assert find_class_solver(LogisticRegression(), X, 5, {}) is solver
    assert find_class_solver(LogisticRegression(), X, 5, {}, choice="separate") is None
    assert find_class_solver(LogisticRegression(), X, 2, {}) is None
    assert not solver.pays(np.ones((10, 4000)), 5)
    with pytest.raises(ValueError, match=r"\(there must be at least 3 classes\)"):
        find_class_solver(LogisticRegression(), X, 2, {}, choice="joint")


def test_label_powerset_takes_it_by_itself():
    """
    solver="auto" predicts what "separate" does.
    """
    X, codes = problem(n=200)
    Y = (codes[:, None] >> np.arange(3)) & 1
    estimator = LogisticRegression(max_iter=10_000, tol=1e-7)

    auto = LabelPowerset(estimator).fit(X, Y)
    separate = LabelPowerset(estimator, solver="separate").fit(X, Y)

    assert_array_equal(auto.predict(X), separate.predict(X))
    assert_allclose(auto.predict_proba(X), separate.predict_proba(X), atol=1e-4)
