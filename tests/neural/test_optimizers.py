"""Optimizers by name, and schedules of the learning rate."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

from mlclf.neural._optimizers import (  # noqa: E402
    OPTIMIZERS,
    bare_step,
    make_optimizer,
    rate_factor,
)


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
@pytest.mark.parametrize("name", [*OPTIMIZERS, torch.optim.RMSprop])
def test_every_optimizer_lowers_the_loss(name, device):
    """
    Each optimizer finds its way down a parabola, wherever the parameters are.
    """
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    layer = torch.nn.Linear(3, 2).to(device)
    optimizer = make_optimizer(
        layer, name, learning_rate=0.05, weight_decay=0.0, momentum=0.9
    )

    losses = []
    for _ in range(30):
        loss = (layer(torch.eye(3, device=device)) - 1).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    assert losses[-1] < losses[0] / 2


def test_weight_decay_spares_biases():
    """
    Weight decay shrinks matrices, and leaves biases alone.
    """
    layer = torch.nn.Linear(3, 2)
    before = [p.detach().clone() for p in layer.parameters()]
    optimizer = make_optimizer(
        layer, "adamw", learning_rate=0.1, weight_decay=0.5, momentum=0.9
    )
    for p in layer.parameters():
        p.grad = torch.zeros_like(p)

    optimizer.step()

    torch.testing.assert_close(layer.weight, before[0] * 0.95)
    torch.testing.assert_close(layer.bias, before[1])


def test_schedules():
    """
    A cosine falls from 1 to 0; one cycle rises to 1 at 30 % and falls to 0; the rest is
    constant.
    """
    times = np.linspace(0, 1, 11)

    cosine = [rate_factor("cosine", t) for t in times]
    cycle = [rate_factor("one_cycle", t) for t in times]

    assert_allclose(cosine, (1 + np.cos(np.pi * times)) / 2)
    assert_allclose([cycle[0], cycle[3], cycle[10]], [1 / 25, 1, 0], atol=1e-12)
    assert (np.diff(cycle[:4]) > 0).all()
    assert (np.diff(cycle[3:]) < 0).all()
    assert {rate_factor(s, t) for s in ("constant", "plateau") for t in times} == {1.0}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_bare_step_is_the_same_step(name):
    """
    Only what surrounds the step is left out.
    """
    networks = [torch.nn.Linear(3, 2) for _ in range(2)]
    networks[1].load_state_dict(networks[0].state_dict())
    options = {"learning_rate": 0.1, "weight_decay": 0.1, "momentum": 0.9}
    optimizers = [make_optimizer(network, name, **options) for network in networks]
    steps = [optimizers[0].step, bare_step(optimizers[1])]

    for network, step in zip(networks, steps):
        for _ in range(3):
            network(torch.ones(4, 3)).square().sum().backward()
            step()

    assert torch.equal(networks[0].weight, networks[1].weight)


def test_hooks_of_a_foreign_optimizer_are_kept():
    """
    A step of somebody else's optimizer is called as it is.
    """
    network = torch.nn.Linear(3, 2)
    optimizer = torch.optim.RMSprop(network.parameters())

    assert bare_step(optimizer) == optimizer.step
