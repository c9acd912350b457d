"""Tests of the bars of label frequencies."""

import pandas as pd

from mlclf.plots import LabelFrequencyDisplay

Y = pd.DataFrame({"sea": [0, 1, 0], "sky": [1, 1, 1], "sand": [0, 1, 1]})


def test_bars_are_sorted_counts():
    """
    The bars are the counts, the most frequent label first, with the labels' names.
    """
    display = LabelFrequencyDisplay.from_labels(Y)

    assert [bar.get_width() for bar in display.bars_] == [3, 2, 1]
    names = [tick.get_text() for tick in display.ax_.get_yticklabels()]
    assert names == ["sky", "sand", "sea"]


def test_rare_labels_are_left_out():
    """
    With ``n_shown`` only the most frequent labels are drawn, and the axis says so.
    """
    display = LabelFrequencyDisplay.from_labels(Y, n_shown=2)

    assert len(display.bars_) == 2
    assert display.ax_.get_ylabel() == "label (1 rarer not shown)"


def test_the_upper_axis_shows_shares():
    """
    A bar over all samples ends at 1 on the upper axis.
    """
    display = LabelFrequencyDisplay.from_labels(Y)
    display.figure_.canvas.draw()

    (share,) = display.ax_.child_axes
    assert share.get_xlim()[1] == display.ax_.get_xlim()[1] / 3


def test_names_are_shown_as_they_are():
    """
    A dollar sign is no formula, and lists are as good as arrays.
    """
    display = LabelFrequencyDisplay([3, 5, 1], ["$\\frac$", "a$b$c", "d"], 6).plot()

    display.figure_.canvas.draw()

    assert [label.get_text() for label in display.ax_.get_yticklabels()] == [
        "a$b$c",
        "$\\frac$",
        "d",
    ]
