"""Tests of the plot of scores against times."""

import numpy as np

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


def test_names_do_not_hide_one_another():
    """
    Names of points at one place are written below one another.
    """
    display = ScoreTimeDisplay([0.5] * 3, [1.0] * 3, list("ABC")).plot()

    heights = {text.xyann[1] for text in display.ax_.texts}
    assert len(heights) == 3
