"""Tests of binary relevance."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from mlclf import BinaryRelevance
from mlclf._sklearn import Progress

BASES = [
    LogisticRegression(max_iter=1000, tol=1e-8),
    KNeighborsClassifier(),
    MultinomialNB(),
    Perceptron(random_state=0),
    RidgeClassifier(),
    SVC(),
]


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=120, n_classes=4, random_state=0)


@pytest.mark.parametrize("base", BASES, ids=repr)
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_agrees_with_one_vs_rest(data, base, container):
    """
    The predictions are those of sklearn.multiclass.OneVsRestClassifier.
    """
    X, y = data
    X = container(X)

    ours = BinaryRelevance(base).fit(X, y)
    theirs = OneVsRestClassifier(base).fit(X, y)

    assert_array_equal(ours.predict(X), theirs.predict(X))
    if hasattr(base, "predict_proba"):
        assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)


def test_one_classifier_per_label(data):
    """
    estimators_[j] is the classifier of column j; the one given stays unfitted.
    """
    X, y = data
    base = KNeighborsClassifier()

    fitted = BinaryRelevance(base).fit(X, y)

    assert len(fitted.estimators_) == 4
    assert_array_equal(fitted.estimators_[2].predict(X), fitted.predict(X)[:, 2])
    assert not hasattr(base, "classes_")


@pytest.mark.parametrize("solver", ["joint", "separate"])
def test_an_interrupted_fit_leaves_no_half_a_classifier(data, solver, monkeypatch):
    """
    After Ctrl-C in a fit the classifier is not fitted, even where it was before, and
    the traceback says so.
    """
    X, y = data
    relevance = BinaryRelevance(LogisticRegression(), solver=solver).fit(X, y)
    steps = []

    def interrupt(self):
        steps.append(1)
        if len(steps) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "step", interrupt)

    with pytest.raises(KeyboardInterrupt) as raised:
        relevance.fit(X, y)

    assert raised.value.__notes__ == ["BinaryRelevance was interrupted: not fitted."]
    with pytest.raises(NotFittedError):
        relevance.predict(X)


@pytest.mark.parametrize("solver", ["joint", "separate"])
def test_progress_counts_the_labels(data, solver, monkeypatch):
    """
    One step per label is reported, constant labels included, however they are fitted.
    """
    X, y = data
    y[:, 1] = 0
    steps = []
    monkeypatch.setattr(Progress, "step", lambda self: steps.append(1))

    BinaryRelevance(LogisticRegression(), solver=solver).fit(X, y)

    assert len(steps) == 4


def test_chunks_on_processes_are_the_same_fits(data):
    """
    Labels fitted in chunks by two processes are those fitted one by one.
    """
    X, y = data

    alone = BinaryRelevance(RidgeClassifier(), solver="separate").fit(X, y)
    shared = BinaryRelevance(RidgeClassifier(), solver="separate", n_jobs=2).fit(X, y)

    for one, other in zip(alone.estimators_, shared.estimators_):
        assert_array_equal(one.coef_, other.coef_)


@pytest.mark.parametrize("base", BASES, ids=repr)
def test_every_base_takes_tensors(data, base):
    """
    With or without scikit-learn's array API: the same as from arrays.
    """
    torch = pytest.importorskip("torch", reason="torch is not installed")
    X, y = data
    there = torch.as_tensor(X), torch.as_tensor(y)
    for solver in ("auto", "separate"):
        relevance = BinaryRelevance(base, solver=solver)
        expected = relevance.fit(X, y).predict_proba(X)
        assert_allclose(relevance.fit(*there).predict_proba(there[0]), expected)
