"""Numerical features spread over several inputs each."""

import math

import torch
from torch import nn

__all__ = ["EMBEDDINGS"]


class PiecewiseEmbedding(nn.Module):
    """Piecewise linear encoding: how far a feature has come through each of its bins.

    The bins lie between quantiles of the training samples, so that every scale and
    skew of a feature is spread evenly (Gorishniy et al., 2022).

    Parameters
    ----------
    n_features : int
        Number of features.

    n_bins : int, default=8
        Bins per feature.
    """

    def __init__(self, n_features, n_bins=8):
        super().__init__()
        self.n_outputs = n_features * n_bins
        edges = torch.linspace(-2, 2, n_bins + 1).repeat(n_features, 1)
        self.register_buffer("edges", edges)  # (n_features, n_bins + 1)

    def fit(self, inputs):
        """Place the edges at the quantiles of some samples.

        Parameters
        ----------
        inputs : tensor of shape (n_samples, n_features)
            Training samples, or a part of them.
        """
        levels = torch.linspace(0, 1, self.edges.shape[1], device=inputs.device)
        self.edges.copy_(torch.quantile(inputs, levels, dim=0).t())

    def forward(self, x):
        """Map (n, n_features) to (n, n_features * n_bins), in [-1, 1]."""
        left, right = self.edges[:, :-1], self.edges[:, 1:]
        # A bin without width is a step.
        depth = (x.unsqueeze(-1) - left) / (right - left).clamp(min=1e-6)
        return depth.clamp(0, 1).mul(2).sub(1).flatten(1)


class PeriodicEmbedding(nn.Module):
    """Cosines and sines of each feature, at learned frequencies, beside the feature.

    Parameters
    ----------
    n_features : int
        Number of features.

    n_frequencies : int, default=8
        Frequencies per feature.

    scale : float, default=0.1
        Standard deviation of the initial frequencies.
    """

    def __init__(self, n_features, n_frequencies=8, scale=0.1):
        super().__init__()
        self.n_outputs = n_features * (2 * n_frequencies + 1)
        self.frequencies = nn.Parameter(scale * torch.randn(n_features, n_frequencies))

    def fit(self, inputs):
        """Learn nothing: the frequencies are trained with the network."""

    def forward(self, x):
        """Map (n, n_features) to (n, n_features * (2 n_frequencies + 1))."""
        x = x.unsqueeze(-1)
        angle = 2 * math.pi * self.frequencies * x
        return torch.cat([x, angle.cos(), angle.sin()], dim=-1).flatten(1)


EMBEDDINGS = {"periodic": PeriodicEmbedding, "piecewise": PiecewiseEmbedding}
