"""Data that goes to a device and comes back."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_array_equal

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf import _transfer  # noqa: E402
from mlclf._transfer import as_tensor, receive, send  # noqa: E402


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_all_pieces_go_and_come_back(device, monkeypatch):
    """
    Rows and columns in one piece, neither, one axis, nothing: the same values there,
    and here again.
    """
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    monkeypatch.setattr(_transfer, "PIECE", 100)
    monkeypatch.setattr(_transfer, "SMALL", 100)
    A = torch.arange(77 * 5, dtype=torch.double).reshape(77, 5)

    for given in (A, A.T, A[:, ::2], A[0], A[:0], A.to(torch.int8)):
        there = send(given, torch.device(device))

        assert there.device.type == device
        assert torch.equal(there.cpu(), given)
        assert torch.equal(send(there, there.device), there)
        assert_array_equal(receive(there), given)
    assert send(A.T, torch.device(device)).T.is_contiguous()


def test_any_array_is_a_tensor():
    """
    Of the same memory where torch has such arrays; else a copy, without a warning.
    """
    A = np.arange(6.0).reshape(2, 3)
    fixed = A.copy()
    fixed.flags.writeable = False

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for given in (A, A.T, fixed, A[::-1], A.astype(np.longdouble)):
            assert_array_equal(as_tensor(given).numpy(), given)

    for dtype in (np.uint16, np.uint32, np.uint64):
        assert as_tensor(A.astype(dtype)).min() == 0
    assert np.shares_memory(as_tensor(A).numpy(), A)
    assert not np.shares_memory(as_tensor(fixed).numpy(), fixed)
