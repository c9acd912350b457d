"""Tests of ML-ROS."""

import numpy as np
from numpy.testing import assert_array_equal

from mlclf.resampling import MLROS
from tests.resampling.samplers import make_data


def pseudo_code(Y, rate, rng):
    """ML-ROS of Charte et al. (2015): the data grow, ratios are counted anew."""

    def ratio(D, j):
        return max(D.sum(axis=0)) / D[:, j].sum()

    mean = np.mean([ratio(Y, j) for j in range(Y.shape[1]) if Y[:, j].any()])
    bags = {
        j: np.flatnonzero(Y[:, j])
        for j in range(Y.shape[1])
        if Y[:, j].any() and ratio(Y, j) > mean
    }
    D, clones, to_clone = Y, [], round(rate * len(Y))
    while to_clone > 0 and bags:
        for j in list(bags):
            if to_clone == 0:
                break
            x = rng.randint(len(bags[j]))
            clones.append(bags[j][x])
            D = np.vstack([D, Y[bags[j][x]]])
            if ratio(D, j) <= mean:
                del bags[j]
            to_clone -= 1
    return clones


def test_equals_the_pseudo_code():
    """
    The clones are those of the published loop, for small and for large rates.
    """
    X, y = make_data()

    for rate in (0.02, 0.2, 5.0):
        sampler = MLROS(rate, random_state=3)
        sampler.fit_resample(X, y)
        expected = pseudo_code(y, rate, np.random.RandomState(3))
        assert_array_equal(sampler.sample_indices_[: len(y)], np.arange(len(y)))
        assert_array_equal(sampler.sample_indices_[len(y) :], expected)


def test_rare_labels_become_less_rare():
    """
    Every label that was rarer than the mean comes nearer to the most frequent one.
    """
    X, y = make_data()

    _, y_res = MLROS(0.3, random_state=0).fit_resample(X, y)

    before, after = (Y.sum(axis=0).max() / Y.sum(axis=0) for Y in (y, y_res))
    rare = before > before.mean()
    assert rare.any()
    assert (after[rare] < before[rare]).all()
