"""Tests of the wrapper of natively multi-label estimators."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from mlclf import NativeMultiLabel

LISTING = [
    RandomForestClassifier(n_estimators=7, random_state=0),
    ExtraTreesClassifier(n_estimators=7, random_state=0),
    DecisionTreeClassifier(max_depth=3, random_state=0),
    KNeighborsClassifier(),
]
NETWORK = MLPClassifier((8,), max_iter=20, random_state=0)


class SparseLabels(ClassifierMixin, BaseEstimator):
    """A tree that gives labels alone, in a sparse matrix, as scikit-multilearn does."""

    def fit(self, X, y):
        self.tree_ = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, y)
        return self

    def predict(self, X):
        return sp.lil_matrix(self.tree_.predict(X))


class SparseNetwork(MLPClassifier):
    """The same, of a network's marginals."""

    def predict_proba(self, X):
        return sp.lil_matrix(super().predict_proba(X))


pytestmark = pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning"  # NETWORK is stopped early
)


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=100, n_classes=4, random_state=0)


@pytest.mark.parametrize("base", LISTING, ids=lambda e: type(e).__name__)
def test_lists_of_probabilities_become_marginals(data, base):
    """
    What the estimator lists label by label is one matrix here, column for column.
    """
    X, y = data

    ours = NativeMultiLabel(base).fit(X, y)
    theirs = base.fit(X, y)

    expected = np.column_stack([p[:, 1] for p in theirs.predict_proba(X)])
    assert_allclose(ours.predict_proba(X), expected)
    assert_array_equal(ours.predict(X), theirs.predict(X))


def test_a_matrix_of_probabilities_stays_as_it_is(data):
    """
    MLPClassifier's (n, L) probabilities pass through.
    """
    X, y = data

    ours = NativeMultiLabel(NETWORK).fit(X, y).predict_proba(X)

    assert_allclose(ours, NETWORK.fit(X, y).predict_proba(X))


def test_decisions_become_probabilities(data):
    """
    RidgeClassifier has decisions only: their logistic function, same predictions.
    """
    X, y = data

    ours = NativeMultiLabel(RidgeClassifier()).fit(X, y)
    theirs = RidgeClassifier().fit(X, y)

    assert_allclose(ours.predict_proba(X), expit(theirs.decision_function(X)))
    assert_array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize(
    "base", [*LISTING, RidgeClassifier(), NETWORK], ids=lambda e: type(e).__name__
)
@pytest.mark.parametrize("n_varying", [0, 1, 2])
def test_constant_labels_keep_their_columns(data, base, n_varying):
    """
    However few labels vary, each is answered in its own column.
    """
    X, y = data
    labels = np.tile([0, 1, 1, 0], (len(y), 1))
    labels[:, 1 : 1 + n_varying] = y[:, :n_varying]

    P = NativeMultiLabel(base).fit(X, labels).predict_proba(X)

    assert P.shape == (100, 4)
    assert_array_equal(P[:, [0, 3]], labels[:, [0, 3]])
    if n_varying == 1:
        assert_array_equal(P[:, 1] > 0.5, base.fit(X, y[:, 0]).predict(X))


def test_sparse_labels_reach_estimators_that_refuse_them(data):
    """
    A forest takes no sparse y; wrapped, it does.
    """
    X, y = data
    forest = NativeMultiLabel(LISTING[0])

    P = forest.fit(X, sp.csr_array(y)).predict_proba(X)

    assert_array_equal(P, forest.fit(X, y).predict_proba(X))


@pytest.mark.parametrize(
    ("sparse", "dense"),
    [
        (SparseNetwork((8,), max_iter=20, random_state=0), NETWORK),
        (SparseLabels(), LISTING[2]),
    ],
    ids=["marginals", "labels"],
)
def test_sparse_answers_are_those_of_arrays(data, sparse, dense):
    """
    Around an estimator that answers in sparse matrices the answers are arrays.
    """
    X, y = data
    sparse, dense = (NativeMultiLabel(e).fit(X, y) for e in (sparse, dense))

    assert isinstance(sparse.predict(X), np.ndarray)
    assert isinstance(sparse.predict_proba(X), np.ndarray)
    assert_array_equal(sparse.predict(X), dense.predict(X))
