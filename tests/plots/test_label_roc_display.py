"""Tests of the curves of labels in LabelRocDisplay."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from mlclf.plots import LabelRocDisplay


@pytest.fixture(scope="module")
def data():
    X, Y = make_multilabel_classification(n_classes=4, random_state=0)
    return X, Y, np.random.default_rng(0).random(Y.shape)


def test_areas_are_those_of_scikit_learn(data):
    """
    The legend shows the areas of the averages, and of the worst labels.
    """
    _, Y, S = data

    display = LabelRocDisplay.from_predictions(
        Y, S, label_names=list("abcd"), n_shown=1
    )

    by_label = roc_auc_score(Y, S, average=None)
    assert_allclose([display.areas[name] for name in "abcd"], by_label)
    for average in ("micro", "macro"):
        assert_allclose(display.areas[average], roc_auc_score(Y, S, average=average))
    shown = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert len(shown) == 3
    assert shown[2].startswith("abcd"[np.argmin(by_label)])
    assert f"{display.areas['micro']:.2f}" in shown[0]


def test_lines_are_the_curves(data):
    """
    Each label and both averages are drawn, where the caller wants them.
    """
    _, Y, S = data
    ax = plt.subplots()[1]

    display = LabelRocDisplay.from_predictions(Y, S, ax=ax)

    assert display.ax_ is ax
    assert set(display.lines_) == {"micro", "macro", "0", "1", "2", "3"}
    for name, line in display.lines_.items():
        assert_allclose(line.get_xydata().T, display.curves[name])
    assert np.all(np.diff(display.curves["micro"][0]) >= 0)


def test_a_fitted_classifier_is_drawn(data):
    """
    A tree that knows its training data has curves of area 1.
    """
    X, Y, _ = data
    tree = DecisionTreeClassifier(random_state=0).fit(X, Y)

    display = LabelRocDisplay.from_estimator(tree, X, Y)

    assert set(display.areas.values()) == {1.0}


def test_it_can_be_drawn_again(data):
    """
    plot draws the same arrays anew.
    """
    _, Y, S = data
    display = LabelRocDisplay.from_predictions(Y, S)
    first = display.ax_

    again = display.plot(n_shown=None)

    assert again is display
    assert display.ax_ is not first
    assert len(display.ax_.get_legend().get_texts()) == 6
