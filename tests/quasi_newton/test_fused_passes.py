"""The kernels of one pass, against the passes that they replace."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("triton", reason="triton comes with torch for GPUs")

from mlclf import BinaryRelevance  # noqa: E402
from mlclf.backends._torch_backend import TorchBackend  # noqa: E402
from mlclf.quasi_newton import _fused_passes, _logistic_passes  # noqa: E402
from mlclf.quasi_newton._fused_passes import fused_advance, fused_slopes  # noqa: E402
from mlclf.quasi_newton._halves import empty_halves  # noqa: E402
from mlclf.quasi_newton._logistic_passes import advance, slopes  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize("shape", [(300, 150), (1, 1), (129, 7), (1000, 129)])
@pytest.mark.parametrize("weighted", ["not", "rows", "cells"])
@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 1e-5), ("float64", 1e-12)])
def test_one_pass_is_many(shape, weighted, dtype, rtol):
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
    for backend, look, move in (
        (TorchBackend(dtype, "cuda"), fused_slopes, fused_advance),
        (TorchBackend(float, "cpu"), slopes, advance),
    ):
        m, z, t = map(backend.array, (M, Z, step))
        y, w = backend.labels(Y), None if W is None else backend.array(W)
        first, R = look(m, z, y, w), backend.empty(shape)
        found.append([first, *move(m, z, t, y, w, R), R, m])

    for ours, theirs in zip(*found):
        scale = theirs.abs().max().item()
        assert_allclose(ours.cpu(), theirs, rtol=0, atol=rtol * scale)


def test_halves_are_the_residuals():
    """
    Both halves of the residuals together are the residuals, to 16 bits.
    """
    backend = TorchBackend("float32", "cuda")
    M, Z = 4 * torch.randn(2, 300, 150, device=backend.device)
    Y = backend.labels(np.ones((300, 150), dtype=np.int8))
    given = Z, torch.ones(150, device=backend.device), Y, None
    whole, halves = backend.empty(M.shape), empty_halves(M.shape, backend.device)

    first = fused_advance(M + 0, *given, whole)
    second = fused_advance(M + 0, *given, halves)

    assert halves[0].float().ne(whole).any()
    assert_allclose(halves.float().sum(0).cpu(), whole.cpu(), rtol=2**-16)
    assert all(torch.equal(a, b) for a, b in zip(first, second))


def test_a_fit_by_it(monkeypatch):
    """
    A fit whose every pass is one learns what one on the CPU does.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5))
    Y = (X @ rng.normal(size=(5, 9)) + rng.normal(size=(200, 9)) > 0).astype(int)
    base = LogisticRegression(tol=1e-8)
    expected = BinaryRelevance(base).fit(X, Y).predict_proba(X)
    passes = []

    def counted(*args):
        passes.append(args)
        return fused_advance(*args)

    monkeypatch.setattr(_logistic_passes, "FUSED_CELLS", 0)
    monkeypatch.setattr(_logistic_passes, "compiles_kernels", lambda: True)
    monkeypatch.setattr(_fused_passes, "fused_advance", counted)
    on_gpu = BinaryRelevance(base, device="cuda").fit(X, Y)

    assert passes
    assert_allclose(on_gpu.predict_proba(X), expected, atol=1e-5)
