"""Tests of the axes that displays draw on."""

import re
import sys

import matplotlib.pyplot as plt
import pytest

from mlclf.plots import LabelCardinalityDisplay
from mlclf.plots._axes import axes_for


def test_given_axes_are_used():
    """
    A display draws where it is told to, and makes a figure where it is not.
    """
    figure, (_, right) = plt.subplots(1, 2)

    assert axes_for(right, None) is right
    assert axes_for(None, None).figure is not figure


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
