"""The kernel of one pass, against the passes that it replaces."""

import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")
pytest.importorskip("triton", reason="triton comes with torch for GPUs")

from mlclf.neural._fused_bce import fused_bce  # noqa: E402
from mlclf.neural._losses import bce  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize("shape", [(37, 53), (1, 1), (5, 1024), (1, 3000)])
@pytest.mark.parametrize("weighted", ["not", "rows", "cells"])
@pytest.mark.parametrize(
    ("dtype", "atol"), [(torch.float32, 1e-6), (torch.bfloat16, 2**-8)]
)
def test_loss_and_gradient_are_those_of_float64(shape, weighted, dtype, atol):
    """
    Whole blocks and parts of one, confident logits, soft targets: the loss and its
    derivative are those that float64 gives for the same logits.
    """
    generator = torch.Generator().manual_seed(0)
    n, n_labels = shape
    logits = (20 * torch.randn(shape, generator=generator)).to(dtype)
    targets = torch.rand(shape, generator=generator)
    shapes = {"not": None, "rows": (n, 1), "cells": (n, n_labels)}
    weights = shapes[weighted] and torch.rand(shapes[weighted], generator=generator)

    loss, gradient = fused_bce(
        *(None if a is None else a.cuda() for a in (logits, targets, weights))
    )

    exact = logits.double().requires_grad_()
    expected = bce(exact, targets.double(), weights)
    expected.backward()
    assert gradient.dtype == dtype
    assert_allclose(loss.item(), expected.item(), rtol=1e-5)
    gradient = gradient.cpu().double() / logits.numel()
    assert_allclose(gradient, exact.grad, atol=atol / logits.numel())


def test_large_batches_go_through_it():
    """
    A batch of more than a million cells has the loss and gradient of a smaller one.
    """
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(600, 2000, generator=generator)
    targets = (torch.rand(600, 2000, generator=generator) < 0.1).float()
    on_cpu, on_gpu = logits.clone().requires_grad_(), logits.cuda().requires_grad_()

    losses = [bce(on_cpu, targets), bce(on_gpu, targets.cuda())]
    for loss in losses:
        (2 * loss).backward()

    assert_allclose(losses[1].item(), losses[0].item(), rtol=1e-6)
    torch.testing.assert_close(on_gpu.grad.cpu(), on_cpu.grad, rtol=1e-4, atol=1e-12)
