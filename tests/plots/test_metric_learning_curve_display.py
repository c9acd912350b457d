"""Tests of the learning curves."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import KFold, cross_validate
from sklearn.tree import DecisionTreeClassifier

from mlclf.metrics import get_scorer
from mlclf.plots import MetricLearningCurveDisplay

NAMES = ["f1_micro", "ranking_loss"]


@pytest.fixture(scope="module")
def data():
    return make_multilabel_classification(60, random_state=0)


def draw(data, **options):
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    options = {"metrics": NAMES, "cv": 3, **options}
    return MetricLearningCurveDisplay.from_estimator(tree, *data, **options)


def test_all_samples_give_the_cross_validation(data):
    """
    At the full size the values are those of cross_validate, each fit serving all
    metrics; the curve is their mean.
    """
    display = draw(data, train_sizes=[0.5, 1.0], random_state=0)

    expected = cross_validate(
        DecisionTreeClassifier(max_depth=3, random_state=0),
        *data,
        cv=KFold(3),
        scoring={name: get_scorer(name) for name in NAMES},
    )
    assert_array_equal(display.sizes, [20, 40])
    sign = {"f1_micro": 1, "ranking_loss": -1}
    for name in NAMES:
        assert display.test[name].shape == (2, 3)
        means = display.test[name].mean(axis=1)
        assert_allclose(display.lines_[name].get_ydata(), means)
        # The shuffled samples may split ties between thresholds otherwise.
        assert_allclose(
            display.test[name][1], sign[name] * expected[f"test_{name}"], atol=0.1
        )
    assert display.train["f1_micro"].mean() > display.test["f1_micro"].mean()


def test_training_curves_may_be_left_out(data):
    """
    Two metrics are two lines, or four with those on the training samples.
    """
    both = draw(data)
    alone = both.plot(show_train=False)

    assert len(alone.ax_.get_lines()) == 2
    assert len(both.plot().ax_.get_lines()) == 4


def test_the_seed_and_the_jobs(data):
    """
    The same seed draws the same curve, with two jobs too.
    """
    first = draw(data, random_state=0, metrics=["f1_micro"])
    again = draw(data, random_state=0, metrics=["f1_micro"], n_jobs=2)

    assert_array_equal(first.test["f1_micro"], again.test["f1_micro"])


def test_impossible_sizes_are_refused(data):
    """
    Shares go from above 0 to 1.
    """
    message = "train_sizes must be shares above 0 and at most 1, got [2.0]."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        draw(data, train_sizes=[2.0])
    assert np.isfinite(draw(data, train_sizes=[1.0]).test["f1_micro"]).all()


def test_one_metric_needs_no_list(data):
    """
    A name alone is the metric of that name.
    """
    assert list(draw(data, metrics="f2_micro").test) == ["f2_micro"]
