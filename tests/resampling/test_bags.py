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


def published_shares(room, total):
    """LP-ROS and LP-RUS of Charte et al. (2015): shares of the bags, in order.

    Each bag takes the least of what it has room for and its share; what it leaves is
    distributed among the bags after it.
    """
    shares = [total / len(room)] * len(room)
    for i, most in enumerate(room):
        taken = min(most, shares[i])
        rest, shares[i] = shares[i] - taken, taken
        for j in range(i + 1, len(room)):
            shares[j] += rest / (len(room) - i - 1)
    return shares


@given(
    room=st.lists(st.integers(1, 50), min_size=1, max_size=10).map(sorted),
    total=st.integers(0, 200),
)
def test_shares_equal_the_pseudo_code(room, total):
    """
    They are those of the published loop, rounded so that their sum is.
    """
    taken = allot(np.array(room), total)

    expected = np.cumsum(published_shares(room, total))
    assert (np.abs(np.cumsum(taken) - expected) <= 0.5 + 1e-9).all()


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
