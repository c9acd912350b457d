"""Data that is checked where it is sent to, against the checks of the CPU."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.linear_model import LogisticRegression

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf import _transfer  # noqa: E402
from mlclf._device_checks import send_finite, send_indicator  # noqa: E402


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def device(request, monkeypatch):
    """Return a device that data goes to in many pieces."""
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    monkeypatch.setattr(_transfer, "PIECE", 64)
    monkeypatch.setattr(_transfer, "SMALL", 64)
    return torch.device(request.param)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint16, np.int64, np.float32])
@pytest.mark.parametrize("order", ["C", "F", "neither"])
def test_labels_arrive(device, dtype, order):
    """
    Of any type, stored in any way: one byte each, equal to what was given.
    """
    Y = np.random.default_rng(0).integers(0, 2, size=(41, 14)).astype(dtype)
    Y = np.asarray(Y, order=order) if order in "CF" else Y[:, ::2]

    there = send_indicator(Y, device)

    assert there.device.type == device.type
    assert there.dtype == torch.int8
    assert_array_equal(there.cpu(), Y)


@pytest.mark.parametrize("value", [2, -1, 0.5, 256, np.nan])
@pytest.mark.parametrize("row", [0, 40])
def test_other_values_are_refused(device, value, row):
    """
    In whatever piece they are; also what would be 0 in a byte.
    """
    Y = np.zeros((41, 7))
    Y[row, 3] = value

    with pytest.raises(ValueError, match=f"^y must hold 0 and 1 only, got {value}"):
        send_indicator(Y if value != value or value == 0.5 else Y.astype(int), device)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32])
def test_samples_arrive(device, dtype):
    """
    Whatever their type, large numbers too.
    """
    X = np.arange(60).reshape(20, 3).astype(dtype)
    X[3, 2] = 1e38 if dtype != np.int32 else 2**31 - 1

    assert_array_equal(send_finite(X, device, LogisticRegression()).cpu(), X)


@pytest.mark.parametrize(("value", "said"), [(np.nan, "NaN"), (-np.inf, "infinity")])
def test_samples_must_be_finite(device, value, said):
    """
    Scikit-learn's own error, which names the estimator.
    """
    X = np.zeros((20, 3))
    X[19, 1] = value

    with pytest.raises(ValueError, match=f"^Input X contains {said}"):
        send_finite(X, device, LogisticRegression())
