"""Tests of what the displays of one curve per label share."""

import pytest

from mlclf.plots import LabelPrecisionRecallDisplay, LabelRocDisplay
from mlclf.plots._label_curve_display import LabelCurveDisplay


def test_the_base_draws_nothing_by_itself():
    """
    The base is abstract: it has no points, areas or axes of its own.
    """
    with pytest.raises(TypeError, match="abstract"):
        LabelCurveDisplay({}, {})


@pytest.mark.parametrize("display", [LabelRocDisplay, LabelPrecisionRecallDisplay])
def test_axes_and_legend_belong_to_the_curve(display):
    """
    Each display names its own axes and the area in its legend.
    """
    drawn = display.from_predictions([[1, 0], [0, 1]], [[0.9, 0.4], [0.2, 0.7]])

    assert (drawn.ax_.get_xlabel(), drawn.ax_.get_ylabel()) == drawn._axis_names
    texts = [text.get_text() for text in drawn.ax_.get_legend().get_texts()]
    assert all(f"({drawn._symbol} = 1.00)" in text for text in texts)
