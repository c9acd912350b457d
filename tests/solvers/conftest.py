"""Fixtures of the solvers' tests."""

import pytest

from mlclf import BinaryRelevance
from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend
from mlclf.solvers import SOLVERS


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def torch_device(request, monkeypatch):
    """A device where torch computes: also on the CPU, where numpy would be taken."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device is present")

    def backend_on(device):
        return TorchBackend(float, device) if device else NumpyBackend(float)

    for solver in set(SOLVERS.values()):
        monkeypatch.setattr(solver, "backend_on", backend_on)
    there = torch.device(request.param)
    monkeypatch.setattr(BinaryRelevance, "_gpu", lambda self: self.device and there)
    return request.param
