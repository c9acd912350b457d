"""The networks: perceptrons on dense or sparse rows, one or many members in one."""

import torch
from torch import nn
from torch.nn import functional

from mlclf.neural._embeddings import EMBEDDINGS
from mlclf.neural._layers import (
    BatchNorm,
    Dropout,
    MemberLinear,
    MemberScale,
    Residual,
    SparseLinear,
)

__all__ = ["ACTIVATIONS", "MultiLayerPerceptron", "last_hidden", "output_layer"]

ACTIVATIONS = {
    "gelu": nn.GELU,
    "relu": nn.ReLU,
    "selu": nn.SELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}


class MultiLayerPerceptron(nn.Module):
    """Blocks of linear, normalization, activation and dropout; a linear output.

    With ``n_members`` > 1 (and a hidden layer: linear members would all learn the same)
    the members share the hidden weights and differ by the signs
    and scales of their inputs and units, and in their output layers (BatchEnsemble,
    TabM). In training the answer is that of every member; in evaluation it is the
    logit of their mean probability.

    Parameters
    ----------
    n_features, n_outputs : int
        Width of the input and of the output.

    hidden_layer_sizes : sequence of int
        Width of each hidden layer.

    activation : str
        A key of ``ACTIVATIONS``.

    normalization : {"batch", "layer"} or None
        What comes between linear and activation, for each member by itself.

    dropout : float
        Probability that a hidden unit is dropped.

    residual : bool
        Whether a block between two layers of one width adds to its input.

    embedding : {"piecewise", "periodic"} or None
        How each feature is spread over several inputs.

    n_members : int
        Number of members.

    output_rank : int or None
        Rank of the output layer; None is full.

    sparse : bool
        Whether most of the input is zero: it may come as the rows of a CSR matrix, and
        the members share the first product.

    softmax : bool
        Whether probabilities are a softmax, or one sigmoid per output.
    """

    def __init__(
        self,
        n_features,
        n_outputs,
        hidden_layer_sizes=(256,),
        activation="relu",
        normalization=None,
        dropout=0.0,
        residual=False,
        embedding=None,
        n_members=1,
        output_rank=None,
        sparse=False,
        softmax=False,
    ):
        super().__init__()
        if not len(hidden_layer_sizes):
            n_members = 1
        self.n_members, self.sparse, self.softmax = n_members, sparse, softmax
        self.embedding = EMBEDDINGS[embedding](n_features) if embedding else None
        width = self.embedding.n_outputs if embedding else n_features
        blocks = []
        for size in hidden_layer_sizes:
            layers = _linear(width, size, n_members, sparse and not blocks)
            layers += _normalization(normalization, size, n_members)
            layers.append(ACTIVATIONS[activation]())
            if dropout:
                layers.append(Dropout(dropout))
            skips = residual and blocks and width == size
            blocks.append(Residual(*layers) if skips else nn.Sequential(*layers))
            width = size
        self.hidden = nn.Sequential(*blocks)
        self.output = _output(
            width, n_outputs, n_members, output_rank, sparse and not blocks
        )

    def forward(self, inputs):
        """Return logits (n, n_outputs); in training (n, n_members, n_outputs)."""
        if self.embedding is not None:
            inputs = self.embedding(inputs)
        if self.n_members > 1 and not self.sparse:
            inputs = inputs.unsqueeze(1).expand(-1, self.n_members, -1)
        logits = self.output(self.hidden(inputs))
        if self.n_members == 1 or self.training:
            return logits
        if self.softmax:
            return functional.log_softmax(logits, dim=-1).logsumexp(dim=1)
        on = functional.logsigmoid(logits).logsumexp(dim=1)
        return on - functional.logsigmoid(-logits).logsumexp(dim=1)

    def set_prior(self, prior):
        """Let the bias answer the given probabilities, before any training.

        Parameters
        ----------
        prior : tensor of shape (n_outputs,)
            Frequency of each label.
        """
        prior = prior.clamp(1e-4, 1 - 1e-4)
        last = (
            self.output[-1] if isinstance(self.output, nn.Sequential) else self.output
        )
        with torch.no_grad():
            last.bias.copy_(prior.log() if self.softmax else prior.logit())


def last_hidden(network, inputs):
    """Return what enters the output layer, of shape (n, width), members averaged.

    Parameters
    ----------
    network : torch module
        A ``MultiLayerPerceptron``, or any module whose last layer is linear.

    inputs : tensor or tuple of tensor
        A batch.

    Returns
    -------
    features : tensor of shape (n, width)

    Raises
    ------
    ValueError
        If the network has no linear layer, or nothing before it.
    """
    seen = []
    hook = output_layer(network).register_forward_pre_hook(
        lambda _, arguments: seen.append(arguments[0])
    )
    try:
        network(inputs)
    finally:
        hook.remove()
    return seen[0].mean(dim=1) if seen[0].ndim == 3 else seen[0]


def output_layer(network):
    """Return the first layer of the output, a linear one.

    Parameters
    ----------
    network : torch module
        As in :func:`last_hidden`.

    Returns
    -------
    layer : torch module
        It maps the last hidden layer.
    """
    if isinstance(network, MultiLayerPerceptron):
        found = [network.output] if len(network.hidden) else []
    else:
        found = [m for m in network.modules() if isinstance(m, nn.Linear)]
    if not found:
        raise ValueError(
            "transform needs a network with a hidden layer before a linear output, got "
            f"{type(network).__name__}."
        )
    layer = found[-1]
    return layer[0] if isinstance(layer, nn.Sequential) else layer


def _linear(n_in, n_out, n_members, sparse):
    """Return the linear part of a hidden block, with Kaiming's initialization."""
    layer = SparseLinear(n_in, n_out) if sparse else nn.Linear(n_in, n_out)
    nn.init.normal_(layer.weight, std=(2 / n_in) ** 0.5)
    nn.init.zeros_(layer.bias)
    if n_members == 1:
        return [layer]
    # Scaling the columns of a sparse input would cost n_members products.
    before = [] if sparse else [MemberScale(n_members, n_in)]
    return [*before, layer, MemberScale(n_members, n_out, shift=True)]


def _normalization(kind, width, n_members):
    if kind is None:
        return []
    return [BatchNorm(n_members * width) if kind == "batch" else nn.LayerNorm(width)]


def _output(n_in, n_out, n_members, rank, sparse):
    if rank is not None:
        inner = _output(n_in, rank, n_members, None, sparse)
        return nn.Sequential(inner, _output(rank, n_out, n_members, None, False))
    if sparse:
        layer = SparseLinear(n_in, n_out)
    elif n_members > 1:
        layer = MemberLinear(n_in, n_out, n_members)
    else:
        layer = nn.Linear(n_in, n_out)
    nn.init.normal_(layer.weight, std=n_in**-0.5)
    nn.init.zeros_(layer.bias)
    return layer
