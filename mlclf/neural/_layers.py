"""The layers of our networks: sparse rows, members, dropout that is quick to draw."""

import scipy.sparse as sp
import torch
from torch import nn
from torch.nn import functional

__all__ = [
    "BatchNorm",
    "Dropout",
    "MemberLinear",
    "MemberScale",
    "Residual",
    "SparseLinear",
]


class _RowProduct(torch.autograd.Function):
    """CSR rows times a matrix; the gradient is a product with the transposed rows."""

    @staticmethod
    def forward(ctx, weight, indices, offsets, values):
        ctx.save_for_backward(indices, offsets, values)
        ctx.n_in = weight.shape[0]
        return _bag(weight, indices, offsets, values)

    @staticmethod
    def backward(ctx, gradient):
        indices, offsets, values = (part.numpy() for part in ctx.saved_tensors)
        shape = (len(offsets) - 1, ctx.n_in)
        columns = sp.csr_array((values, indices, offsets), shape=shape).tocsc()
        parts = (columns.indices, columns.indptr, columns.data)
        transposed = (torch.from_numpy(part) for part in parts)
        return _bag(gradient.contiguous(), *transposed), None, None, None


def _bag(weight, indices, offsets, values):
    return functional.embedding_bag(
        indices,
        weight,
        offsets,
        mode="sum",
        per_sample_weights=values,
        include_last_offset=True,
    )


class SparseLinear(nn.Module):
    """A linear layer that reads CSR rows (indices, offsets, values), or dense rows."""

    def __init__(self, n_in, n_out):
        super().__init__()
        # One row per feature: a batch reads only the rows of its own features.
        self.weight = nn.Parameter(torch.empty(n_in, n_out))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, rows):
        """Return ``x W + b``, of shape (n, n_out)."""
        if torch.is_tensor(rows):
            return torch.addmm(self.bias, rows, self.weight)
        # On the CPU torch's own gradient of a bag takes twice as long.
        product = _RowProduct.apply if self.weight.device.type == "cpu" else _bag
        return product(self.weight, *rows) + self.bias


class MemberScale(nn.Module):
    """A scale (random signs at first) and a shift of each unit, for each member."""

    def __init__(self, n_members, width, shift=False):
        super().__init__()
        signs = torch.randint(0, 2, (n_members, width)) * 2.0 - 1
        self.scale = nn.Parameter(signs)
        self.shift = nn.Parameter(torch.zeros(n_members, width)) if shift else None

    def forward(self, x):
        """Return (n, n_members, width); x may lack the axis of the members."""
        x = x if x.ndim == 3 else x.unsqueeze(1)
        if self.shift is None:
            return x * self.scale
        return torch.addcmul(self.shift, x, self.scale)


class MemberLinear(nn.Module):
    """One linear layer per member."""

    def __init__(self, n_in, n_out, n_members):
        super().__init__()
        self.in_features = n_in
        self.weight = nn.Parameter(torch.empty(n_members, n_in, n_out))
        self.bias = nn.Parameter(torch.zeros(n_members, n_out))

    def forward(self, x):
        """Map (n, n_members, n_in) to (n, n_members, n_out)."""
        answers = torch.baddbmm(self.bias.unsqueeze(1), x.transpose(0, 1), self.weight)
        return answers.transpose(0, 1)


class Dropout(nn.Module):
    """Dropout that draws eight units at once, one byte for each.

    On the CPU torch draws every unit by itself, which takes longer than the rest of a
    layer. A byte knows 256 probabilities: p is the nearest of them.
    """

    def __init__(self, p):
        super().__init__()
        self.p = p
        self._n_dropped = min(max(round(256 * p), 1), 255)  # of 256 bytes

    def forward(self, x):
        """Return x with some units zero and the others scaled up; in training only."""
        if not self.training:
            return x
        if x.device.type != "cpu":
            return functional.dropout(x, self.p)
        words = torch.empty((x.numel() + 7) // 8, dtype=torch.int64)
        words.random_(-(2**63), None)  # all 64 bits
        draws = words.view(torch.uint8)[: x.numel()].view(x.shape)
        kept = (draws >= self._n_dropped).to(x.dtype)
        return x * kept.mul_(256 / (256 - self._n_dropped))


class BatchNorm(nn.BatchNorm1d):
    """Batch normalization of each unit of each member, over rows.

    A single row has no variance: it is normalized as in evaluation.
    """

    def forward(self, x):
        """Return x normalized, of shape (n, width) or (n, n_members, width)."""
        rows = x.flatten(1)
        if self.training and len(rows) == 1:
            answer = functional.batch_norm(
                rows, self.running_mean, self.running_var, self.weight, self.bias
            )
        else:
            answer = super().forward(rows)
        return answer.view(x.shape)


class Residual(nn.Sequential):
    """Layers that add to their input."""

    def forward(self, x):
        """Return ``x + layers(x)``."""
        return x + super().forward(x)
