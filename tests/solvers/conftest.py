"""Fixtures of the solvers' tests."""

import pytest

from mlclf.solvers import (
    _gaussian_nb,
    _k_neighbors,
    _naive_bayes,
    _ridge_classifier,
)
from mlclf.solvers._torch_backend import TorchBackend


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def torch_device(request, monkeypatch):
    """A device where torch computes: also on the CPU, where numpy would be taken."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    for solver in (_gaussian_nb, _k_neighbors, _naive_bayes, _ridge_classifier):
        monkeypatch.setattr(solver, "backend_on", lambda d: TorchBackend(float, d))
    return torch.device(request.param)
