"""Tests of MLTL."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.resampling import MLTL
from mlclf.resampling._mltl import _threshold
from tests.resampling.samplers import make_data


def pseudo_code(X, Y, threshold, cleaning):
    """The algorithm of Pereira et al. (2020), sample by sample."""
    counts = Y.sum(axis=0)
    ratios = counts.max() / counts
    kept = []
    for i in range(len(Y)):
        distances = np.linalg.norm(X - X[i], axis=1)
        distances[i] = np.inf
        nearest = np.argmin(distances)
        active = Y[i].sum() + Y[nearest].sum()
        linked = active and (Y[i] != Y[nearest]).sum() / active > threshold
        if not (linked and (cleaning or any(Y[i, ratios < ratios.mean()]))):
            kept.append(i)
    return kept


@pytest.mark.parametrize("threshold", [0.2, 0.5])
@pytest.mark.parametrize("cleaning", [False, True])
def test_equals_the_pseudo_code(threshold, cleaning):
    """
    The samples kept are those of the published loop.
    """
    X, y = make_data()
    X = X + np.random.default_rng(0).normal(scale=1e-3, size=X.shape)  # no ties

    sampler = MLTL(threshold, cleaning=cleaning)
    sampler.fit_resample(X, y)

    expected = pseudo_code(X, y, threshold, cleaning)
    assert_array_equal(sampler.sample_indices_, expected)
    assert len(expected) < len(y)


@pytest.mark.parametrize(
    ("mean_ratio", "concurrence", "expected"),
    [(1.5, 0.1, 0.5), (9.0, 0.1, 0.3), (100.0, 0.1, 0.15), (100.0, 0.4, 0.5)],
)
def test_the_threshold_follows_the_imbalance(mean_ratio, concurrence, expected):
    """
    1 / sqrt(1.5) = 0.82 is above 0.5, 1 / sqrt(9) = 0.33 above 0.3, 1 / sqrt(100) = 0.1
    above neither; where labels concur much, it is 0.5 in any case.
    """
    assert _threshold(mean_ratio, concurrence) == expected
