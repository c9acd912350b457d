"""Tests of the bags of samples."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from mlclf.resampling._bags import allot, imbalance, labelset_bags


def test_imbalance_leaves_out_unused_labels():
    """
    Counts 4, 1, 2, 0: ratios 1, 4, 2, and a mean of 7/3 over those that occur.
    """
    Y = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 1, 0], [1, 0, 0, 0]])

    ratios, mean = imbalance(Y)

    assert_array_equal(ratios, [1, 4, 2, 0])
    assert mean == 7 / 3


def test_labelset_bags_hold_the_rows_of_each_code():
    """
    Every row is in the bag of its labelset, in order.
    """
    bags = labelset_bags(np.array([2, 0, 2, 1, 0]))

    assert [bag.tolist() for bag in bags] == [[1, 4], [3], [0, 2]]


def test_what_a_bag_cannot_take_goes_to_those_after_it():
    """
    12 samples for bags with room for 1, 3 and 20: shares of 4; the first takes 1 and
    leaves 3, the second has a share of 5.5, takes 3, and the last gets the other 8.
    """
    assert_array_equal(allot(np.array([1.0, 3, 20]), 12), [1, 3, 8])


@given(
    room=st.lists(st.integers(1, 50), min_size=1, max_size=10).map(sorted),
    total=st.integers(0, 200),
)
def test_no_sample_is_lost(room, total):
    """
    All samples are taken as long as there is room, and never more than there is.
    """
    taken = allot(np.array(room), total)

    assert taken.sum() == min(total, sum(room))
    assert (taken <= np.array(room) + 1).all()
