"""Tests of LP-RUS."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.resampling import LPRUS

# Labelsets of 12, 6, 1 and 1 samples: 5 on average.
Y = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [12, 6, 1, 1], axis=0)


@pytest.mark.parametrize(
    ("n_deleted", "expected"),
    [(2, [11, 5, 1, 1]), (6, [7, 5, 1, 1]), (19, [5, 5, 1, 1])],
)
def test_the_pseudo_code_by_hand(n_deleted, expected):
    """
    Frequent are the labelsets of 6 and 12 samples, which can lose 1 and 7. Of 2
    deletions each loses 1; of 6, the first can lose 1 of its 3, and the second loses
    the other 5; of 19, all 8 that there is room for.
    """
    sampler = LPRUS(n_deleted / 20, random_state=0)

    _, y_res = sampler.fit_resample(np.zeros((20, 1)), Y)

    assert_array_equal(np.unique(y_res, axis=0, return_counts=True)[1], expected)


def test_rows_stay_in_order():
    """
    What is kept is ascending rows, each once.
    """
    sampler = LPRUS(0.2, random_state=0)

    sampler.fit_resample(np.zeros((20, 1)), Y)

    assert (np.diff(sampler.sample_indices_) > 0).all()
