"""A device has its backend; the processor has numpy's."""

import numpy as np
import pytest
import scipy.sparse as sp

from mlclf.backends._choose_backend import backend_on, refuse_large
from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend


@pytest.mark.parametrize("device", [None, "cpu"])
def test_the_cpu_is_numpys(device):
    """
    Whoever names the CPU gets what is fast there.
    """
    pytest.importorskip("torch", reason="devices are torch's")

    assert isinstance(backend_on(device), NumpyBackend)


def test_large_sparse_samples_are_refused(monkeypatch):
    """
    By the size they would have as dense doubles; dense ones are there already.
    """
    X = sp.csr_array((10, 100))
    monkeypatch.setattr(TorchBackend, "dense_bytes", 8000)

    assert refuse_large(X) is None
    assert refuse_large(np.zeros((10, 101))) is None
    assert "too large to be dense" in refuse_large(sp.csr_array((10, 101)))
