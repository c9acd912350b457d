"""Tests of the solve of all columns: scikit-learn's fits are the oracle."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.quasi_newton._joint_solve import solve_columns, warn_unconverged
from mlclf.quasi_newton._logistic_columns import LogisticColumns
from tests.steps import Steps

BACKEND = NumpyBackend(float)


@pytest.fixture
def data():
    """Five columns, the second and the last of them constant."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 4))
    Y = (X @ rng.normal(size=(4, 5)) + rng.normal(size=(80, 5)) > 0.5).astype(np.int8)
    Y[:, 1], Y[:, 4] = 1, 0
    return X, Y


def test_columns_come_in_their_order(data):
    """
    Whatever the order of the solve; constant ones are infinitely sure, and each is one
    step of progress.
    """
    X, Y = data
    base, steps = LogisticRegression(tol=1e-9), []
    progress = SimpleNamespace(step=lambda: steps.append(1))

    coef, intercept, n_iter = solve_columns(
        LogisticColumns, base, X, Y, progress=progress, backend=BACKEND
    )

    assert len(steps) == 5
    assert_array_equal(intercept[[1, 4]], [np.inf, -np.inf])
    assert not coef[[1, 4]].any()
    assert_array_equal(n_iter > 0, [True, False, True, True, False])
    exact = LogisticRegression(solver="newton-cholesky", tol=1e-10)
    for j in (0, 2, 3):
        exact.fit(X, Y[:, j])
        assert_allclose(coef[j], exact.coef_[0], rtol=1e-5)
        assert_allclose(intercept[j], exact.intercept_[0], rtol=1e-5)


def test_an_intercept_may_be_penalized(data):
    """
    As the coefficient of a constant feature: liblinear's logistic regression.
    """
    X, Y = data
    base = LogisticRegression(tol=1e-9)

    coef, intercept, _ = solve_columns(
        LogisticColumns, base, X, Y, backend=BACKEND, bias=3.0
    )

    theirs = LogisticRegression(
        solver="liblinear", intercept_scaling=3.0, tol=1e-10, max_iter=10_000
    )
    for j in (0, 2, 3):
        theirs.fit(X, Y[:, j])
        assert_allclose(coef[j], theirs.coef_[0], rtol=1e-4)
        assert_allclose(intercept[j], theirs.intercept_[0], rtol=1e-4)


def test_columns_that_do_not_converge_are_counted(data):
    """
    They have one iteration more than were allowed, of which a warning tells.
    """
    X, Y = data
    base = LogisticRegression(tol=1e-9, max_iter=1)

    steps = Steps()
    _, _, n_iter = solve_columns(
        LogisticColumns, base, X, Y, backend=BACKEND, progress=steps
    )

    assert n_iter.max() == 2
    assert steps.n == np.count_nonzero(n_iter == 0)
    with pytest.warns(ConvergenceWarning, match=r"^\d of 5 columns did not converge"):
        assert warn_unconverged(n_iter, 1, steps).max() == 1
    assert steps.n == 5
