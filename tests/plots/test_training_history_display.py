"""Tests of the training history."""

import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.exceptions import NotFittedError

from mlclf import NeuralClassifier
from mlclf.plots import TrainingHistoryDisplay


def test_curves_are_the_history():
    """
    From a fitted network: its loss and its validation loss over the epochs, and a line
    at the epoch that was kept.
    """
    pytest.importorskip("torch")
    data = make_multilabel_classification(random_state=0)
    network = NeuralClassifier((8,), max_epochs=5, random_state=0).fit(*data)

    display = TrainingHistoryDisplay.from_estimator(network)

    assert set(display.lines_) == {"loss", "validation_loss"}
    for name, line in display.lines_.items():
        assert_array_equal(line.get_xdata(), [1, 2, 3, 4, 5])
        assert_array_equal(line.get_ydata(), network.history_[name])
    assert display.ax_.lines[-1].get_xdata()[0] == network.best_epoch_


def test_a_score_has_an_axis_of_its_own():
    """
    A metric on the validation part is drawn beside the loss, on its own scale.
    """
    history = {"loss": [0.5, 0.4], "validation_f1_micro": [0.1, 0.2], "seconds": [1, 1]}

    display = TrainingHistoryDisplay(history).plot()

    score = display.lines_["validation_f1_micro"]
    assert set(display.lines_) == {"loss", "validation_f1_micro"}
    assert score.axes is not display.ax_
    assert score.axes.get_ylabel() == "validation f1 micro"
    assert len(display.ax_.get_legend().get_texts()) == 2


def test_an_unfitted_network_says_so():
    """
    Without a history there is nothing to draw.
    """
    with pytest.raises(NotFittedError):
        TrainingHistoryDisplay.from_estimator(NeuralClassifier())
