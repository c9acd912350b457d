"""Tests of the fit of one column by scikit-learn."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.svm import LinearSVC

from mlclf.solvers._fit_alone import fit_alone

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 5))
Y = (X[:, 0] + RNG.normal(size=60) > 0).astype(int)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_the_fit_is_that_of_scikit_learn(container):
    """
    Coefficients, intercept and iterations are taken from it.
    """
    expected = LinearSVC().fit(X, Y)

    coef, intercept, n_iter = fit_alone(LinearSVC(), container(X), Y)

    assert_allclose(coef, expected.coef_[0], rtol=1e-3)
    assert_allclose(intercept, expected.intercept_[0], rtol=1e-3)
    assert n_iter == expected.n_iter_


def test_balanced_weights_count_the_samples_of_some_weight():
    """
    scikit-learn would count all.
    """
    estimator = LinearSVC(class_weight="balanced", tol=1e-8)
    weight = np.arange(60) % 3 != 0
    expected = estimator.fit(X[weight], Y[weight])

    coef, intercept, _ = fit_alone(estimator, X, Y, weight.astype(float))

    assert_allclose(coef, expected.coef_[0], rtol=1e-5)
    assert_allclose(intercept, expected.intercept_[0], rtol=1e-5)
