"""Tests of the picture of confused labels."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from sklearn.datasets import make_multilabel_classification
from sklearn.tree import DecisionTreeClassifier

from mlclf.metrics import label_confusion_matrix
from mlclf.plots import LabelConfusionDisplay

Y = pd.DataFrame({"sea": [1, 1, 0, 1], "sky": [0, 0, 1, 1], "sun": [0, 0, 0, 0]})
Z = np.array([[0, 1, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]])


def test_colors_are_shares_of_the_rows():
    """
    The sea is told from the sky in two rows of three.
    """
    display = LabelConfusionDisplay.from_predictions(Y, Z)

    assert_allclose(display.matrix, label_confusion_matrix(Y, Z))
    assert_allclose(display.image_.get_array()[0], [2 / 3, 1 / 3, 0, 0])
    names = [tick.get_text() for tick in display.ax_.get_yticklabels()]
    assert names == ["sea", "sky", "sun", "(nothing)"]


def test_rare_labels_are_left_out():
    """
    With ``n_shown`` only the most frequent labels are drawn, in their own order.
    """
    display = LabelConfusionDisplay.from_predictions(Y, Z, n_shown=2)

    names = [tick.get_text() for tick in display.ax_.get_xticklabels()]
    assert names == ["sea", "sky", "(nothing)"]


def test_a_fitted_classifier_is_drawn():
    """
    A tree that knows its training data confuses nothing.
    """
    X, labels = make_multilabel_classification(random_state=0)
    tree = DecisionTreeClassifier(random_state=0).fit(X, labels)

    display = LabelConfusionDisplay.from_estimator(tree, X, labels)

    assert_allclose(display.matrix, np.diag([*labels.sum(axis=0), 0]))
