"""The kernels of steps, against the operations that they take the place of."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("triton", reason="triton comes with torch for GPUs")

from mlclf.backends._torch_backend import TorchBackend  # noqa: E402
from mlclf.quasi_newton._column_steps import ColumnSteps  # noqa: E402
from mlclf.quasi_newton._fused_steps import FusedSteps  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]
LASTING = ("T", "G", "P", "length", "far", "done", "_slope", "_again")


@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 1e-4), ("float64", 1e-9)])
@pytest.mark.parametrize("n_params", [7, 1100])
def test_kernels_are_the_operations(dtype, rtol, n_params):
    """
    Steps that are taken, shortened once, and again; columns that are done; gradients
    stored by column, by row, and with gaps; some columns go on alone.
    """
    rng = np.random.default_rng(0)
    n_columns = 150
    ridge, unit = rng.uniform(size=(2, n_params, 1))
    T = rng.normal(size=(n_params, n_columns))
    tol, done = rng.uniform(0, 2, size=n_columns), np.arange(n_columns) > 145
    both = []
    for kind, device, precision in (
        (FusedSteps, "cuda", dtype),
        (ColumnSteps, "cpu", "float64"),
    ):
        backend = TorchBackend(precision, device)
        problem = SimpleNamespace(
            backend=backend, ridge=backend.array(ridge), unit=backend.array(unit)
        )
        start = backend.vectors(T.shape)
        start[...] = backend.array(T)
        both.append(kind(problem, start, backend.array(tol), 0.3, backend.index(done)))

    def call(name, *arrays):
        """Call a method of both; compare what it returns, and the state."""
        results = []
        for steps in both:
            found = getattr(steps, name)(*(steps._backend.array(a) for a in arrays))
            results.append(found if isinstance(found, tuple) else (found,))
        for ours, theirs in zip(*results):
            if theirs is not None:
                assert_allclose(ours.cpu(), theirs, rtol=rtol, atol=rtol)
        for name in LASTING:
            ours, theirs = (getattr(steps, name).cpu() for steps in both)
            if theirs.dtype == torch.bool:
                assert_array_equal(ours, theirs)
            else:
                assert_allclose(ours, theirs, rtol, rtol * theirs.abs().max())

    was_far, was_done = [], []
    for t in range(6):
        shape = n_params, both[0].T.shape[1]
        gradient = rng.normal(size=shape) * 10.0 ** rng.uniform(-3, 0, size=shape[1])
        call("move", gradient if t % 2 else np.asfortranarray(gradient))
        call("choose", -both[1].G.numpy() * rng.uniform(0, 1, size=shape))
        start = both[1]._start.numpy()
        call("lengthen", -start * rng.normal(size=shape[1]))
        call("judge", -start * rng.normal(size=shape[1]), rng.uniform(size=shape[1]))
        was_far.append(both[1].far.sum())
        was_done.append(both[1].done.sum())
        if t == 3:
            columns = both[1]._backend.index(np.arange(0, shape[1], 2))
            both = [steps.take(steps._backend.index(columns.numpy())) for steps in both]

    assert min(was_far) > 0
    assert was_done[0] < was_done[2]
