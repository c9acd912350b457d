"""Tests of ridge regressions by singular values."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.multioutput import MultiOutputClassifier

from mlclf import BinaryRelevance
from mlclf.solvers._ridge_classifier import ridge_sparse
from mlclf.solvers._ridge_svd import excess, is_doubtful, ridge_svd, svd_is_quick


def make_data(shape=(40, 100), stamp=0.0, seed=0):
    """Sparse samples, perhaps with a time stamp of 1.6e9 seconds; targets of ±1."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=shape) * (rng.random(shape) < 0.2)
    Y = (X @ rng.normal(size=(shape[1], 3)) > 0).astype(int)
    Y[:2] = [[0], [1]]
    if stamp:
        X = np.hstack([X, stamp + 1e-2 * stamp * rng.random((len(X), 1))])
    return X, Y


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("shape", [(60, 9), (25, 40)], ids=["tall", "wide"])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_well_scaled_samples_have_the_coefficients_of_ridge(
    weighted, intercept, shape, container
):
    """
    In any container, weighted or not; and their objectives exceed no minimum.
    """
    X, Y = make_data(shape)
    weight = np.random.default_rng(1).random(len(X)) + 0.1 if weighted else None
    expected = Ridge(alpha=2.0, fit_intercept=intercept, solver="svd")
    expected.fit(X, 2.0 * Y - 1, sample_weight=weight)

    coef, b = ridge_svd(container(X), 2.0 * Y - 1, 2.0, weight, fit_intercept=intercept)

    assert_allclose(coef, expected.coef_, atol=1e-10)
    assert_allclose(b, expected.intercept_ + np.zeros(3), atol=1e-10)
    problem = container(X), 2.0 * Y - 1, 2.0, weight
    assert (excess(*problem, coef, b) < 1e-20).all()
    assert (excess(*problem, coef + 0.1, b) > 1e-3).all()
    assert not is_doubtful(container(X), 2.0, weight, fit_intercept=intercept)
    assert svd_is_quick(X)


def test_the_excess_by_hand():
    """
    One sample of 1, target 1, ridge 1, coefficient 0: the objective is 1, its gradient
    -2, so that it is at most 4 / 4 = 1 above the minimum, which is 1/2.
    """
    found = excess(np.eye(1), np.ones((1, 1)), 1.0, None, np.zeros((1, 1)), 0.0)

    assert_allclose(found, [1.0])


@pytest.mark.filterwarnings("ignore::scipy.linalg.LinAlgWarning")
@pytest.mark.filterwarnings("ignore:Singular matrix in solving dual problem")
@pytest.mark.parametrize("alpha", [1e-4, 1.0])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("stamp", [1e5, 1e7, 1e9])
@pytest.mark.parametrize("shape", [(40, 100), (120, 20)], ids=["wide", "tall"])
def test_a_time_stamp_among_texts(shape, stamp, container, intercept, alpha):
    """
    One large feature neither raises an error nor spoils the others: every objective is
    as small as scikit-learn's, and within 1e-4 of its least value.
    """
    X, Y = make_data(shape, stamp)
    X = container(X)
    base = RidgeClassifier(alpha=alpha, fit_intercept=intercept)

    ours = BinaryRelevance(base, solver="joint").fit(X, Y)

    theirs = MultiOutputClassifier(base).fit(X, Y)
    best, best_b = ridge_svd(X, 2.0 * Y - 1, alpha, None, fit_intercept=intercept)
    for j in range(3):
        least = objective(X, Y[:, j], alpha, best[j], best_b[j])
        one, other = (
            objective(X, Y[:, j], alpha, e.coef_.ravel(), np.ravel(e.intercept_)[0])
            for e in (ours.estimators_[j], theirs.estimators_[j])
        )
        assert one <= other * (1 + 1e-4)
        assert one <= least * (1 + 1e-4)


def objective(X, y, alpha, coef, intercept):
    """Of ridge regression."""
    residual = X @ coef + intercept - (2 * y - 1)
    return residual @ residual + alpha * (coef @ coef)


def test_normal_equations_are_doubted_where_they_fail():
    """
    A stamp beside a ridge of 1 is beyond double precision, and said to be.
    """
    X, Y = make_data(stamp=1e9)
    targets, weight = 2.0 * Y - 1, np.ones(len(X))

    doubtful = is_doubtful(sp.csr_array(X), 1.0, None, fit_intercept=True)

    assert doubtful
    with pytest.raises(np.linalg.LinAlgError):
        ridge_sparse(sp.csr_array(X), targets, 1.0, weight, fit_intercept=True)


def test_large_sparse_samples_are_left_to_scikit_learn(monkeypatch):
    """
    Where no decomposition is quick, columns are fitted one by one.
    """
    X, Y = make_data(stamp=1e9)
    X = sp.csr_array(X)
    monkeypatch.setattr("mlclf.solvers._ridge_svd.ENTRIES", 0)

    ours = BinaryRelevance(RidgeClassifier(), solver="joint").fit(X, Y)

    for one, y in zip(ours.estimators_, Y.T):
        alone = RidgeClassifier().fit(X, y)
        assert_allclose(one.coef_.ravel(), alone.coef_.ravel())
