"""Tests of the data of a chain's links."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf.engines._links import append_labels, link_masks


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csr_matrix])
def test_labels_stand_at_the_right(container):
    """
    Whatever the container, labels follow the features, in the type of the features.
    """
    X = np.arange(6, dtype=np.float32).reshape(2, 3)
    Y = np.array([[1, 0], [1, 1]], dtype=np.int8)

    linked = append_labels(container(X), Y)

    assert linked.dtype == np.float32
    dense = linked.toarray() if sp.issparse(linked) else linked
    assert_array_equal(dense, [[0, 1, 2, 1, 0], [3, 4, 5, 1, 1]])


def test_no_labels_leave_the_samples_as_they_are():
    """
    The first link copies nothing.
    """
    X = np.ones((2, 3))

    assert append_labels(X, np.ones((2, 0), dtype=np.int8)) is X


def test_a_link_may_use_the_labels_before_it():
    """
    Two features, three labels in the orders (2, 0, 1) and (0, 1, 2), by hand.
    """
    masks = link_masks(2, [np.array([2, 0, 1]), np.arange(3)])

    expected = [
        [1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 1],
        [0, 0, 1, 0, 1, 1],  # label 0
        [0, 0, 0, 0, 0, 1],  # label 1
        [0, 1, 1, 0, 0, 0],  # label 2
    ]
    assert_array_equal(masks, np.array(expected, dtype=bool))
