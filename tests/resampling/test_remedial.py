"""Tests of REMEDIAL."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.resampling import REMEDIAL
from tests.resampling.samplers import make_data


def pseudo_code(Y):
    """Algorithm 1 of Charte et al. (2015), sample by sample."""
    counts = Y.sum(axis=0)
    ratios = counts.max() / counts
    mean_ratio = ratios.mean()

    def scumble(y):
        active = ratios[y == 1]
        return (
            1 - np.prod(active) ** (1 / len(active)) / active.mean()
            if len(active)
            else 0
        )

    values = np.array([scumble(y) for y in Y])
    decoupled, clones = Y.copy(), []
    for i in range(len(Y)):
        if values[i] > values.mean():
            clone = Y[i].copy()
            decoupled[i, ratios > mean_ratio] = 0
            clone[ratios <= mean_ratio] = 0
            clones.append(clone)
    return np.vstack([decoupled, *clones])


@pytest.mark.parametrize("n_samples", [50, 200])
def test_equals_the_pseudo_code(n_samples):
    """
    The labels are those of the published loop: decoupled samples, then their clones.
    """
    X, y = make_data(n_samples)
    y = y[:, y.any(axis=0)]

    _, y_res = REMEDIAL().fit_resample(X, y)

    assert_array_equal(y_res, pseudo_code(y))
    assert len(y_res) > len(y)


def test_no_label_is_lost():
    """
    Every label of every sample is in one of its two halves.
    """
    X, y = make_data()

    _, y_res = REMEDIAL().fit_resample(X, y)

    assert_array_equal(y_res.sum(axis=0), y.sum(axis=0))
