"""Tests of the columns that are finished one by one."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from mlclf.solvers import _hinge_newton
from mlclf.solvers._finish_columns import finish_columns
from mlclf.solvers._hinge_newton import HingeNewton
from tests.solvers.closed_forms import hard_labels
from tests.solvers.test_linear_svc import texts
from tests.steps import Steps

TIGHT = LinearSVC(tol=1e-8, max_iter=10_000, dual=False)
COLUMNS = np.array([0, 2, 3])


def nothing(X, Y):
    """Coefficients, intercepts and iterations before any fit."""
    n_columns = Y.shape[1]
    return np.zeros((n_columns, X.shape[1])), np.zeros(n_columns), np.zeros(n_columns)


@pytest.mark.parametrize("by_newton", [False, True])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("weighted", [None, "rows", "columns"])
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("shape", [(120, 20), (60, 90)], ids=["tall", "wide"])
def test_columns_are_those_of_separate_fits(
    shape, container, weighted, masked, by_newton, monkeypatch
):
    """
    By either way, over the features of the mask, with the weights of the column; other
    columns stay as they are.
    """
    monkeypatch.setattr(_hinge_newton, "newton_is_quick", lambda X: by_newton)
    rng = np.random.default_rng(0)
    X, Y = texts(*shape), hard_labels(shape[0])
    masks = rng.random((X.shape[1], 6)) < 0.7
    weight = rng.integers(1, 4, size=Y.shape)
    weight = {None: None, "rows": weight[:, 0], "columns": weight}[weighted]
    solved = nothing(X, Y)

    finish_columns(
        HingeNewton,
        TIGHT,
        container(X.toarray()),
        Y,
        solved,
        COLUMNS,
        sample_weight=weight,
        masks=masks if masked else None,
    )

    coef, intercept, n_iter = solved
    for j in COLUMNS:
        used = masks[:, j] if masked else slice(None)
        its_weight = weight[:, j] if weighted == "columns" else weight
        alone = LinearSVC(**TIGHT.get_params()).fit(
            X[:, used], Y[:, j], sample_weight=its_weight
        )
        assert_allclose(coef[j, used], alone.coef_[0], atol=1e-4)
        assert_allclose(intercept[j], alone.intercept_[0], atol=1e-4)
        assert not masked or not coef[j, ~used].any()
    assert (n_iter[COLUMNS] > 0).all()
    assert_array_equal(coef[[1, 4, 5]], 0)


def test_where_newton_steps_fail_scikit_learn_does_not():
    """
    Two equal features of 1e9 have a Hessian that is singular in double precision.
    """
    x = 1e9 * np.random.default_rng(0).normal(size=(30, 1))
    X, Y = np.hstack([x, x]), (x > 3e8).astype(int)
    solved = nothing(X, Y)

    finish_columns(HingeNewton, LinearSVC(), X, Y, solved, np.array([0]))

    expected = LinearSVC().fit(X, Y[:, 0])
    assert_allclose(solved[0], expected.coef_)


def test_what_does_not_converge_warns_as_scikit_learn_does():
    """
    Too few iterations end in its own warning.
    """
    X, Y = texts(120, 90), hard_labels(120)

    with pytest.warns(ConvergenceWarning, match="Liblinear failed to converge"):
        finish_columns(
            HingeNewton, LinearSVC(max_iter=1, tol=1e-9), X, Y, nothing(X, Y), COLUMNS
        )


def test_progress_tells_of_each_column():
    """
    Of those that are finished, not of all.
    """

    X, Y, progress = texts(120, 20), hard_labels(120), Steps()

    finish_columns(HingeNewton, TIGHT, X, Y, nothing(X, Y), COLUMNS, progress=progress)

    assert progress.n == 3
