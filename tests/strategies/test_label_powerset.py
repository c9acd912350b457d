"""Tests of the label powerset."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance, LabelPowerset


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=150, n_classes=3, random_state=0)


@pytest.mark.parametrize(
    "base",
    [
        LogisticRegression(solver="newton-cholesky"),
        GaussianNB(),
        DecisionTreeClassifier(random_state=0),
        SVC(),
    ],
    ids=repr,
)
def test_agrees_with_a_multiclass_fit(data, base):
    """
    It predicts what the base classifier predicts for the rows numbered by numpy.
    """
    X, y = data
    labelsets, codes = np.unique(y, axis=0, return_inverse=True)

    ours = LabelPowerset(base).fit(X, y)
    multiclass = base.fit(X, codes.ravel())

    assert_array_equal(ours.predict(X), labelsets[multiclass.predict(X)])
    if hasattr(base, "predict_proba"):
        proba = multiclass.predict_proba(X)
        assert_allclose(ours.predict_labelset_proba(X), proba, atol=1e-6)
        assert_allclose(ours.predict_proba(X), proba @ labelsets, atol=1e-6)


def test_the_most_probable_labelset_wins_over_the_marginals():
    """
    By hand: P({0}) = .4, P({1, 2}) = .3, P({0, 1}) = .3, so labels 0 and 1 have
    marginals .7 and .6, but the prediction is {0} alone.
    """
    X = np.zeros((10, 1))
    y = np.array([[1, 0, 0]] * 4 + [[0, 1, 1]] * 3 + [[1, 1, 0]] * 3)
    powerset = LabelPowerset(DecisionTreeClassifier()).fit(X, y)

    assert_allclose(powerset.predict_proba(X[:1]), [[0.7, 0.6, 0.3]])
    assert_array_equal(powerset.predict(X[:1]), [[1, 0, 0]])


def test_decision_values_become_probabilities(data):
    """
    Without predict_proba, labelsets share the softmax of the decision function.
    """
    X, y = data
    powerset = LabelPowerset(LinearSVC(random_state=0)).fit(X, y)
    decision = powerset.estimator_.decision_function(X)

    assert_allclose(powerset.predict_labelset_proba(X), softmax(decision, axis=1))


def test_two_labelsets_are_a_binary_problem(data):
    """
    With two labelsets the decision function is one column, and still adds to 1.
    """
    X, y = data
    y = np.where(y[:, :1] == 1, [[1, 0]], [[0, 1]])

    powerset = LabelPowerset(SVC()).fit(X, y)

    assert_allclose(powerset.predict_labelset_proba(X).sum(axis=1), 1)
    assert_array_equal(powerset.predict(X), powerset.predict_proba(X) > 0.5)


def test_only_seen_labelsets_are_predicted(data):
    """
    Every predicted row is a row of the training labels.
    """
    X, y = data
    powerset = LabelPowerset(GaussianNB()).fit(X[:75], y[:75])

    seen = set(map(tuple, y[:75]))

    assert {tuple(row) for row in powerset.predict(X[75:])} <= seen
    assert {tuple(row) for row in powerset.labelsets_} == seen


class ColumnTree(DecisionTreeClassifier):
    """Predicts one column, as CatBoost does of several classes."""

    def predict(self, X):
        return super().predict(X)[:, None]


class SilentColumnTree(ClassifierMixin, BaseEstimator):
    """The same, without probabilities."""

    def fit(self, X, y):
        self.tree_ = ColumnTree(max_depth=3, random_state=0).fit(X, y)
        self.classes_ = self.tree_.classes_
        return self

    def predict(self, X):
        return self.tree_.predict(X)


@pytest.mark.parametrize("strategy", [LabelPowerset, BinaryRelevance])
@pytest.mark.parametrize(
    "base", [ColumnTree(max_depth=3, random_state=0), SilentColumnTree()], ids=repr
)
def test_predictions_in_a_column_are_predictions(data, strategy, base):
    """
    The shape in which a base classifier answers one value per sample is its own.
    """
    X, y = data
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)

    answer = strategy(base).fit(X, y).predict(X)

    assert_array_equal(answer, strategy(tree).fit(X, y).predict(X))
    assert strategy(base).fit(X, y).predict_proba(X).shape == y.shape
