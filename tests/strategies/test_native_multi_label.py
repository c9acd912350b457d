"""Tests of the wrapper of natively multi-label estimators."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance, NativeMultiLabel, TunedThresholdClassifierCV

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


@pytest.fixture
def constant_labels(data):
    """Labels of which the second one, or all but the first, have one value."""
    X, y = data
    some, single = y.copy(), y.copy()
    some[:, 1], single[:, 1:] = 1, 0
    return X, some, single


@pytest.mark.parametrize("piped", [False, True], ids=["alone", "in a pipeline"])
def test_class_weights_of_labels_follow_their_labels(constant_labels, piped):
    """
    The oracle: a forest of the labels that vary, with their weights.
    """
    X, some, single = constant_labels
    weights = [{0: 1, 1: w} for w in range(1, some.shape[1] + 1)]
    forest = RandomForestClassifier(5, class_weight=weights, random_state=0)
    native = NativeMultiLabel(make_pipeline(forest) if piped else forest)

    P = native.fit(X, some).predict_proba(X)

    rest = [0, 2, 3]
    bare = clone(forest).set_params(class_weight=[weights[j] for j in rest])
    expected = bare.fit(X, some[:, rest]).predict_proba(X)
    assert_allclose(P[:, rest], np.column_stack([p[:, 1] for p in expected]))
    assert_allclose(P[:, 1], 1)
    bare.set_params(class_weight=weights[0]).fit(X, single[:, 0])
    P = native.fit(X, single).predict_proba(X)
    assert_allclose(P[:, 0], bare.predict_proba(X)[:, 1])
    assert forest.class_weight == weights


class Evaluated(RandomForestClassifier):
    """Keeps the evaluation set that it was given."""

    def fit(self, X, y, eval_set=None):
        self.evaluated_, self.shape_ = eval_set, y.shape
        return super().fit(X, y)


def test_evaluation_sets_lose_the_constant_labels(constant_labels):
    """
    The labels of an evaluation set are in the form of those that are fitted.
    """
    X, some, single = constant_labels
    native = NativeMultiLabel(Evaluated(2))

    for y, kept in [(some, [0, 2, 3]), (single, [0])]:
        other = 1 - y
        native.fit(X, y, eval_set=[(X, other)])
        ((samples, labels),) = native.estimator_.evaluated_
        assert_array_equal(samples, X)
        assert labels.shape == native.estimator_.shape_
        assert_array_equal(labels.reshape(len(y), -1), other[:, kept])


class OneClass(LogisticRegression):
    """Says that it knows one class, as CatBoost's MultiLogloss does of one label."""

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y, sample_weight)
        self.known_, self.classes_ = self.classes_, np.array([0])
        return self

    def predict_proba(self, X):
        return expit(np.outer(self.decision_function(X), [-1, 1]))


@pytest.mark.parametrize("strategy", [NativeMultiLabel, BinaryRelevance])
def test_one_label_is_predicted_whatever_its_classes(constant_labels, strategy):
    """
    Two columns of probabilities are of two classes, and the second is of 1.
    """
    X, _, single = constant_labels

    P = strategy(OneClass()).fit(X, single).predict_proba(X)

    expected = LogisticRegression().fit(X, single[:, 0]).predict_proba(X)[:, 1]
    assert_allclose(P[:, 0], expected)
    assert_allclose(P[:, 1:], 0)


def test_catboost_knows_constant_labels(constant_labels):
    """
    With a loss of several labels: whichever of them vary, and evaluation sets.
    """
    catboost = pytest.importorskip("catboost")
    X, some, single = constant_labels
    base = catboost.CatBoostClassifier(
        iterations=20,
        loss_function="MultiLogloss",
        verbose=0,
        thread_count=1,
        allow_writing_files=False,
    )
    for y, kept in [(some, [0, 2, 3]), (single, [0])]:
        expected = clone(base).fit(X, y[:, kept], eval_set=(X[:50], y[:50, kept]))
        expected = expected.predict_proba(X)[:, -len(kept) :]
        for eval_set in [(X[:50], y[:50]), [(X[:50], y[:50])]]:
            native = NativeMultiLabel(base).fit(X, y, eval_set=eval_set)
            assert_allclose(native.predict_proba(X)[:, kept], expected)
        tuned = TunedThresholdClassifierCV(NativeMultiLabel(base), cv=2)
        assert tuned.fit(X, y).predict(X)[:, 0].any()
        assert_array_equal(tuned.predict(X)[:, 1], y[:, 1])
