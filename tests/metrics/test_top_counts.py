"""Tests of the counts of the k best labels."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.metrics._ranking_data import Ranking
from mlclf.metrics._top_counts import count_top, discounts, ideal_gains

Y = np.array([[1, 0, 1], [0, 1, 0]])
SCORES = np.array([[0.9, 0.8, 0.1], [0.2, 0.3, 0.9]])


@pytest.mark.parametrize(
    ("average", "hits", "predicted", "true", "weight"),
    [
        ("samples", [1, 1], [2, 2], [2, 1], [2, 3]),
        ("macro", [2, 3, 0], [2, 5, 3], [2, 3, 2], [1, 1, 1]),
        ("micro", [5], [10], [7], [1]),
    ],
)
def test_counts_by_hand(average, hits, predicted, true, weight):
    """
    Rows of weights two and three: over rows, the average weighs; else the counts do.
    """
    counts = count_top(Ranking(Y, SCORES, [2.0, 3.0]), 2, average)

    assert_allclose(counts.hits, hits)
    assert_allclose(counts.predicted, predicted)
    assert_allclose(counts.true, true)
    assert_allclose(counts.weight, weight)


def test_gains_by_hand():
    """
    Gains fall with the logarithm of the rank; a perfect ranking has them all.
    """
    assert_allclose(discounts(3), [1, 1 / np.log2(3), 0.5])
    assert_allclose(
        ideal_gains(np.array([0.0, 1.0, 5.0]), 2), [0, 1, 1 + discounts(2)[1]]
    )
