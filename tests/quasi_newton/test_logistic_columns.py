"""Tests of the block of logistic losses: finite differences are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.quasi_newton._joint_solve import JointSolve
from mlclf.quasi_newton._logistic_columns import LogisticColumns


@pytest.fixture(params=[None, "balanced"])
def columns(request):
    """Three weighted columns of a small problem, the last with a mask."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(40, 4)), (rng.random((40, 3)) < 0.4).astype(np.int8)
    base = LogisticRegression(C=2, class_weight=request.param)
    masks = np.array([[1, 1, 0], [1, 1, 1], [1, 1, 0], [1, 1, 1]], dtype=bool)
    weight = rng.uniform(1, 2, size=(40, 1))
    backend = NumpyBackend(float)
    solve = JointSolve(
        LogisticColumns, base, X, Y, np.arange(3), weight, masks, backend
    )
    return LogisticColumns(solve, solve.todo, solve.plan.make(slice(0, 3)))


def test_the_gradient_is_that_of_the_loss(columns):
    """
    Along any direction that the masks allow, the slope is the change of the loss.
    """
    rng = np.random.default_rng(1)
    T, P = rng.normal(size=(2, 5, 3)) * 0.3
    P[:-1] *= columns.masks
    step = 1e-6

    gradient = columns.backward(columns.residual(columns.forward(T)))
    up, down = (columns.loss(columns.forward(T + s * P)) for s in (step, -step))

    assert_allclose((gradient * P).sum(axis=0), (up - down) / (2 * step), rtol=1e-6)


def test_starts_where_the_mean_is_right(columns):
    """
    At the start the intercept's gradient is zero: the prevalence is matched.
    """
    gradient = columns.backward(columns.residual(columns.forward(columns.start())))

    assert_allclose(gradient[-1], 0, atol=1e-10)


def test_some_columns_are_those_columns(columns):
    """
    take keeps everything of the columns it keeps.
    """
    G = np.random.default_rng(2).normal(size=(5, 3))
    some = columns.take(np.array([0, 2]))

    assert_allclose(some.precondition(G[:, [0, 2]]), columns.precondition(G)[:, [0, 2]])
    M = columns.forward(columns.start())
    assert_allclose(some.loss(M[:, [0, 2]]), columns.loss(M)[[0, 2]])
