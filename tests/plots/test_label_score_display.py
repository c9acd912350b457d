"""Tests of the heat map of labels."""

import numpy as np
from sklearn.metrics import f1_score

from mlclf import MLkNN
from mlclf.compare import run
from mlclf.plots import LabelScoreDisplay
from tests.compare.toy import Failing, toy_data, toy_plan

SCORES = [[0.1, 0.9, 0.5], [0.2, 0.8, 0.4]]


def test_columns_are_sorted_by_frequency():
    """
    The most frequent label is the leftmost.
    """
    display = LabelScoreDisplay(SCORES, ["A", "B"], ["x", "y", "z"], [3, 70, 9]).plot()

    np.testing.assert_allclose(
        display.image_.get_array(), [[0.9, 0.5, 0.1], [0.8, 0.4, 0.2]]
    )
    shown = [tick.get_text() for tick in display.ax_.get_xticklabels()]
    assert shown == ["y", "z", "x"]


def test_rare_labels_are_left_out():
    """
    The axis says how many.
    """
    display = LabelScoreDisplay(SCORES, ["A", "B"], ["x", "y", "z"], [3, 70, 9])

    display.plot(n_shown=1)

    assert display.order_.tolist() == [1]
    assert "2 rarer ones not shown" in display.ax_.get_xlabel()


def test_from_results_is_the_f1_over_all_folds():
    """
    Each row of data is tested once in k folds: F1 of the joined predictions.
    """
    _, X, y = toy_data()
    results = run(toy_plan(methods={"bad": Failing(), "good": MLkNN(n_neighbors=5)}))
    predicted = np.empty_like(y)
    plan = toy_plan()
    data = plan.load()[0]
    for cell in plan.cells([data]):
        fold = cell.split
        fitted = MLkNN(n_neighbors=5).fit(X[fold.train], y[fold.train])
        predicted[fold.test] = fitted.predict(X[fold.test])

    display = LabelScoreDisplay.from_results(results, "toy0")

    expected = f1_score(y, predicted, average=None, zero_division=0)
    bad, good = display.scores
    assert np.isnan(bad).all()
    np.testing.assert_allclose(good, expected)
