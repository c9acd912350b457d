"""Tests of the contract's machinery."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance
from mlclf._base import fit_binary, positive_predict, positive_proba


@pytest.fixture
def binary():
    return make_classification(n_samples=80, random_state=0)


def test_probability_is_the_base_classifiers_own(binary):
    """
    With predict_proba, it is the column of class 1.
    """
    X, y = binary
    fitted = fit_binary(LogisticRegression(), X, y)

    assert_array_equal(positive_proba(fitted, X), fitted.predict_proba(X)[:, 1])


def test_decision_function_stands_in(binary):
    """
    Without predict_proba, the logistic function of the decision, which agrees with
    the base classifier's prediction.
    """
    X, y = binary
    fitted = fit_binary(LinearSVC(), X, y)

    assert_allclose(positive_proba(fitted, X), expit(fitted.decision_function(X)))
    assert_array_equal(positive_predict(fitted, X), fitted.predict(X))


def test_prediction_stands_in(binary):
    """
    Without decision_function too, the prediction itself.
    """

    class Bare(DecisionTreeClassifier):
        predict_proba = property()

    X, y = binary
    fitted = fit_binary(Bare(random_state=0), X, y)

    assert_array_equal(positive_proba(fitted, X), fitted.predict(X))


@pytest.mark.parametrize("value", [0, 1])
def test_constant_label_needs_no_fit(binary, value):
    """
    A constant label gives its value as probability, whatever the base classifier.
    """
    X, _ = binary

    fitted = fit_binary(Perceptron(), X, np.full(len(X), value))

    assert_array_equal(positive_proba(fitted, X[:5]), np.full(5, float(value)))


def test_one_half_is_off():
    """
    A marginal of exactly one half does not switch the label on.
    """
    X = np.array([[0.0], [0.0], [0.0], [0.0]])
    y = np.array([[0, 1], [1, 0], [0, 1], [1, 0]])
    tree = BinaryRelevance(DecisionTreeClassifier()).fit(X, y)

    assert_array_equal(tree.predict_proba(X[:1]), [[0.5, 0.5]])
    assert_array_equal(tree.predict(X[:1]), [[0, 0]])


def test_strings_are_the_classes_of_one_column(binary):
    """
    A single column may hold any two values, and is answered with them.
    """
    X, y = binary
    names = np.where(y, "yes", "no")

    fitted = BinaryRelevance(LogisticRegression()).fit(X, names)

    assert list(fitted.classes_) == ["no", "yes"]
    assert set(fitted.predict(X)) == {"no", "yes"}


def test_multiclass_is_refused(binary):
    """
    Three values in one column are a multiclass problem, not labels.
    """
    X, _ = binary
    message = "Only binary classification is supported. The type of the target is"

    with pytest.raises(ValueError, match=message):
        BinaryRelevance(LogisticRegression()).fit(X, np.arange(len(X)) % 3)


@pytest.mark.parametrize("y", [[["a"], ["a", "b"]] * 40, [{"a"}, {"b"}] * 40])
def test_label_lists_are_refused_with_advice(binary, y):
    """
    Lists of labels are refused, naming MultiLabelBinarizer as the way.
    """
    X, _ = binary
    message = (
        r"^y must be an indicator matrix of shape \(n_samples, n_labels\), got lists "
        r"of labels; sklearn\.preprocessing\.MultiLabelBinarizer turns them into one\.$"
    )

    with pytest.raises(ValueError, match=message):
        BinaryRelevance(LogisticRegression()).fit(X, y)
