"""Tests of the block of squared hinge losses: finite differences are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.svm import LinearSVC

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend
from mlclf.quasi_newton._hinge_columns import HingeColumns
from mlclf.quasi_newton._joint_solve import JointSolve


def make_columns(backend, class_weight):
    """Three weighted columns of a small problem."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(40, 4)), (rng.random((40, 3)) < 0.4).astype(np.int8)
    base = LinearSVC(C=2, class_weight=class_weight)
    weight = rng.uniform(1, 2, size=(40, 1))
    solve = JointSolve(
        HingeColumns,
        base,
        X,
        backend.labels(Y),
        np.arange(3),
        weight,
        None,
        backend,
        bias=1.0,
    )
    return HingeColumns(solve, solve.todo, solve.plan.make(slice(0, 3)))


@pytest.fixture(params=[None, "balanced"])
def columns(request):
    """Columns on a device."""
    pytest.importorskip("torch", reason="torch is not installed")
    return make_columns(TorchBackend(float, "cpu"), request.param)


@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_residuals_are_the_slopes_of_the_losses(class_weight):
    """
    By numpy, in place, of all samples or of some.
    """
    columns = make_columns(NumpyBackend(float), class_weight)
    M, Z = np.random.default_rng(1).normal(size=(2, 40, 3))
    e, rows = 1e-6, slice(10, 15)

    R, some = M.copy(), M[rows].copy()
    assert columns.residual(R) is R
    columns.residual(some, rows)

    rise = (columns.loss(M + e * Z) - columns.loss(M - e * Z)) / (2 * e)
    assert_allclose((R * Z).sum(0), rise, rtol=1e-6)
    assert_allclose(some, R[rows])


def test_slopes_residuals_and_losses_belong_together(columns):
    """
    Along any direction, the slope is the change of the loss, and what the residuals
    say; margins are moved.
    """
    import torch

    rng = np.random.default_rng(1)
    M, Z = (torch.as_tensor(A) for A in rng.normal(size=(2, 40, 3)))
    step = torch.tensor([0.5, 1.0, 0.1], dtype=torch.double)
    moved, e = M.clone(), 1e-6

    R, slopes, losses = columns.advance(moved, Z, step, None)
    up, down = (columns.advance(M + 0, Z, step + s, None)[2] for s in (e, -e))

    assert_allclose(moved, M + step * Z)
    assert_allclose(slopes, (up - down) / (2 * e), rtol=1e-6)
    assert_allclose(slopes, (R * Z).sum(0))
    assert_allclose(slopes, columns.slopes(M + step * Z - Z, Z))
    assert (losses > 0).all()


def test_samples_outside_the_margin_lose_nothing(columns):
    """
    Far on the right side: no loss, no slope.
    """
    import torch

    far = 5.0 * columns.Y.double()

    R, slopes, losses = columns.advance(far, far, torch.zeros(3), None)

    assert not R.any()
    assert not slopes.any()
    assert not losses.any()


def test_some_columns_are_those_columns(columns):
    """
    Columns that go on alone have the same losses as among the others.
    """
    import torch

    rng = np.random.default_rng(2)
    M, Z = (torch.as_tensor(A) for A in rng.normal(size=(2, 40, 3)))
    zero, kept = torch.zeros(3), [0, 2]

    all_of_them = columns.advance(M + 0, Z, zero, None)
    some = columns.take(kept).advance(M[:, kept], Z[:, kept], zero[kept], None)

    for ours, theirs in zip(some, all_of_them):
        assert_allclose(ours, theirs[..., kept])
