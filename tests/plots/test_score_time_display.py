"""Tests of the plot of scores against times."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text

from mlclf import MLkNN
from mlclf.compare import run
from mlclf.plots import ScoreTimeDisplay
from tests.compare.toy import Failing, toy_plan


def test_points_are_times_and_scores():
    """
    One point per method, on a logarithmic axis of seconds.
    """
    display = ScoreTimeDisplay([0.5, 0.6], [0.1, 20.0], ["A", "B"]).plot()

    np.testing.assert_allclose(display.points_.get_offsets(), [[0.1, 0.5], [20, 0.6]])
    assert display.ax_.get_xscale() == "log"


def test_the_front_is_what_nothing_beats():
    """
    A method that is slower and no better is not on the line; for a loss less is
    better.
    """
    scores, seconds, names = [0.5, 0.4, 0.7, 0.7], [1, 2, 3, 4], list("ABCD")

    display = ScoreTimeDisplay(scores, seconds, names).plot()
    loss = ScoreTimeDisplay(scores, seconds, names, greater_is_better=False).plot()

    assert display.front_ == ["A", "C"]
    assert loss.front_ == ["A", "B"]


def test_methods_without_a_score_are_not_drawn():
    """
    A method that failed has no point.
    """
    results = run(toy_plan(methods={"bad": Failing(), "good": MLkNN()}))

    display = ScoreTimeDisplay.from_results(results, "toy0", "hamming_loss")

    assert len(display.points_.get_offsets()) == 1
    assert display.front_ == ["good"]
    assert display.ax_.get_ylabel() == "hamming loss (less is better)"


@pytest.mark.parametrize("spread", [0.0, 0.001, 0.02, 0.3])
def test_names_do_not_hide_one_another(spread):
    """
    Names of points that are near stand around them, inside the axes, and hide neither
    one another nor a point.
    """
    rng = np.random.default_rng(0)
    scores = 0.6 + spread * rng.random(6)
    seconds = 10 ** (spread * 4 * rng.random(6))
    names = ["BinaryRelevance", "ClassifierChain", "MLkNN", "net", "RandomForest", "A"]

    display = ScoreTimeDisplay(scores, seconds, names).plot()

    display.figure_.draw_without_rendering()
    # Of the text alone: the box of an annotation holds its line too.
    boxes = [Text.get_window_extent(text) for text in display.ax_.texts]
    frame = display.ax_.bbox
    assert len(boxes) == 6
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)
    points = display.ax_.transData.transform(display.points_.get_offsets())
    assert not any(box.contains(*point) for box in boxes for point in points)
