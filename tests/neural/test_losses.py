"""Each loss against its formula as float64 loops."""

from math import exp, log, sqrt, tanh

import numpy as np
import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

from mlclf.neural._losses import (  # noqa: E402  (needs torch)
    CELLWISE,
    LOSSES,
    cross_entropy,
    smoothed,
)


@pytest.fixture
def batch():
    """Rows of every kind: mixed, all on, all off; cells of weight 0 among them."""
    generator = torch.Generator().manual_seed(0)
    logits = 2 * torch.randn(6, 7, generator=generator, dtype=torch.float64)
    targets = (torch.rand(6, 7, generator=generator) < 0.4).to(torch.int8)
    targets[4], targets[5] = 1, 0
    rows = torch.rand(6, 1, generator=generator, dtype=torch.float64) + 0.5
    present = torch.rand(6, 7, generator=generator) < 0.8
    return logits.requires_grad_(), targets, rows * present


def sigmoid(z):
    return 1 / (1 + exp(-z))


def cellwise(formula):
    """Return the mean over cells of ``w * formula(z, y)``, as a function of arrays."""

    def loss(Z, Y, W):
        cells = zip(Z.ravel(), Y.ravel(), W.ravel())
        return sum(w * formula(z, y) for z, y, w in cells) / Z.size

    return loss


def bce_of_one(z, y):
    return -log(sigmoid(z)) if y else -log(1 - sigmoid(z))


def focal_of_one(z, y):
    q = sigmoid(z) if y else 1 - sigmoid(z)
    return -((1 - q) ** 2) * log(q)


def asymmetric_of_one(z, y):
    p = sigmoid(z)
    m = max(p - 0.05, 0)
    return -(1 - p) * log(p) if y else -(m**4) * log(1 - m)


def pairwise(formula, choose=lambda z, off: off):
    """Return the mean over rows of the mean over pairs, as a function of arrays."""

    def loss(Z, Y, W):
        total = 0.0
        for z, y, w in zip(Z, Y, W):
            on = [j for j in range(len(z)) if y[j] and w[j]]
            off = choose(z, [j for j in range(len(z)) if not y[j] and w[j]])
            pairs = [formula(z[k], z[j]) for k in on for j in off]
            total += max(w) * sum(pairs) / max(len(pairs), 1)
        return total / len(Z)

    return loss


def hinge(z_on, z_off):
    return max(0.0, 1 + z_off - z_on)


def five_highest(z, off):
    return sorted(off, key=lambda j: -z[j])[:5]


def soft_f1_by_hand(Z, Y, W):
    scores = []
    for j in range(Z.shape[1]):
        both = either = 0.0
        for z, y, w in zip(Z[:, j], Y[:, j], W[:, j]):
            both += w * sigmoid(z) * y
            either += w * (sigmoid(z) + y)
        scores.append((2 * both + 1) / (either + 1))
    return 1 - sum(scores) / len(scores)


def correlation_by_hand(Z, Y, W):
    (n, L), penalty = Z.shape, 0.0
    for j in range(L):
        for k in range(L):
            if j != k:
                together = sum(
                    sqrt(W[i, j] * W[i, k])
                    * (sigmoid(Z[i, j]) - Y[i, j])
                    * (sigmoid(Z[i, k]) - Y[i, k])
                    for i in range(n)
                )
                penalty += (together / n) ** 2 / (L * (L - 1))
    return cellwise(bce_of_one)(Z, Y, W) + L * penalty


ORACLES = {
    "asymmetric": cellwise(asymmetric_of_one),
    "bce": cellwise(bce_of_one),
    "bp_mll": pairwise(lambda a, b: exp(tanh(b / 2) - tanh(a / 2))),
    "correlation": correlation_by_hand,
    "focal": cellwise(focal_of_one),
    "mse": cellwise(lambda z, y: (sigmoid(z) - y) ** 2),
    "ranking_hinge": pairwise(hinge),
    "soft_f1": soft_f1_by_hand,
    "top_k_hinge": pairwise(hinge, five_highest),
}


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_value_is_the_formula(name, batch):
    """
    Each loss has the value of its formula, with weights and without.
    """
    Z, Y, W = (t.detach().numpy() for t in batch)

    assert_allclose(LOSSES[name](*batch).item(), ORACLES[name](Z, Y, W))
    ones = np.ones_like(Z)
    assert_allclose(LOSSES[name](*batch[:2]).item(), ORACLES[name](Z, Y, ones))


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_gradient_is_the_derivative(name, batch):
    """
    The gradient of each loss is the derivative of its value.
    """
    logits, targets, weights = batch

    assert torch.autograd.gradcheck(lambda z: LOSSES[name](z, targets, weights), logits)


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_extreme_logits_are_finite(name):
    """
    Logits of any size give a finite loss and gradient, even on the wrong side.
    """
    logits = torch.tensor([[1e4, -1e4, 0.0, 30.0]], requires_grad=True)

    loss = LOSSES[name](logits, torch.tensor([[0, 1, 1, 0]], dtype=torch.int8))
    loss.backward()

    assert loss.isfinite()
    assert logits.grad.isfinite().all()


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_right_answers_are_better_than_wrong_ones(name, batch):
    """
    Scores on the right side give a lower loss than scores on the wrong side.
    """
    targets = batch[1]
    right = 2.0 * targets - 1

    assert LOSSES[name](right, targets) < LOSSES[name](-right, targets)


@pytest.mark.parametrize("name", sorted(set(LOSSES) - CELLWISE))
def test_rows_without_pairs_count_nothing(name):
    """
    A row whose labels are all on, or all off, has no pair: its loss is 0.
    """
    logits = torch.randn(2, 4)
    targets = torch.tensor([[1] * 4, [0] * 4], dtype=torch.int8)

    assert LOSSES[name](logits, targets).item() == 0


def test_cross_entropy_is_minus_log_softmax(batch):
    """
    cross_entropy is minus the log of the softmax of the true class, row by row.
    """
    Z = batch[0].detach().numpy()
    classes, w = [0, 3, 1, 1, 2, 6], np.array([1.0, 2.0, 0.0, 0.5, 1.0, 3.0])
    one_hot = torch.eye(7, dtype=torch.int8)[classes]
    expected = [
        -weight * log(exp(z[c]) / sum(exp(v) for v in z))
        for z, c, weight in zip(Z, classes, w)
    ]

    loss = cross_entropy(batch[0], one_hot, torch.from_numpy(w)[:, None])

    assert_allclose(loss.item(), sum(expected) / 6)


def test_smoothing_moves_targets_towards_one_half():
    """
    With a smoothing of 0.2 the targets are 0.1 and 0.9.
    """
    targets = torch.tensor([[0, 1]], dtype=torch.int8)

    torch.testing.assert_close(smoothed(targets, 0.2), torch.tensor([[0.1, 0.9]]))
