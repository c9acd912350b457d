"""The kernels of L-BFGS, against the closed form that they compute."""

import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("triton", reason="triton comes with torch for GPUs")

from mlclf.backends._torch_backend import TorchBackend  # noqa: E402
from mlclf.quasi_newton._curvature_pairs import CurvaturePairs  # noqa: E402
from mlclf.quasi_newton._fused_pairs import FusedPairs  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 2e-3), ("float64", 1e-9)])
@pytest.mark.parametrize(("n_params", "n_columns", "memory"), [(130, 4, 5), (9, 2, 20)])
def test_the_kernel_is_the_closed_form(dtype, rtol, n_params, n_columns, memory):
    """
    Before the memory is full and after, for vectors stored either way; a column
    without curvature is left out, and some columns go on alone.
    """
    generator = torch.Generator().manual_seed(0)

    def draw(*shape):
        return torch.randn(shape, dtype=torch.double, generator=generator)

    shape = n_params, n_columns
    fast, exact = TorchBackend(dtype, "cuda"), TorchBackend(float, "cpu")
    both = [(FusedPairs(fast, shape, memory), fast.vectors(shape).zero_())]
    both += [(CurvaturePairs(exact, shape, memory), exact.vectors(shape).zero_())]
    H, hessian = 0.5 + draw(n_params, 1).abs(), 0.2 + draw(*shape).abs()
    for t in range(3 * memory):
        G, P = draw(*hessian.shape), draw(*hessian.shape)
        Y = hessian * P
        Y[:, 1] *= -1 if t == 4 else 1
        HG = H * Y + both[1][1]  # what a step like this leads to
        found, expected = (
            pairs.follow(*(A.to(last.device, last.dtype) for A in (P, Y, G, HG)), last)
            for pairs, last in both
        )
        assert_allclose(found.cpu(), expected, atol=rtol * expected.abs().max())
        assert_allclose(both[0][1].cpu(), HG, rtol=rtol)
        if t == memory + 1:
            some = torch.tensor([0, 1])
            both = [
                (pairs.take(some.to(last.device)), last.T[some.to(last.device)].T)
                for pairs, last in both
            ]
            hessian = hessian[:, :2]
