"""Tests of MLeNN."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.resampling import MLeNN
from tests.resampling.samplers import make_data


def pseudo_code(X, Y, n_neighbors, threshold):
    """The algorithm of Charte et al. (2014), sample by sample."""
    counts = Y.sum(axis=0)
    ratios = counts.max() / counts
    kept = []
    for i in range(len(Y)):
        if any(Y[i, ratios > ratios.mean()]):
            kept.append(i)  # the samples of minority labels are preserved
            continue
        distances = np.linalg.norm(X - X[i], axis=1)
        distances[i] = np.inf
        n_different = 0
        for neighbor in np.argsort(distances)[:n_neighbors]:
            active = Y[i].sum() + Y[neighbor].sum()
            if active and (Y[i] != Y[neighbor]).sum() / active > threshold:
                n_different += 1
        if n_different < n_neighbors / 2:
            kept.append(i)
    return kept


@pytest.mark.parametrize("n_neighbors", [1, 3, 4])
@pytest.mark.parametrize("threshold", [0.25, 0.5, 0.75])
def test_equals_the_pseudo_code(n_neighbors, threshold):
    """
    The samples kept are those of the published loop.
    """
    X, y = make_data()
    X = X + np.random.default_rng(0).normal(scale=1e-3, size=X.shape)  # no ties

    sampler = MLeNN(n_neighbors, threshold=threshold)
    sampler.fit_resample(X, y)

    expected = pseudo_code(X, y, n_neighbors, threshold)
    assert_array_equal(sampler.sample_indices_, expected)
    assert len(expected) < len(y)


def test_fewer_samples_than_neighbors_are_no_trouble():
    """
    All others are then the neighbors, and half of them decide.
    """
    X = np.arange(3.0)[:, None]
    Y = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 0]])

    X_res, _ = MLeNN(n_neighbors=10).fit_resample(X, Y)

    assert X_res.ravel().tolist() == [0.0, 1.0]
