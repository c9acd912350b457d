"""Losses on logits, each with its formula; numerically stable.

Every loss is ``loss(logits, targets, weights=None)``: logits z and targets y (0/1, or
smoothed) of shape (n, L), weights w of shape (n, 1) or (n, L), 0 where a label is
missing. The result is one number, a mean. p stands for the sigmoid of z.
"""

from functools import cache

import torch
from torch.nn import functional

__all__ = ["CELLWISE", "LOSSES", "bce", "cross_entropy", "smoothed"]


# Beyond so many cells a GPU needs longer for the passes over them than for the rest.
_FUSED_CELLS = 2**20


@cache
def _fused_bce():
    """Return the kernel of one pass, or None where it cannot be compiled."""
    try:
        from mlclf.neural._fused_bce import fused_bce

        cell = torch.zeros(1, 1, device="cuda")
        fused_bce(cell, cell, None)
    except Exception:  # no Triton, no C compiler, a GPU that Triton does not know
        return None
    return fused_bce


class _OnePass(torch.autograd.Function):
    """Value and gradient in one pass: the derivative is p - y."""

    @staticmethod
    def forward(ctx, logits, targets, weights):
        loss, gradient = _fused_bce()(logits, targets, weights)
        ctx.save_for_backward(gradient)
        return loss

    @staticmethod
    def backward(ctx, upstream):
        (gradient,) = ctx.saved_tensors
        return gradient * (upstream / gradient.numel()), None, None


def bce(logits, targets, weights=None):
    """Binary cross-entropy: mean of ``w (log(1 + exp(z)) - y z)``."""
    if logits.is_cuda and logits.numel() >= _FUSED_CELLS and _fused_bce() is not None:
        return _OnePass.apply(logits, targets, weights)
    logits = logits.to(torch.promote_types(logits.dtype, torch.float32))
    return functional.binary_cross_entropy_with_logits(
        logits, targets.to(logits.dtype), weights
    )


def mse(logits, targets, weights=None):
    """Brier score: mean of ``w (p - y)^2``."""
    return _mean((torch.sigmoid(logits) - targets).square(), weights)


def focal(logits, targets, weights=None, *, gamma=2.0):
    """Focal loss [Lin 2017]: mean of ``-w (1 - q)^gamma log q``, q = p if y else 1 - p.

    Smoothed targets mix the two cases.
    """
    on, off = functional.logsigmoid(logits), functional.logsigmoid(-logits)
    return _mean(
        -targets * (gamma * off).exp() * on - (1 - targets) * (gamma * on).exp() * off,
        weights,
    )


def asymmetric(
    logits, targets, weights=None, *, gamma_on=1.0, gamma_off=4.0, margin=0.05
):
    """Asymmetric loss [Ridnik 2021], easy absent labels hardly count.

    Mean of ``-w (1 - p)^gamma_on log p`` where y = 1, and of
    ``-w m^gamma_off log(1 - m)``, ``m = max(p - margin, 0)``, where y = 0.
    """
    on = (gamma_on * functional.logsigmoid(-logits)).exp() * functional.logsigmoid(
        logits
    )
    shifted = (torch.sigmoid(logits) - margin).clamp(min=0)
    off = shifted**gamma_off * torch.log1p(-shifted)
    return _mean(-targets * on - (1 - targets) * off, weights)


def bp_mll(logits, targets, weights=None):
    """BP-MLL [Zhang 2006]: mean over rows of the mean over pairs of ``exp(c_l - c_k)``.

    k runs over the labels that are on, l over those that are off, ``c = 2 p - 1``.
    The double sum factors, so that it costs L, not L squared. Rows without pairs are 0.
    """
    on, off, row_weight = _sides(logits, targets, weights)
    c = torch.tanh(logits / 2)
    pairs = ((-c).exp() * on).sum(-1) * (c.exp() * off).sum(-1)
    return _row_mean(pairs, on.sum(-1) * off.sum(-1), row_weight)


def ranking_hinge(logits, targets, weights=None):
    """Pairwise hinge: mean over rows of the mean over pairs, ``max(0, 1 + z_l - z_k)``.

    k runs over the labels that are on, l over those that are off. By sorting it costs
    L log L. Rows without pairs are 0.
    """
    on, off, row_weight = _sides(logits, targets, weights)
    scores = logits.masked_fill(~off, -torch.inf)
    scores, order = scores.sort(dim=-1, descending=True)
    # The labels that violate the margin of label k are the first ones of the sort.
    n_above = torch.searchsorted(-scores.detach(), 1 - logits.detach(), right=False)
    margins = functional.pad((1 + scores.masked_fill(scores.isinf(), 0)), (1, 0))
    margins = margins * functional.pad(off.gather(-1, order), (1, 0))
    sums = margins.cumsum(-1).gather(-1, n_above)
    pairs = ((sums - n_above * logits) * on).sum(-1)
    return _row_mean(pairs, on.sum(-1) * off.sum(-1), row_weight)


def top_k_hinge(logits, targets, weights=None, *, k=5):
    """Pairwise hinge against the k highest absent labels only, which spoil the top.

    Mean over rows of the mean over pairs of ``max(0, 1 + z_l - z_k)``.
    """
    on, off, row_weight = _sides(logits, targets, weights)
    scores = logits.masked_fill(~off, -torch.inf)
    hardest = scores.topk(min(k, logits.shape[-1]), dim=-1).values
    n_hardest = hardest.isfinite().sum(-1)
    hinge = functional.relu(1 + hardest.unsqueeze(-2) - logits.unsqueeze(-1)).sum(-1)
    return _row_mean((hinge * on).sum(-1), on.sum(-1) * n_hardest, row_weight)


def soft_f1(logits, targets, weights=None):
    """One minus the macro F1 of a batch, with p in the place of predictions.

    ``1 - mean_j (2 sum_i w p y + 1) / (sum_i w (p + y) + 1)``
    """
    p = torch.sigmoid(logits)
    w = torch.ones_like(p) if weights is None else weights.expand_as(p)
    both, either = (w * p * targets).sum(0), (w * (p + targets)).sum(0)
    return 1 - ((2 * both + 1) / (either + 1)).mean()


def correlation(logits, targets, weights=None, *, strength=1.0):
    """BCE, plus the square of what it leaves correlated between two labels.

    ``bce + strength * L * mean_{j != k} (mean_i w r_ij r_ik)^2`` with ``r = p - y``: a
    pair of labels that is wrong together is punished beyond its two errors.
    """
    residuals = torch.sigmoid(logits) - targets
    if weights is not None:
        residuals = residuals * weights.sqrt()
    n, n_labels = logits.shape
    together = residuals.t() @ residuals / n
    squares = together.square().sum() - together.diagonal().square().sum()
    penalty = strength * squares / max(n_labels - 1, 1)
    return bce(logits, targets, weights) + penalty


def cross_entropy(logits, targets, weights=None):
    """Softmax cross-entropy over one-hot y: mean of ``w (logsumexp(z) - y z)``."""
    losses = -(functional.log_softmax(logits, dim=-1) * targets).sum(dim=-1)
    if weights is None:
        return losses.mean()
    # The weight of a sample is that of its class.
    return (losses * (weights * targets).sum(-1)).mean()


LOSSES = {
    "asymmetric": asymmetric,
    "bce": bce,
    "bp_mll": bp_mll,
    "correlation": correlation,
    "focal": focal,
    "mse": mse,
    "ranking_hinge": ranking_hinge,
    "soft_f1": soft_f1,
    "top_k_hinge": top_k_hinge,
}

# The losses in which every cell has its own weight; the others compare labels, where
# weights count by row and 0 masks a cell.
CELLWISE = {"asymmetric", "bce", "correlation", "focal", "mse", "soft_f1"}


def smoothed(targets, amount):
    """Return targets moved towards one half: ``y (1 - amount) + amount / 2``."""
    return targets * (1 - amount) + amount / 2


def _mean(elements, weights):
    return elements.mean() if weights is None else (elements * weights).mean()


def _sides(logits, targets, weights):
    """Return which cells are on and off, and the weight of each row."""
    on = targets > 0.5
    if weights is None:
        return on, ~on, None
    counts = (weights > 0).expand_as(logits)
    return on & counts, ~on & counts, weights.amax(-1)


def _row_mean(pairs, n_pairs, row_weight):
    rows = pairs / n_pairs.clamp(min=1)
    return rows.mean() if row_weight is None else (rows * row_weight).mean()
