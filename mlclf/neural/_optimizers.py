"""Optimizers by name, and learning rates as functions of the progress of a fit."""

import math
from functools import partial

import torch

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "bare_step",
    "make_optimizer",
    "rate_factor",
    "set_rate",
]

OPTIMIZERS = {
    "adagrad": torch.optim.Adagrad,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "sgd": torch.optim.SGD,
}

SCHEDULES = ("constant", "cosine", "one_cycle", "plateau")

_WARM_UP = 0.3  # the share of a one-cycle schedule in which the rate rises


def make_optimizer(network, optimizer, *, learning_rate, weight_decay, momentum):
    """Return an optimizer over the parameters of a network.

    Weight decay falls on matrices only: a bias or a scale has no reason to be small.

    Parameters
    ----------
    network : torch module
        What is to be trained.

    optimizer : str or callable
        A key of ``OPTIMIZERS``, or ``optimizer(parameters, lr=...)``.

    learning_rate, weight_decay, momentum : float
        Of the optimizer; momentum is for "sgd" only, where it is Nesterov's.

    Returns
    -------
    optimizer : torch optimizer
    """
    parameters = list(network.parameters())
    if callable(optimizer):
        return optimizer(parameters, lr=learning_rate)
    groups = [
        {
            "params": [p for p in parameters if p.ndim > 1],
            "weight_decay": weight_decay,
        },
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    # One kernel, two to five times faster; not every torch has Adagrad's for GPUs.
    fused = optimizer != "adagrad" or parameters[0].device.type == "cpu"
    options = {"lr": learning_rate, "fused": fused}
    if optimizer == "sgd":
        options |= {"momentum": momentum, "nesterov": momentum > 0}
    return OPTIMIZERS[optimizer]([g for g in groups if g["params"]], **options)


def bare_step(optimizer):
    """Return the step of an optimizer, without what torch does around it.

    Profiling and hooks, which take as long as a step of a small network. An optimizer
    that is not one of ``OPTIMIZERS`` may have hooks, and keeps them.

    Parameters
    ----------
    optimizer : torch optimizer
        Of any kind.

    Returns
    -------
    step : callable
        Without arguments.
    """
    kind = type(optimizer)
    if kind not in OPTIMIZERS.values() or not hasattr(kind.step, "__wrapped__"):
        return optimizer.step
    return partial(kind.step.__wrapped__, optimizer)


def set_rate(group, rate):
    """Set the learning rate of a group, in place where it is a tensor.

    Parameters
    ----------
    group : dict
        Of the optimizer's ``param_groups``.

    rate : float
        Learning rate.
    """
    if torch.is_tensor(group["lr"]):
        group["lr"].fill_(rate)
    else:
        group["lr"] = rate


def rate_factor(schedule, progress):
    """Return what the learning rate is multiplied with.

    Parameters
    ----------
    schedule : {"constant", "cosine", "one_cycle", "plateau"}
        "cosine" falls from 1 to 0; "one_cycle" rises from 1/25 to 1 and falls to 0.
        "plateau" is constant here: it reacts to scores, not to time.

    progress : float
        Share of the training that is over, in [0, 1].

    Returns
    -------
    factor : float
        In [0, 1].

    Examples
    --------
    >>> [round(rate_factor("cosine", t), 2) for t in (0, 0.5, 1)]
    [1.0, 0.5, 0.0]
    """
    if schedule == "cosine":
        return _half_cosine(progress)
    if schedule == "one_cycle":
        if progress < _WARM_UP:
            return 1 / 25 + (1 - 1 / 25) * (1 - _half_cosine(progress / _WARM_UP))
        return _half_cosine((progress - _WARM_UP) / (1 - _WARM_UP))
    return 1.0


def _half_cosine(t):
    return (1 + math.cos(math.pi * min(t, 1.0))) / 2
