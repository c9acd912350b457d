"""Choosing a device, and random numbers that leave no trace."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

torch = pytest.importorskip("torch")

from mlclf._device import (  # noqa: E402
    check_torch,
    choose_device,
    precise_products,
    seeded,
)


def test_the_best_device_is_chosen():
    """
    Without a wish it is CUDA where there is one, else the CPU; a wish is granted.
    """
    best = "cuda" if torch.cuda.is_available() else "cpu"

    assert choose_device().type == best
    assert choose_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("device", ["abacus", "cuda:99"])
def test_an_absent_device_is_an_error(device):
    """
    A device that is unknown or not there is named in the message.
    """
    message = (
        "^device must be None or a torch device present on this machine, "
        f"got '{device}'.$"
    )
    with pytest.raises(ValueError, match=message):
        choose_device(device)


def test_an_absent_device_may_be_the_cpu():
    """
    Where a device need not exist, the CPU takes its place.
    """
    assert choose_device("cuda:99", must_exist=False) == torch.device("cpu")


def test_seeded_blocks_of_threads_take_turns():
    """
    Two threads that draw at the same time each get the numbers of their own seed.
    """

    def draw(seed):
        with seeded(seed, torch.device("cpu")):
            first = torch.rand(1)
            time.sleep(0.01)
            return torch.cat([first, torch.rand(1)]).tolist()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(draw, range(8)))

    assert together == [draw(seed) for seed in range(8)]


def test_seeded_block_leaves_no_trace():
    """
    Inside the block the seed decides; outside, torch's stream goes on as if nothing
    had happened.
    """
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)

    with seeded(0, torch.device("cpu")):
        first = torch.rand(2)
    with seeded(0, torch.device("cpu")):
        torch.testing.assert_close(torch.rand(2), first)

    torch.testing.assert_close(torch.rand(2), expected)


def test_check_torch_returns_torch():
    """
    Where torch is installed, check_torch returns it.
    """
    assert check_torch("NeuralClassifier") is torch


def test_precisions_of_threads_take_turns():
    """
    A block has the precision that it wants, whatever others want at the same time; one
    thread may have blocks in blocks.
    """

    def read(precision):
        with precise_products(precision):
            time.sleep(0.01)
            with precise_products(precision):
                return torch.backends.cuda.matmul.fp32_precision

    before = torch.backends.cuda.matmul.fp32_precision
    wanted = ["ieee", "tf32"] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, wanted)) == wanted
    assert torch.backends.cuda.matmul.fp32_precision == before


@pytest.mark.parametrize("before", ["highest", "high"])
@pytest.mark.parametrize("precision", ["ieee", "tf32"])
def test_the_precision_of_a_block_leaves_no_trace(before, precision):
    """
    Inside the block it is what is wished, and afterwards what it was.
    """
    found = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(before)
    try:
        expected = torch.backends.cuda.matmul.fp32_precision

        with precise_products(precision):
            assert torch.backends.cuda.matmul.fp32_precision == precision

        assert torch.backends.cuda.matmul.fp32_precision == expected
        assert torch.get_float32_matmul_precision() == before
    finally:
        torch.set_float32_matmul_precision(found)
