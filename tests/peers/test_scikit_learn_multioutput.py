"""What scikit-learn's tests expect of multi-output and one-vs-rest classifiers."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.metrics import f1_score, jaccard_score
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain as SklearnChain
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from mlclf import (
    BinaryRelevance,
    ClassifierChain,
    ClassifierChainEnsemble,
    LabelPowerset,
    NativeMultiLabel,
)

BASES = {
    "logistic": LogisticRegression(tol=1e-8, max_iter=2000),
    "tree": DecisionTreeClassifier(max_depth=4, random_state=0),
    "forest": RandomForestClassifier(5, random_state=0),
    "perceptron": Perceptron(random_state=0),
    "svc": SVC(),
    "linear svc": LinearSVC(tol=1e-8, max_iter=100_000, random_state=0),
    "naive bayes": MultinomialNB(),
    "pipeline": make_pipeline(StandardScaler(), SVC()),
}
STRATEGIES = [BinaryRelevance, ClassifierChain, LabelPowerset]


@pytest.fixture(scope="module")
def data():
    """Training and test samples of four labels; counts, as naive Bayes wants them."""
    X, y = make_multilabel_classification(
        n_samples=260, n_features=12, n_classes=4, n_labels=2, random_state=0
    )
    return X[:200], y[:200], X[200:], y[200:]


@pytest.fixture(scope="module")
def correlated():
    """Two bits decide four labels: each is a corner of the square."""
    rng = np.random.default_rng(0)
    corner = rng.integers(0, 4, 900)
    X = rng.normal(size=(900, 2)) + 2 * np.column_stack([corner // 2, corner % 2])
    Y = np.column_stack([corner // 2, corner % 2, corner == 3, corner == 0])
    return X[:600], Y[:600].astype(int), X[600:], Y[600:].astype(int)


class Recording(ClassifierMixin, BaseEstimator):
    """Remembers what its fit was given."""

    def fit(self, X, y, **fit_params):
        self.classes_, self.given_ = np.unique(y), fit_params
        return self

    def predict(self, X):
        return np.zeros(len(X), dtype=int)


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("theirs", [MultiOutputClassifier, OneVsRestClassifier])
def test_binary_relevance_decides_as_scikit_learn(name, theirs, data):
    """
    BinaryRelevance predicts what MultiOutputClassifier and OneVsRestClassifier do.
    """
    X, y, X_test, _ = data

    ours = BinaryRelevance(clone(BASES[name])).fit(X, y)

    assert_array_equal(
        ours.predict(X_test), theirs(clone(BASES[name])).fit(X, y).predict(X_test)
    )


@pytest.mark.parametrize("name", ["logistic", "tree", "forest", "naive bayes"])
def test_marginals_are_those_of_scikit_learn(name, data):
    """
    Column j of predict_proba is the last column of the jth array of scikit-learn's.
    """
    X, y, X_test, _ = data
    theirs = MultiOutputClassifier(clone(BASES[name])).fit(X, y).predict_proba(X_test)

    P = BinaryRelevance(clone(BASES[name])).fit(X, y).predict_proba(X_test)

    assert_allclose(P, np.column_stack([p[:, 1] for p in theirs]), atol=1e-4)


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("order", [None, (3, 1, 0, 2), [2, 3, 1, 0]], ids=str)
def test_chains_decide_as_scikit_learns(name, order, data):
    """
    A chain predicts what scikit-learn's ClassifierChain does, in any order.
    """
    X, y, X_test, _ = data
    theirs = SklearnChain(clone(BASES[name]), order=order).fit(X, y)

    ours = ClassifierChain(clone(BASES[name]), order=order).fit(X, y)

    assert list(ours.order_) == list(theirs.order_)
    assert_array_equal(ours.predict(X_test), theirs.predict(X_test))


def test_a_random_order_is_a_fixed_one(data):
    """
    A chain of random order equals the chain of the order that it drew.
    """
    X, y, X_test, _ = data
    base = LogisticRegression(max_iter=2000)

    drawn = ClassifierChain(base, order="random", random_state=42).fit(X, y)
    fixed = ClassifierChain(base, order=list(drawn.order_)).fit(X, y)

    assert sorted(drawn.order_) == [0, 1, 2, 3]
    assert list(drawn.order_) != [0, 1, 2, 3]
    assert_allclose(drawn.predict_proba(X_test), fixed.predict_proba(X_test))


@pytest.mark.parametrize(
    "strategy",
    [
        ClassifierChain,
        lambda base: ClassifierChain(base, cv=3),
        lambda base: ClassifierChainEnsemble(base, n_estimators=5, random_state=0),
        LabelPowerset,
    ],
    ids=["chain", "out-of-fold chain", "ensemble", "powerset"],
)
def test_dependent_labels_are_learned_better_together(strategy, correlated):
    """
    Where labels depend on each other, chains and labelsets beat independent models.
    """
    X, y, X_test, y_test = correlated
    alone = OneVsRestClassifier(LogisticRegression()).fit(X, y).predict(X_test)

    together = strategy(LogisticRegression()).fit(X, y).predict(X_test)

    def jaccard(Y):
        return jaccard_score(y_test, Y, average="samples", zero_division=1)

    assert jaccard(together) > jaccard(alone)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(
    "container", [sp.csr_matrix, sp.csc_matrix, sp.coo_array, sp.lil_matrix]
)
def test_sparse_labels_are_dense_ones(strategy, container, data):
    """
    Labels in any sparse container give the predictions of dense labels.
    """
    X, y, X_test, _ = data
    base = MultinomialNB()

    expected = strategy(base).fit(X, y).predict(X_test)

    assert_array_equal(strategy(base).fit(X, container(y)).predict(X_test), expected)


def test_labels_always_on_or_off_are_answered_so():
    """
    Labels present in every sample, or in none, are predicted with certainty, and
    without the warning that OneVsRestClassifier gives.
    """
    X = np.ones((10, 2))
    X[:5] = 0
    y = np.zeros((10, 4), dtype=int)
    y[5:, 0] = 1
    y[:, 1:3] = 1

    fitted = BinaryRelevance(LogisticRegression()).fit(X, y)

    assert_array_equal(fitted.predict(X), y)
    assert_array_equal(fitted.predict_proba(X)[:, 1:], y[:, 1:])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_weights_are_repetitions(strategy, data):
    """
    Samples of weight two are learned as samples that stand there twice.
    """
    X, y, X_test, _ = data
    weight = np.ones(len(X))
    weight[:60] = 2
    base = MultinomialNB()

    weighted = strategy(base).fit(X, y, sample_weight=weight)
    repeated = strategy(base).fit(np.vstack([X, X[:60]]), np.vstack([y, y[:60]]))

    assert_allclose(weighted.predict_proba(X_test), repeated.predict_proba(X_test))


@pytest.mark.parametrize("strategy", [BinaryRelevance, ClassifierChain])
def test_fit_parameters_reach_every_base(strategy, data):
    """
    What fit is given beside the data is given to the fit of each base classifier.
    """
    X, y, _, _ = data

    fitted = strategy(Recording()).fit(X, y, some_param=np.ones(len(X)))

    assert len(fitted.estimators_) == 4
    for estimator in fitted.estimators_:
        assert_array_equal(estimator.given_["some_param"], np.ones(len(X)))


@pytest.mark.parametrize("strategy", [BinaryRelevance, ClassifierChain, LabelPowerset])
def test_missing_values_reach_a_base_that_takes_them(strategy, data):
    """
    NaN in the samples is left to a base that learns from it.
    """
    X, y, _, _ = data
    X = X.copy()
    X[np.random.default_rng(0).random(X.shape) < 0.1] = np.nan
    base = HistGradientBoostingClassifier(max_iter=3)

    assert strategy(base).fit(X, y).score(X, y) > 0
    assert strategy(make_pipeline(base)).fit(X, y).score(X, y) > 0


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("method", ["predict", "predict_proba"])
def test_the_unfitted_are_refused(strategy, method, data):
    """
    Before fit there is nothing to predict with.
    """
    with pytest.raises(NotFittedError):
        getattr(strategy(LogisticRegression()), method)(data[0])


def test_a_search_sets_the_base(data):
    """
    GridSearchCV tunes the base through ``estimator__``, as in scikit-learn's classes.
    """
    X, y, _, _ = data
    grid = {"estimator__C": [1e-5, 1.0]}
    ours, theirs = (
        GridSearchCV(strategy(SVC()), grid, scoring="f1_macro", cv=3).fit(X, y)
        for strategy in (BinaryRelevance, OneVsRestClassifier)
    )

    assert ours.best_params_ == theirs.best_params_
    assert_allclose(
        ours.cv_results_["mean_test_score"], theirs.cv_results_["mean_test_score"]
    )


def test_native_multi_label_answers_as_the_forest(data):
    """
    A forest in NativeMultiLabel predicts what it predicts alone.
    """
    X, y, X_test, y_test = data
    forest = BASES["forest"]

    ours = NativeMultiLabel(forest).fit(X, y).predict(X_test)

    expected = clone(forest).fit(X, y).predict(X_test)
    assert_array_equal(ours, expected)
    assert f1_score(y_test, ours, average="micro") > 0.5
