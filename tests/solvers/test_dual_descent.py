"""Tests of the dual coordinate descent."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from mlclf.solvers._dual_descent import compiled_descent, descend, is_available


def run(solve, X, y, C=1.0, bias=1.0, tol=1e-10, max_passes=1000, max_work=np.inf):
    X = sp.csr_array(X)
    norms = X.multiply(X).sum(axis=1) + bias**2
    diagonal = np.full(len(y), 0.5 / C)
    w = np.zeros(X.shape[1] + 1)
    samples = X.indptr, X.indices, X.data, np.asarray(norms), np.arange(len(y))
    args = (*samples, np.asarray(y), diagonal)
    return solve(*args, bias, tol, max_passes, float(max_work), w), w


def test_two_points_by_hand():
    """
    Points 1 and -1, C = 1/2: minimize w^2/2 + (1 - w)^2, so w = 2/3 and no bias.
    """
    n_passes, w = run(descend, [[1.0], [-1.0]], [1, 0], C=0.5)

    assert n_passes > 0
    assert_allclose(w, [2 / 3, 0], atol=1e-8)


def test_machine_code_is_the_same_algorithm():
    """
    Compiled, it takes the same passes to the same coefficients.
    """
    pytest.importorskip("numba")
    rng = np.random.default_rng(0)
    X = rng.random((25, 6)) * (rng.random((25, 6)) < 0.5)
    y = rng.integers(0, 2, 25).astype(np.int8)

    slow, w_slow = run(descend, X, y, tol=1e-4)
    fast, w_fast = run(compiled_descent(), X, y, tol=1e-4)

    assert is_available()
    assert slow == fast
    assert_allclose(w_fast, w_slow)


def test_the_gradient_of_the_primal_vanishes():
    """
    At the answer, w equals C times the pull of the margins it violates.
    """
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(30, 4)), rng.integers(0, 2, 30)
    _, w = run(descend, X, y, C=0.7)

    design = np.hstack([X, np.ones((30, 1))])
    sign = 2.0 * y - 1
    short = np.maximum(1 - sign * (design @ w), 0)

    assert_allclose(w, 2 * 0.7 * design.T @ (sign * short), atol=1e-8)


@pytest.mark.parametrize("limit", [{"max_passes": 2}, {"max_work": 1}])
def test_what_did_not_converge_is_said(limit):
    """
    Out of passes or of work, the number of passes comes back negative.
    """
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(30, 4)), rng.integers(0, 2, 30)

    assert run(descend, X, y, **limit)[0] < 0
