"""Tests of LP-ROS."""

import numpy as np
from numpy.testing import assert_array_equal

from mlclf.resampling import LPROS

# Labelsets of 9, 2 and 1 samples: 4 on average.
Y = np.repeat([[0, 0], [0, 1], [1, 1]], [9, 2, 1], axis=0)


def counts(rate):
    sampler = LPROS(rate, random_state=0)
    _, y_res = sampler.fit_resample(np.zeros((12, 1)), Y)
    return np.unique(y_res, axis=0, return_counts=True)[1]


def test_the_pseudo_code_by_hand():
    """
    Rare are the labelsets of 2 and 1 samples, with room for 2 and 3. Of 4 clones each
    is to get 2, and both can take them. Of 12, the first takes 2 of its 6, which
    leaves 10 for the second, which takes 3.
    """
    assert_array_equal(counts(4 / 12), [9, 4, 3])
    assert_array_equal(counts(1.0), [9, 4, 4])


def test_clones_are_samples_of_rare_labelsets():
    """
    The data come first, then clones, none of the frequent labelset.
    """
    sampler = LPROS(0.4, random_state=0)

    sampler.fit_resample(np.zeros((12, 1)), Y)

    assert_array_equal(sampler.sample_indices_[:12], np.arange(12))
    assert (sampler.sample_indices_[12:] >= 9).all()
