"""The kernel of one pass, against the passes that it replaces."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("triton", reason="triton comes with torch for GPUs")

from mlclf import BinaryRelevance  # noqa: E402
from mlclf.solvers import _torch_backend  # noqa: E402
from mlclf.solvers._fused_probe import fused_probe  # noqa: E402
from mlclf.solvers._torch_backend import TorchBackend  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize("shape", [(300, 150), (1, 1), (129, 7), (1000, 129)])
@pytest.mark.parametrize("weighted", ["not", "rows", "cells"])
@pytest.mark.parametrize("stepped", [False, True])
@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 1e-5), ("float64", 1e-12)])
def test_one_pass_is_many(shape, weighted, stepped, dtype, rtol):
    """
    Residuals, slopes and losses are those of the plain passes in float64.
    """
    rng = np.random.default_rng(0)
    n, k = shape
    M, Z = 4 * rng.normal(size=(2, n, k))
    Y = rng.random(shape) < 0.3
    step = rng.random(k) if stepped else None
    W = {"not": None, "rows": rng.random((n, 1)), "cells": rng.random(shape)}[weighted]
    given = (M, Z, step, Y, W)
    fast, exact = TorchBackend(dtype, "cuda"), TorchBackend(float, "cpu")

    found = fused_probe(*(None if a is None else fast.array(a) for a in given))
    expected = exact.probe(*(None if a is None else exact.array(a) for a in given))

    for ours, theirs in zip(found, expected):
        scale = theirs.abs().max().item()
        assert_allclose(ours.cpu(), theirs, rtol=0, atol=rtol * scale)


def test_a_fit_by_it(monkeypatch):
    """
    A fit whose every probe is one pass learns what one on the CPU does.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5))
    Y = (X @ rng.normal(size=(5, 9)) + rng.normal(size=(200, 9)) > 0).astype(int)
    base = LogisticRegression(tol=1e-8)
    expected = BinaryRelevance(base).fit(X, Y).predict_proba(X)
    passes = []

    def counted(*args):
        passes.append(args)
        return fused_probe(*args)

    monkeypatch.setattr(_torch_backend, "FUSED_CELLS", 0)
    monkeypatch.setattr(_torch_backend, "_fused_probe", lambda: counted)
    on_gpu = BinaryRelevance(base, device="cuda").fit(X, Y)

    assert passes
    assert_allclose(on_gpu.predict_proba(X), expected, atol=1e-5)
