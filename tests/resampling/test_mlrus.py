"""Tests of ML-RUS."""

import numpy as np
from numpy.testing import assert_array_equal

from mlclf.resampling import MLRUS
from tests.resampling.samplers import make_data


def pseudo_code(Y, rate, rng):
    """The mirror image of ML-ROS: delete at random, counting the ratios anew."""
    counts = Y.sum(axis=0)
    ratios = counts.max() / counts
    mean = ratios.mean()
    spared = {i for i in range(len(Y)) if any(Y[i, ratios > mean])}
    orders = {
        j: rng.permutation([i for i in np.flatnonzero(Y[:, j]) if i not in spared])
        for j in np.flatnonzero(ratios < mean)
    }
    alive, to_delete, bags = set(range(len(Y))), round(rate * len(Y)), list(orders)
    while to_delete > 0 and bags:
        for j in list(bags):
            if to_delete == 0:
                break
            left = [i for i in orders[j] if i in alive]
            if not left:
                bags.remove(j)
                continue
            alive.remove(left[0])
            to_delete -= 1
            D = Y[sorted(alive)]
            if D[:, j].sum() == 0 or max(D.sum(axis=0)) / D[:, j].sum() >= mean:
                bags.remove(j)
    return sorted(alive)


def test_equals_the_loop():
    """
    The rows kept are those of the plain loop, for small and for large rates.
    """
    X, y = make_data()

    for rate in (0.02, 0.2, 0.9):
        sampler = MLRUS(rate, random_state=3)
        sampler.fit_resample(X, y)
        expected = pseudo_code(y, rate, np.random.RandomState(3))
        assert_array_equal(sampler.sample_indices_, expected)


def test_rare_labels_lose_nothing():
    """
    Every sample with a label rarer than the mean is kept.
    """
    X, y = make_data()
    ratios = y.sum(axis=0).max() / y.sum(axis=0)
    rare = ratios > ratios.mean()

    _, y_res = MLRUS(0.5, random_state=0).fit_resample(X, y)

    assert_array_equal(y_res[:, rare].sum(axis=0), y[:, rare].sum(axis=0))
    assert len(y_res) < len(y)
