"""Tests of the standardized design: X itself is the oracle."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.quasi_newton._design import Design, choose_container, is_well_scaled

BACKEND = NumpyBackend(np.float64)


def make(X, share, *, intercept, backend):
    X = choose_container(X, backend)
    return Design(X, share, intercept=intercept, backend=backend)


@pytest.fixture(params=["dense", "sparse", "mostly zero"])
def X(request):
    """Features of many scales, one constant, one empty."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 7)) * np.logspace(-2, 2, 7) + 3
    if request.param != "dense":
        X *= rng.random((60, 7)) < (0.1 if request.param == "mostly zero" else 0.5)
    X[:, 2], X[:, 5] = 7, 0
    return sp.csr_array(X) if request.param == "sparse" else X


@pytest.mark.parametrize("intercept", [True, False])
def test_margins_are_those_of_the_restored_model(X, intercept):
    """
    forward(T) is X @ coef + intercept, for what restore(T) gives back.
    """
    share = np.random.default_rng(1).dirichlet(np.ones(60))
    design = make(X, share, intercept=intercept, backend=BACKEND)
    T = np.random.default_rng(2).normal(size=(design.n_params, 3))
    if not intercept:
        T[-1] = 0

    coef, b = design.restore(T)

    assert_allclose(design.forward(T), X @ coef.T + b, atol=1e-10)
    assert_array_equal(coef[:, 5], 0)


@pytest.mark.parametrize("intercept", [True, False])
def test_backward_is_the_transpose_of_forward(X, intercept):
    """
    <forward(T), R> = <T, backward(R)> for any T and R.
    """
    design = make(X, np.full(60, 1 / 60), intercept=intercept, backend=BACKEND)
    rng = np.random.default_rng(3)
    T, R = rng.normal(size=(design.n_params, 2)), rng.normal(size=(60, 2))
    if not intercept:
        T[-1] = 0

    forth = (design.forward(T) * R).sum()

    assert_allclose(forth, (T * design.backward(R)).sum())


def test_features_without_spread_are_left_out(X):
    """
    Beside an intercept, the constant and the empty feature say nothing.
    """
    design = make(X, np.full(60, 1 / 60), intercept=True, backend=BACKEND)

    assert_array_equal(design.used, [0, 1, 3, 4, 6])


def test_container_follows_the_density():
    """
    Dense X of mostly zeros becomes sparse, sparse X without zeros dense.
    """
    share = np.full(60, 1 / 60)
    full, empty = np.ones((60, 40)), np.eye(60, 40)

    for X, sparse in ((full, False), (sp.csr_array(full), False), (empty, True)):
        design = make(X, share, intercept=False, backend=BACKEND)
        assert design.is_sparse == sparse


def test_what_is_well_scaled():
    """
    A mean a thousand times the spread is too far for single precision.
    """
    X = np.random.default_rng(0).normal(size=(50, 2))

    assert is_well_scaled(X, BACKEND)
    assert not is_well_scaled(X + np.array([0, 1000]), BACKEND)
