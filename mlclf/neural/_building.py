"""From the parameters of a classifier to a network, a loss and a trainer."""

import copy
import inspect
import warnings
from contextlib import suppress
from functools import partial

import numpy as np
import torch

from mlclf.neural._losses import CELLWISE, LOSSES, cross_entropy, smoothed
from mlclf.neural._networks import MultiLayerPerceptron
from mlclf.neural._optimizers import make_optimizer
from mlclf.neural._training import Trainer

__all__ = ["build_loss", "build_network", "build_trainer", "perceptron_options"]

# Rows from which the embedding of the features learns its bins.
_EMBEDDING_ROWS = 10_000


def perceptron_options(params, scaler, n_outputs, softmax):
    """Return the arguments of the perceptron that the parameters describe.

    Parameters
    ----------
    params : NeuralClassifier
        Read only.

    scaler : InputScaler
        Fitted.

    n_outputs : int
        Number of labels.

    softmax : bool
        Whether the target is multiclass.

    Returns
    -------
    options : dict of plain data
    """
    sizes = params.hidden_layer_sizes
    sizes = [sizes] if isinstance(sizes, int | np.integer) else list(sizes)
    if not all(isinstance(size, int | np.integer) and size > 0 for size in sizes):
        raise ValueError(
            "hidden_layer_sizes must hold positive integers, got "
            f"{params.hidden_layer_sizes!r}."
        )
    if len(scaler.shape) != 1:
        raise ValueError(
            "X must have 2 dimensions unless module is given, got "
            f"{len(scaler.shape) + 1}."
        )
    if params.embedding is not None and scaler.is_too_large:
        raise ValueError(
            f"embedding must be None for large sparse X, got {params.embedding!r}."
        )
    return {
        "n_features": int(scaler.shape[0]),
        "n_outputs": int(n_outputs),
        "hidden_layer_sizes": [int(size) for size in sizes],
        "sparse": bool(scaler.keeps_sparse),
        "softmax": bool(softmax),
        **{
            name: getattr(params, name)
            for name in (
                "activation",
                "normalization",
                "dropout",
                "residual",
                "embedding",
                "n_members",
                "output_rank",
            )
        },
    }


def build_network(params, options, samples, prior):
    """Return a fresh network, whose first answer is the frequency of each label.

    Parameters
    ----------
    params : NeuralClassifier
        Its ``module`` comes first.

    options : dict or None
        Arguments of the perceptron; None with ``module``.

    samples : Samples
        Training samples.

    prior : ndarray of shape (n_labels,)
        Frequency of each label.

    Returns
    -------
    network : torch module
        On the device of the samples.
    """
    if options is None:
        network = _user_network(params.module, samples, len(prior))
    else:
        network = MultiLayerPerceptron(**options)
        network.set_prior(torch.from_numpy(prior))
        if network.embedding is not None:
            rows = torch.randperm(len(samples), device=samples.index_device)
            rows = rows[:_EMBEDDING_ROWS]
            network.embedding.fit(samples.inputs(rows).cpu())
    return network.to(samples.device)


def _user_network(module, samples, n_labels):
    """Return the user's network, never the object itself, and check what it answers."""
    if isinstance(module, torch.nn.Module):
        network = copy.deepcopy(module)
    else:
        shape = samples.shape
        network = module(shape[0] if len(shape) == 1 else shape, n_labels)
        if not isinstance(network, torch.nn.Module):
            raise ValueError(f"module must return a torch module, got {network!r}.")
    network = network.to(samples.device)
    network.eval()
    with torch.no_grad():
        answer = network(samples.inputs(slice(0, 1)))
    if tuple(answer.shape) != (1, n_labels):
        raise ValueError(
            f"module must map one sample to logits of shape (1, {n_labels}), got "
            f"{tuple(answer.shape)}."
        )
    return network


def build_loss(params, is_multiclass):
    """Return the loss, with its options bound.

    Parameters
    ----------
    params : NeuralClassifier
        ``loss`` and ``label_smoothing`` are read.

    is_multiclass : bool
        Whether "bce" means cross-entropy over classes.

    Returns
    -------
    loss : callable
        ``loss(logits, targets, weights)``.
    """
    weighs_cells = params.class_weight is not None or params.pos_weight is not None
    loss = params.loss
    if callable(loss):
        loss = partial(_own_loss, loss, _takes_weights(loss))
    elif is_multiclass:
        if loss != "bce":
            raise ValueError(
                f"loss must be 'bce' or a callable for a multiclass y, got {loss!r}."
            )
        loss = cross_entropy
    elif weighs_cells and loss not in CELLWISE:
        raise ValueError(
            "class_weight and pos_weight need a loss of single cells "
            f"({', '.join(sorted(CELLWISE))}), got loss={loss!r}."
        )
    else:
        loss = LOSSES[loss]
    if params.label_smoothing:
        return partial(_smoothed_loss, loss, params.label_smoothing)
    return loss


def _takes_weights(loss):
    """Whether a function of the user has weights as its third argument."""
    try:
        third = list(inspect.signature(loss).parameters.values())[2:3]
    except ValueError:  # some functions written in C do not say
        return False
    return any(
        p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        and (p.default is p.empty or p.name in ("weight", "weights"))
        for p in third
    )


def _own_loss(loss, takes_weights, logits, targets, weights=None):
    """Call a loss of the user, with what it takes, and check what it gives."""
    if not takes_weights and weights is not None:
        raise ValueError(
            "a loss must take (logits, targets, weights) where samples or labels have "
            f"weights or are missing, got {loss!r}."
        )
    extra = (weights,) if takes_weights else ()
    value = loss(logits, targets.to(logits.dtype), *extra)
    if not torch.is_tensor(value) or value.ndim:
        got = f"shape {tuple(value.shape)}" if torch.is_tensor(value) else repr(value)
        raise ValueError(
            f"loss must return one number, the mean of a batch, as a tensor, got {got}."
        )
    return value


def _smoothed_loss(loss, amount, logits, targets, weights=None):
    return loss(logits, smoothed(targets, amount), weights)


def build_trainer(params, network, loss, device):
    """Return a trainer.

    Parameters
    ----------
    params : NeuralClassifier
        Its parameters of the optimization are read.

    network : torch module
        On the device.

    loss : callable
        What :func:`build_loss` returned.

    device : torch.device
        Where it trains.

    Returns
    -------
    trainer : Trainer
    """
    optimizer = make_optimizer(
        network,
        params.optimizer,
        learning_rate=params.learning_rate,
        weight_decay=params.weight_decay,
        momentum=params.momentum,
    )
    return Trainer(
        network,
        loss,
        optimizer,
        batch_size=params.batch_size,
        patience=params.patience,
        max_epochs=params.max_epochs,
        schedule=params.schedule,
        gradient_clip=params.gradient_clip,
        ema_decay=params.ema_decay,
        autocast=_autocast(params.precision, device),
        forward=_Compiled(network) if params.compile else None,
        captures=_captures(params),
    )


def _captures(params):
    """Say whether steps may be CUDA graphs: not where the user's code takes part.

    What it does in Python, at every step or at some, a graph would leave out.
    """
    own = params.module is not None or callable(params.loss)
    return not own and params.optimizer in ("adam", "adamw", "sgd")


def _autocast(precision, device):
    """Return the type of the products: bfloat16 on request, or where GPUs have it."""
    if precision == "auto":
        has_it = device.type == "cuda" and torch.cuda.is_bf16_supported()
        return torch.bfloat16 if has_it else None
    return torch.bfloat16 if precision == "bfloat16" else None


class _Compiled:
    """The compiled forward pass of a network; the plain one where compiling fails."""

    def __init__(self, network):
        self.network = network
        self._fast = None
        with suppress(Exception):  # no compiler for this system
            self._fast = torch.compile(network)

    def __call__(self, inputs):
        if self._fast is not None:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # the compiler's about itself
                    return self._fast(inputs)
            except torch.OutOfMemoryError:
                raise
            except Exception:
                self._fast = None  # no compiler here, or not for this network
        return self.network(inputs)
