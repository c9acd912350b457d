"""Tests of the contract's machinery."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit
from sklearn.datasets import make_classification
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance
from mlclf._base import decision_proba, fit_binary, positive_predict, positive_proba


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


@given(decision=arrays(float, 5, elements=st.floats(-1e300, 1e300)))
def test_positive_decisions_are_above_one_half(decision):
    """
    However small a positive decision, its probability says 1 as the classifier does;
    elsewhere it is the logistic function.
    """
    p = decision_proba(decision)

    assert_array_equal(p > 0.5, decision > 0)
    assert_allclose(p, expit(decision), rtol=1e-15)


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


def test_a_single_value_has_one_column_of_probabilities(binary):
    """
    As scikit-learn answers a column with one value: classes_ and probabilities agree.
    """
    X, _ = binary

    fitted = BinaryRelevance(LogisticRegression()).fit(X, np.full(len(X), "yes"))

    assert_array_equal(fitted.classes_, ["yes"])
    assert_array_equal(fitted.predict_proba(X), np.ones((len(X), 1)))
    assert set(fitted.predict(X)) == {"yes"}


def test_multiclass_is_refused(binary):
    """
    Three values in one column are a multiclass problem, not labels.
    """
    X, _ = binary
    message = (
        r"^Only binary classification is supported\. "
        r"The type of the target is multiclass\.$"
    )

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


@pytest.mark.parametrize("y", [np.zeros((80, 0)), pd.DataFrame(index=range(80))])
def test_no_labels_are_refused(binary, y):
    """
    A matrix without columns is an error that says so.
    """
    X, _ = binary
    message = r"^y must have at least one column, got shape \(80, 0\)\.$"

    with pytest.raises(ValueError, match=message):
        BinaryRelevance(LogisticRegression()).fit(X, y)


def test_two_labels_of_one_name_are_refused(binary):
    """
    Names of labels tell them apart, so no two columns may share one.
    """
    X, y = binary
    frame = pd.DataFrame(np.column_stack([y, y, 1 - y]), columns=["sea", "sun", "sea"])
    message = r"^the columns of y must have distinct names, got 'sea' more than once\.$"

    with pytest.raises(ValueError, match=message):
        BinaryRelevance(LogisticRegression()).fit(X, frame)


def test_a_failed_fit_leaves_no_earlier_one(binary):
    """
    After refused data the classifier is unfitted: what it knew of X is gone.
    """
    X, y = binary
    Y = np.column_stack([y, 1 - y])
    fitted = BinaryRelevance(LogisticRegression()).fit(X, Y)

    with pytest.raises(ValueError, match=r"^y must hold 0 and 1 only, got 2\.$"):
        fitted.fit(X[:, :5], 2 * Y)

    with pytest.raises(NotFittedError):
        fitted.predict(X[:, :5])
