"""Tests of the axes that displays draw on."""

import re
import sys

import matplotlib.pyplot as plt
import pytest

from mlclf.plots import LabelCardinalityDisplay
from mlclf.plots._axes import axes_for, legend_beside


def test_given_axes_are_used():
    """
    A display draws where it is told to, and makes a figure where it is not.
    """
    figure, (_, right) = plt.subplots(1, 2)

    assert axes_for(right, None) is right
    assert axes_for(None, None).figure is not figure


def test_long_names_stay_inside_the_figure():
    """
    The axes make room for the names beside them.
    """
    ax = axes_for(None, None)
    ax.set_yticks([0], ["a name that needs much room indeed"])

    ax.figure.draw_without_rendering()

    assert ax.get_tightbbox().x0 >= 0


@pytest.mark.parametrize("is_own", [True, False])
def test_a_legend_beside_hides_nothing(is_own):
    """
    It stands beside the axes, within the figure; inside those of the caller.
    """
    ax = axes_for(None, None)
    ax.plot([0, 1], label="a curve")

    legend_beside(ax, is_own=is_own)

    ax.figure.draw_without_rendering()
    box = ax.get_legend().get_window_extent()
    assert (box.x0 > ax.bbox.x1) == is_own
    assert box.x1 <= ax.figure.bbox.x1


def test_matplotlib_is_asked_for_by_name(monkeypatch):
    """
    Without matplotlib the error says which extra to install.
    """
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    message = (
        "LabelCardinalityDisplay.plot needs matplotlib: "
        "pip install 'mlclf-toolkit[plots]'"
    )

    with pytest.raises(ImportError, match=f"^{re.escape(message)}$"):
        LabelCardinalityDisplay.from_labels([[1, 0], [1, 1]])
