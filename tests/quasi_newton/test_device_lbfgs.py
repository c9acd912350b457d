"""Tests of L-BFGS on a device, against scikit-learn's fits."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf import BinaryRelevance  # noqa: E402
from mlclf.backends._torch_backend import TorchBackend  # noqa: E402
from mlclf.quasi_newton import _device_lbfgs  # noqa: E402
from mlclf.quasi_newton._column_steps import ColumnSteps  # noqa: E402
from mlclf.quasi_newton._device_lbfgs import fill_up  # noqa: E402
from mlclf.solvers import _logistic_regression  # noqa: E402


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_columns_that_are_done_are_dropped(device, monkeypatch):
    """
    Columns as hard as can be beside easy ones: the block gets narrower again and again,
    and each column keeps what it found, and how long that took.
    """
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 8))
    noise = np.linspace(0.02, 20, 44)
    Y = (X @ rng.normal(size=(8, 44)) + noise * rng.normal(size=(120, 44)) > 0).astype(
        int
    )
    base = LogisticRegression(C=1e3, tol=1e-9, max_iter=1000)
    widths, steps_too_long = [], 0
    take = _device_lbfgs._State.take

    def counted(state, columns):
        nonlocal steps_too_long
        new = take(state, columns)
        widths.append(len(columns))
        steps_too_long += int(new.steps.far.sum())
        # The margins are those at the end of the step, also where it is too long.
        there = new.problem.forward(new.steps.T + new.steps.length * new.steps.P)
        assert_allclose(new.M.cpu(), there.cpu(), rtol=1e-6, atol=1e-6)
        return new

    monkeypatch.setattr(ColumnSteps, "_turned", 0)  # many steps are too long
    monkeypatch.setattr(_device_lbfgs, "WORTH", 0)
    monkeypatch.setattr(_device_lbfgs, "DROP", 0.2)
    monkeypatch.setattr(_device_lbfgs._State, "take", counted)
    monkeypatch.setattr(
        _logistic_regression, "backend_on", lambda _: TorchBackend(float, device)
    )
    joint = BinaryRelevance(base, solver="joint").fit(X, Y)
    monkeypatch.setattr(_device_lbfgs, "DROP", 2)
    whole = BinaryRelevance(base, solver="joint").fit(X, Y)

    assert len(widths) > 2
    assert steps_too_long > 0
    assert not any(width % _device_lbfgs.ALIGNED for width in widths)
    assert widths == sorted(widths, reverse=True)
    iterations = [estimator.n_iter_[0] for estimator in joint.estimators_]
    assert len(set(iterations)) > 3
    expected = [estimator.n_iter_[0] for estimator in whole.estimators_]
    assert_allclose(iterations, expected, atol=1)  # products of other widths
    for ours, y in zip(joint.estimators_, Y.T):
        theirs = LogisticRegression(
            C=1e3, tol=1e-10, max_iter=1000, solver="newton-cholesky"
        ).fit(X, y)
        assert_allclose(ours.coef_, theirs.coef_, rtol=1e-4, atol=1e-4)
        assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("n_columns", [1, 5, 8, 13])
def test_columns_that_only_fill_up_are_not_seen(n_columns, monkeypatch):
    """
    Whatever the number of columns: as many results, and progress by one for each.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    Y = (X @ rng.normal(size=(3, n_columns)) > 0.3).astype(np.int8)
    base, steps = LogisticRegression(tol=1e-9), []
    progress = SimpleNamespace(step=lambda: steps.append(1))
    monkeypatch.setattr(
        _logistic_regression, "backend_on", lambda _: TorchBackend(float, "cpu")
    )
    joint = _logistic_regression.fit(base, X, Y, progress=progress)

    assert len(steps) == n_columns
    assert joint.coef.shape == (n_columns, 3)
    exact = LogisticRegression(solver="newton-cholesky", tol=1e-10)
    for coef, y in zip(joint.coef, Y.T):
        assert_allclose(coef, exact.fit(X, y).coef_[0], rtol=1e-4)


def test_columns_that_fill_up_have_weights_and_masks(monkeypatch):
    """
    Each column with its own weights and features: what numpy finds.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 4))
    Y = (X @ rng.normal(size=(4, 5)) + rng.normal(size=(80, 5)) > 0).astype(np.int8)
    options = {
        "sample_weight": rng.integers(1, 4, size=Y.shape),
        "masks": np.tri(4, 5, k=1).astype(bool) | (np.arange(5) == 4),
    }
    base = LogisticRegression(tol=1e-9)
    expected = _logistic_regression.fit(base, X, Y, **options)
    monkeypatch.setattr(
        _logistic_regression, "backend_on", lambda _: TorchBackend(float, "cpu")
    )

    ours = _logistic_regression.fit(base, X, Y, **options)

    assert_allclose(ours.coef, expected.coef, rtol=1e-5, atol=1e-7)
    assert_allclose(ours.intercept, expected.intercept, rtol=1e-5)


def test_fill_up_repeats_columns():
    """
    First the columns of the block, then the first of them again, as often as it takes.
    """
    assert fill_up(slice(0, 32)).tolist() == [*range(32)]
    assert fill_up(slice(3, 8)).tolist() == 3 * [3, 4, 5, 6, 7] + [3]
