"""Tests of the plot of ranks."""

import numpy as np

from mlclf.plots import RankDisplay

SCORES = [[0.9, 0.8, 0.7], [0.6, 0.8, 0.6]]


def test_bars_are_average_ranks():
    """
    Ranks 1 2 3 and 2.5 1 2.5: averages 1.75, 1.5, 2.75, the best at the top.
    """
    display = RankDisplay.from_scores(SCORES, ["A", "B", "C"])

    np.testing.assert_allclose(display.averages_, [1.5, 1.75, 2.75])
    assert [bar.get_width() for bar in display.ax_.patches] == [1.5, 1.75, 2.75]
    names = [tick.get_text() for tick in display.ax_.get_yticklabels()]
    assert names == ["B", "A", "C"]


def test_losses_rank_the_other_way():
    """
    The least loss is best.
    """
    display = RankDisplay.from_scores(SCORES, list("ABC"), greater_is_better=False)

    np.testing.assert_allclose(display.averages_, [1.25, 2.25, 2.5])


def test_every_block_is_a_dot():
    """
    One dot per data set and method, at its rank.
    """
    display = RankDisplay.from_scores(SCORES, list("ABC"))

    dots = [c.get_offsets()[:, 0].tolist() for c in display.ax_.collections]
    assert dots == [[2.0, 1.0], [1.0, 2.5], [3.0, 2.5]]
