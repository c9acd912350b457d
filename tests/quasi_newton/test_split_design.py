"""Tests of products by halves: those of the whole in double precision are the oracle.

Without a GPU the same halves are multiplied in single precision.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf.backends._torch_backend import TorchBackend  # noqa: E402
from mlclf.quasi_newton import _split_design  # noqa: E402
from mlclf.quasi_newton._design import Design  # noqa: E402
from mlclf.quasi_newton._halves import halve  # noqa: E402
from mlclf.quasi_newton._split_design import SplitDesign  # noqa: E402
from mlclf.solvers import _logistic_regression  # noqa: E402


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def device(request, monkeypatch):
    """Return a device that has products of halves, or is made to."""
    if request.param == "cpu":
        monkeypatch.setattr(
            _split_design,
            "multiply",
            lambda A, B, out=None: torch.matmul(A.float(), B.float(), out=out),
        )
    elif not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    elif torch.cuda.get_device_capability() < (8, 0):
        pytest.skip("a GPU of an older kind")
    return request.param


def make(kind, dtype, device, *, n_samples=1000, intercept=True):
    backend = TorchBackend(dtype, device)
    X = np.random.default_rng(0).normal(2, 3, size=(n_samples, 13))
    share = np.full(n_samples, 1 / n_samples)
    return kind(backend.dense(X), share, intercept=intercept, backend=backend)


@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("chunk", [10**6, 128, 300])
def test_products_are_those_of_the_whole(device, intercept, chunk, monkeypatch):
    """
    Margins and gradients, in one sum, in chunks, and in chunks that leave some rows.
    """
    monkeypatch.setattr(_split_design, "CHUNK", chunk)
    split = make(SplitDesign, np.float32, device, intercept=intercept)
    whole = make(Design, float, "cpu", intercept=intercept)
    rng = np.random.default_rng(1)
    T, R = rng.normal(size=(14, 24)), rng.uniform(-1, 1, size=(1000, 24))
    if not intercept:
        T[-1] = 0
    T, R = (torch.as_tensor(A) for A in (T, R))
    ours = [A.float().to(device) for A in (T, R)]

    forth, back = whole.forward(T), whole.backward(R)

    assert_allclose(split.forward(ours[0]).cpu(), forth, atol=3e-5 * forth.abs().max())
    found = split.backward(halve(ours[1])).cpu()
    assert_allclose(found, back, atol=3e-5 * R.abs().sum(0).max())
    if not intercept:
        assert_array_equal(found[-1], 0)


def test_a_fit_by_it(device, monkeypatch):
    """
    Coefficients are those of scikit-learn, to its tolerance, where products are large;
    for a small tolerance nothing is split.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2000, 30))
    Y = X @ rng.normal(size=(30, 20)) + 3 * rng.normal(size=(2000, 20)) > 0
    made = []
    monkeypatch.setattr(
        SplitDesign,
        "forward",
        lambda *args, f=SplitDesign.forward: made.append(1) or f(*args),
    )
    monkeypatch.setattr(_split_design, "WORK", 2**20)
    monkeypatch.setattr(_split_design, "multiplies_halves", lambda _: True)
    monkeypatch.setattr(
        _logistic_regression, "backend_on", lambda _: TorchBackend(float, device)
    )

    joint = _logistic_regression.fit(LogisticRegression(), X, Y.astype(np.int8))
    assert made
    made.clear()
    exact = _logistic_regression.fit(LogisticRegression(tol=1e-8), X, Y.astype(np.int8))
    assert not made

    assert_allclose(joint.coef, exact.coef, atol=2e-3)
    assert_allclose(joint.intercept, exact.intercept, atol=2e-3)
