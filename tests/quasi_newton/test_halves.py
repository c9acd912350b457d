"""Sums of two matrices of bfloat16, against what they are to be."""

import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf.quasi_newton._halves import halve, multiply  # noqa: E402


def test_two_halves_have_sixteen_bits():
    """
    The sum of both is the matrix, far nearer than the first alone.
    """
    A = torch.randn(50, 20, generator=torch.Generator().manual_seed(0))

    first, both = halve(A)[0].float(), halve(A).float().sum(0)

    assert_allclose(both, A, rtol=2**-16)
    assert (first - A).abs().max() > 100 * (both - A).abs().max()


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("batch", [(), (3,)])
def test_products_are_in_single_precision(batch):
    """
    Products of bfloat16 are exact, and so is their sum but for rounding.
    """
    if torch.cuda.get_device_capability() < (8, 0):
        pytest.skip("a GPU of an older kind")
    A, B = (torch.randn(*batch, 64, 64, device="cuda").bfloat16() for _ in range(2))

    found = multiply(A, B)

    assert found.dtype == torch.float32
    assert_allclose(found.cpu(), (A.double() @ B.double()).cpu(), atol=1e-4)
