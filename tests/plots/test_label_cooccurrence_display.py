"""Tests of the heat map of co-occurrence."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.plots import LabelCooccurrenceDisplay

Y = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 0], [0, 1, 1]])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("count", [[3, 1, 0], [1, 2, 1], [0, 1, 1]]),
        ("conditional", [[1, 1 / 3, 0], [1 / 2, 1, 1 / 2], [0, 1, 1]]),
        ("phi", np.corrcoef(Y.T)),
    ],
)
def test_the_image_holds_the_values(kind, expected):
    """
    Counts, shares of the row's label, or correlations are what is drawn.
    """
    display = LabelCooccurrenceDisplay.from_labels(Y, kind=kind)

    assert_allclose(display.image_.get_array(), expected)


def test_the_most_frequent_labels_are_shown():
    """
    With ``n_shown`` the rarer labels are left out; the others keep their order.
    """
    display = LabelCooccurrenceDisplay.from_labels(Y, n_shown=2)

    assert_array_equal(display.names, [0, 1])
    assert display.image_.get_array().shape == (2, 2)


def test_a_label_without_samples_is_blank():
    """
    There is no share of the samples of a label that none carries.
    """
    display = LabelCooccurrenceDisplay.from_labels([[1, 0], [1, 0]])

    assert_array_equal(np.isnan(display.values), [[False, False], [True, True]])


def test_other_kinds_are_refused():
    """
    The error lists the kinds.
    """
    message = r'^kind must be "conditional", "count" or "phi", got \'chi2\'\.$'

    with pytest.raises(ValueError, match=message):
        LabelCooccurrenceDisplay.from_labels(Y, kind="chi2")


def test_names_are_shown_as_they_are():
    """
    A dollar sign is no formula, and lists are as good as arrays.
    """
    display = LabelCooccurrenceDisplay(
        np.eye(3).tolist(), ["$\\frac$", "a$b$c", "d"]
    ).plot()

    display.figure_.canvas.draw()

    assert [label.get_text() for label in display.ax_.get_xticklabels()] == [
        "$\\frac$",
        "a$b$c",
        "d",
    ]
