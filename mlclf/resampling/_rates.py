"""Bases of the samplers that add, or delete, a share of the samples at random."""

from abc import ABC
from numbers import Real

from mlclf._sklearn import Interval
from mlclf.resampling._base import MultiLabelSampler

__all__ = ["Oversampler", "Undersampler"]


class _RandomSampler(MultiLabelSampler, ABC):
    """Base of the samplers of two parameters: a share, and a seed."""

    def __init__(self, sampling_rate=0.25, *, random_state=None):
        self.sampling_rate = sampling_rate
        self.random_state = random_state


class Oversampler(_RandomSampler):
    """Base of the samplers that clone a share of the samples; it may exceed 1."""

    _parameter_constraints: dict = {
        "sampling_rate": [Interval(Real, 0, None, closed="left")],
        "random_state": ["random_state"],
    }


class Undersampler(_RandomSampler):
    """Base of the samplers that delete a share of the samples, below 1."""

    _parameter_constraints: dict = {
        "sampling_rate": [Interval(Real, 0, 1, closed="left")],
        "random_state": ["random_state"],
    }
