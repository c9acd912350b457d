"""Tests of the critical-difference diagram."""

from types import SimpleNamespace

import pytest

from mlclf.plots import CriticalDifferenceDisplay

# The example of Demsar (2006): four variants of C4.5 on 14 data sets.
RANKS = [3.143, 2.000, 2.893, 1.964]
NAMES = ["C4.5", "C4.5+m", "C4.5+cf", "C4.5+m+cf"]


def test_names_stand_in_the_order_of_their_ranks():
    """
    The best method comes first, each with its average rank.
    """
    display = CriticalDifferenceDisplay(RANKS, NAMES, [(3, 1, 2, 0)], 1.25).plot()

    assert [text.get_text() for text in display.texts_] == [
        "C4.5+m+cf  1.96",
        "C4.5+m  2.00",
        "C4.5+cf  2.89",
        "C4.5  3.14",
    ]


def test_a_bar_spans_its_group():
    """
    From the best to the worst rank of the group, a little beyond both.
    """
    display = CriticalDifferenceDisplay(RANKS, NAMES, [(3, 1), (2, 0)]).plot()

    spans = [tuple(bar.get_xdata()) for bar in display.bars_]
    assert spans == [
        (pytest.approx(1.964 - 0.04), pytest.approx(2.0 + 0.04)),
        (pytest.approx(2.893 - 0.04), pytest.approx(3.143 + 0.04)),
    ]


def test_from_an_analysis():
    """
    Ranks, names, groups and distance are those of the analysis.
    """
    analysis = SimpleNamespace(
        average_ranks=RANKS, methods=NAMES, groups=[], critical_distance=1.25
    )

    display = CriticalDifferenceDisplay.from_analysis(analysis)

    shown = [text.get_text() for text in display.ax_.texts]
    assert "critical distance 1.25" in shown
    assert display.bars_ == []


def test_two_methods_can_be_drawn():
    """
    The smallest comparison has a diagram too.
    """
    display = CriticalDifferenceDisplay([1.0, 2.0], ["A", "B"], []).plot()

    assert len(display.texts_) == 2
