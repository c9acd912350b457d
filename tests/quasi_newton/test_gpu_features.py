"""What a GPU can do: where there is none, nothing, and no error."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf.quasi_newton._gpu_features import (  # noqa: E402
    compiles_kernels,
    multiplies_halves,
)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_gpu_there_is_neither():
    """
    Both say no, on the CPU and for a GPU that is not there.
    """
    assert not compiles_kernels()
    assert not multiplies_halves(torch.device("cpu"))
    assert not multiplies_halves(torch.device("cuda", 0))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_gpu_of_our_time_has_both():
    """
    With Triton, and tensor cores for bfloat16.
    """
    pytest.importorskip("triton", reason="triton comes with torch for GPUs")
    if torch.cuda.get_device_capability() < (8, 0):
        pytest.skip("a GPU of an older kind")

    assert compiles_kernels()
    assert multiplies_halves(torch.device("cuda", 0))
