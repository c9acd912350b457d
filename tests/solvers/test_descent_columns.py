"""Tests of coordinate descent on all columns: tight separate fits are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

pytest.importorskip("numba", reason="numba is not installed")

from mlclf.solvers import _descent_columns
from mlclf.solvers._descent_columns import descend_columns
from tests.solvers.closed_forms import hard_labels
from tests.solvers.test_linear_svc import texts

TIGHT = LinearSVC(tol=1e-8, max_iter=10_000)


def test_columns_have_the_coefficients_of_separate_fits():
    """
    Weighted samples, some of no weight; constant columns have infinite intercepts.
    """
    X, Y = texts(120, 30), hard_labels(120)
    weight = np.random.default_rng(0).integers(0, 3, 120)
    weight[:5] = 1  # the rare labels keep their samples

    coef, intercept, n_iter = descend_columns(TIGHT, X, Y, sample_weight=weight)

    for j in range(4):
        alone = LinearSVC(tol=1e-8, dual=False).fit(X, Y[:, j], sample_weight=weight)
        assert_allclose(coef[j], alone.coef_[0], atol=1e-4)
        assert_allclose(intercept[j], alone.intercept_[0], atol=1e-4)
    assert (n_iter[:4] > 0).all()
    assert_array_equal(intercept[4:], [-np.inf, np.inf])


def test_columns_where_the_descent_creeps_are_left_to_scikit_learn(monkeypatch):
    """
    Out of work, a column is fitted by scikit-learn: the same optimum, just slower.
    """
    X, Y = texts(120, 90), hard_labels(120)
    quick = descend_columns(TIGHT, X, Y)[0]

    monkeypatch.setattr(_descent_columns, "MAX_WORK", 0)

    assert_allclose(descend_columns(TIGHT, X, Y)[0], quick, atol=1e-4)


def test_what_does_not_converge_warns_as_scikit_learn_does():
    """
    Too few iterations end in scikit-learn's own warning.
    """
    X, Y = texts(120, 90), hard_labels(120)

    with pytest.warns(ConvergenceWarning, match="Liblinear failed to converge"):
        descend_columns(LinearSVC(max_iter=1, tol=1e-9), X, Y)
