"""Tests of the comparison of samples with their neighbors."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.resampling._editing import count_different_neighbors

X = np.array([[0.0], [1.0], [2.5], [4.5]])
Y = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]])


@pytest.mark.parametrize(
    ("threshold", "expected"), [(0.3, [1, 1, 1, 1]), (0.4, [0, 0, 1, 1]), (1, [0] * 4)]
)
def test_distances_by_hand(threshold, expected):
    """
    Nearest neighbors are 1, 0, 1 and 2. Samples 0 and 1 differ in 1 label of the 2 + 1
    they carry: 1/3. Samples 2 and 1 differ in 2 of 2, samples 3 and 2 in 1 of 1: 1.
    """
    counts = count_different_neighbors(
        X,
        Y,
        np.arange(4),
        n_neighbors=1,
        threshold=threshold,
        metric="euclidean",
        n_jobs=None,
    )

    assert_array_equal(counts, expected)


def test_samples_without_labels_do_not_differ():
    """
    Two empty labelsets are the same, whatever the threshold.
    """
    counts = count_different_neighbors(
        X[:2],
        np.zeros((2, 3), int),
        np.arange(2),
        n_neighbors=5,
        threshold=0.0,
        metric="euclidean",
        n_jobs=None,
    )

    assert_array_equal(counts, [0, 0])
