"""Tests of the graph of labels."""

import numpy as np
import pandas as pd
import pytest

from mlclf.plots import LabelGraphDisplay


@pytest.fixture
def y():
    """Label b goes with a, c avoids a, d is independent of all."""
    rng = np.random.default_rng(0)
    a, d = rng.random((2, 500)) < 0.5
    b, c = a ^ (rng.random(500) < 0.1), ~a & (rng.random(500) < 0.5)
    return pd.DataFrame({"a": a, "b": b, "c": c, "d": d})


def test_dependent_labels_are_joined(y):
    """
    Labels that go together are joined in red, labels that avoid one another in blue,
    and independent ones not at all.
    """
    display = LabelGraphDisplay.from_labels(y)

    colors = {
        (display.names[i], display.names[j]): line.get_color()
        for (i, j), line in zip(display.edges, display.lines_)
    }
    assert colors == {
        ("a", "b"): "tab:red",
        ("a", "c"): "tab:blue",
        ("b", "c"): "tab:blue",
    }


def test_dependent_labels_stand_side_by_side():
    """
    The strongest pair is drawn side by side, however far apart its columns are.
    """
    rng = np.random.default_rng(0)
    y = rng.integers(2, size=(300, 8))
    y[:, 5] = y[:, 0]

    points = LabelGraphDisplay.from_labels(y).nodes_.get_offsets()

    gap = np.linalg.norm(points[0] - points[5])
    assert gap == pytest.approx(2 * np.sin(np.pi / 8))


def test_every_label_is_named(y):
    """
    Each node has its label's name, and an area that grows with its count.
    """
    display = LabelGraphDisplay.from_labels(y, n_shown=3)

    names = [text.get_text() for text in display.ax_.texts]
    assert names == list(display.names) == ["a", "b", "d"]
    assert np.argmax(display.nodes_.get_sizes()) == np.argmax(display.counts)


def test_the_threshold_leaves_out_weak_edges(y):
    """
    No edge is drawn below the threshold.
    """
    assert len(LabelGraphDisplay.from_labels(y, threshold=0.99).edges) == 0


def test_names_are_shown_as_they_are():
    """
    A dollar sign is no formula, and lists are as good as arrays.
    """
    display = LabelGraphDisplay(
        np.ones((3, 3)).tolist(), [3, 2, 1], ["$\\frac$", "a$b$c", "d"], [[0, 1]]
    ).plot()

    display.figure_.canvas.draw()

    assert [text.get_text() for text in display.ax_.texts] == ["$\\frac$", "a$b$c", "d"]
