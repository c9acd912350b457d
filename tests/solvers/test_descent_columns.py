"""Tests of coordinate descent on all columns: tight separate fits are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.svm import LinearSVC

pytest.importorskip("numba", reason="numba is not installed")

from mlclf.solvers import _descent_columns
from mlclf.solvers._descent_columns import descend_columns
from tests.solvers.closed_forms import hard_labels
from tests.solvers.test_linear_svc import texts
from tests.steps import Steps

TIGHT = LinearSVC(tol=1e-8, max_iter=10_000)


@pytest.fixture
def patient(monkeypatch):
    """A descent that goes on for as long as it takes."""
    monkeypatch.setattr(_descent_columns, "MAX_WORK", 1e6)


@pytest.mark.usefixtures("patient")
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


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_each_column_may_have_features_and_weights_of_its_own(class_weight):
    """
    Each is the fit that saw no other features, and no samples of weight zero; a column
    that these leave constant is so.
    """
    X, Y = texts(120, 30), hard_labels(120)
    rng = np.random.default_rng(0)
    masks = rng.random((30, 6)) < 0.6
    weight = rng.integers(0, 2, (120, 6))
    weight[:5] = 1  # the rare labels keep their samples
    weight[Y[:, 3] == 1, 3] = 0
    estimator = LinearSVC(**TIGHT.get_params()).set_params(class_weight=class_weight)

    coef, intercept, n_iter = descend_columns(
        estimator, X, Y, sample_weight=weight, masks=masks
    )

    for j in range(3):
        rows, used = weight[:, j] > 0, masks[:, j]
        alone = LinearSVC(tol=1e-8, dual=False, class_weight=class_weight)
        alone.fit(X[rows][:, used], Y[rows, j])
        assert_allclose(coef[j, used], alone.coef_[0], atol=1e-4)
        assert_allclose(intercept[j], alone.intercept_[0], atol=1e-4)
        assert not coef[j, ~used].any()
    assert_array_equal(intercept[3:], [-np.inf, -np.inf, np.inf])
    assert_array_equal(n_iter[3:], 0)


def test_columns_where_the_descent_creeps_are_given_up(monkeypatch):
    """
    Out of work, a column has no number of iterations; constant ones need no work.
    """
    X, Y = texts(120, 90), hard_labels(120)
    monkeypatch.setattr(_descent_columns, "MAX_WORK", 0)

    coef, intercept, n_iter = descend_columns(TIGHT, X, Y)

    assert (n_iter[:4] < 0).all()
    assert np.isfinite(coef).all()
    assert_array_equal(intercept[4:], [-np.inf, np.inf])
    assert_array_equal(n_iter[4:], 0)


@pytest.mark.usefixtures("patient")
def test_progress_tells_of_columns_that_are_done(monkeypatch):
    """
    Those given up are somebody else's to tell of.
    """

    X, Y = texts(120, 90), hard_labels(120)
    all_done, given_up = Steps(), Steps()
    descend_columns(TIGHT, X, Y, progress=all_done)
    monkeypatch.setattr(_descent_columns, "MAX_WORK", 0)
    descend_columns(TIGHT, X, Y, progress=given_up)

    assert all_done.n == 6
    assert given_up.n == 2
