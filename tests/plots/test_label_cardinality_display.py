"""Tests of the histogram of cardinality."""

import numpy as np

from mlclf.plots import LabelCardinalityDisplay


def test_bars_count_samples():
    """
    The bar at c is the number of samples with c labels; the line is the mean.
    """
    y = np.array([[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0]])

    display = LabelCardinalityDisplay.from_labels(y)

    assert [bar.get_height() for bar in display.bars_] == [1, 2, 0, 1]
    assert display.line_.get_xdata()[0] == 5 / 4
    assert display.ax_.get_legend_handles_labels()[1] == ["cardinality 1.25"]


def test_lists_will_do():
    """
    Three samples without labels, one with two: half a label each.
    """
    display = LabelCardinalityDisplay([3, 0, 1]).plot()

    assert display.line_.get_xdata()[0] == 0.5
