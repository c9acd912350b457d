"""The kernel of one pass, against the passes that it replaces."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("triton", reason="triton comes with torch for GPUs")

from mlclf import BinaryRelevance  # noqa: E402
from mlclf.solvers import _fused_probe, _torch_backend  # noqa: E402
from mlclf.solvers._halves import empty_halves  # noqa: E402
from mlclf.solvers._torch_backend import TorchBackend  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.fixture
def counted(monkeypatch):
    """Let all work be done by the kernels; return a list that tells how often."""
    passes = []
    advance = _fused_probe.fused_advance

    def counting(*args):
        passes.append(args)
        return advance(*args)

    monkeypatch.setattr(_torch_backend, "FUSED_CELLS", 0)
    monkeypatch.setattr(_torch_backend, "_fused", lambda: _fused_probe)
    monkeypatch.setattr(_fused_probe, "fused_advance", counting)
    return passes


@pytest.mark.parametrize("shape", [(300, 150), (1, 1), (129, 7), (1000, 129)])
@pytest.mark.parametrize("weighted", ["not", "rows", "cells"])
@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 1e-5), ("float64", 1e-12)])
def test_one_pass_is_many(shape, weighted, dtype, rtol, counted):
    """
    Margins, residuals, slopes and losses are those of the plain passes in float64.
    """
    rng = np.random.default_rng(0)
    n, k = shape
    M, Z = 4 * rng.normal(size=(2, n, k))
    Y = (rng.random(shape) < 0.3).astype(np.int8)
    step = rng.random(k)
    W = {"not": None, "rows": rng.random((n, 1)), "cells": rng.random(shape)}[weighted]
    found = []
    for backend in TorchBackend(dtype, "cuda"), TorchBackend(float, "cpu"):
        m, z, t = map(backend.array, (M, Z, step))
        y, w = backend.labels(Y), None if W is None else backend.array(W)
        slopes, R = backend.slopes(m, z, y, w), backend.empty(shape)
        found.append([slopes, *backend.advance(m, z, t, y, w, R), R, m])

    assert len(counted) == 1
    for ours, theirs in zip(*found):
        scale = theirs.abs().max().item()
        assert_allclose(ours.cpu(), theirs, rtol=0, atol=rtol * scale)


def test_halves_are_the_residuals(counted):
    """
    Both halves of the residuals together are the residuals, to 16 bits.
    """
    backend = TorchBackend("float32", "cuda")
    M, Z = 4 * torch.randn(2, 300, 150, device="cuda")
    Y = backend.labels(np.ones((300, 150), dtype=np.int8))
    given = Z, torch.ones(150, device="cuda"), Y, None
    whole, halves = backend.empty(M.shape), empty_halves(M.shape, "cuda")

    first = backend.advance(M + 0, *given, whole)
    second = backend.advance(M + 0, *given, halves)

    assert halves[0].float().ne(whole).any()
    assert_allclose(halves.float().sum(0).cpu(), whole.cpu(), rtol=2**-16)
    assert all(torch.equal(a, b) for a, b in zip(first, second))


def test_a_fit_by_it(counted):
    """
    A fit whose every pass is one learns what one on the CPU does.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5))
    Y = (X @ rng.normal(size=(5, 9)) + rng.normal(size=(200, 9)) > 0).astype(int)
    base = LogisticRegression(tol=1e-8)
    expected = BinaryRelevance(base).fit(X, Y).predict_proba(X)

    on_gpu = BinaryRelevance(base, device="cuda").fit(X, Y)

    assert counted
    assert_allclose(on_gpu.predict_proba(X), expected, atol=1e-5)
