"""Tests of the classifier chain."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.multioutput import ClassifierChain as SklearnChain
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance, ClassifierChain


@pytest.fixture
def xor():
    """Two labels whose exclusive or is a third: no linear classifier of X finds it."""
    X = np.random.default_rng(0).normal(size=(400, 2))
    a, b = (X > 0).T
    return X, np.column_stack([a, b, a & b, a ^ b]).astype(int)


@pytest.mark.parametrize("order", [None, "random", [2, 0, 1, 3], [3, 1, 2, 0]])
@pytest.mark.parametrize("cv", [None, 3, KFold(4)], ids=["true", "3", "KFold"])
@pytest.mark.parametrize(
    "base",
    [LogisticRegression(tol=1e-8), DecisionTreeClassifier(max_depth=4)],
    ids=repr,
)
def test_agrees_with_scikit_learn(xor, order, cv, base):
    """
    For any order and any cv, it is sklearn.multioutput.ClassifierChain; equal seeds
    draw equal orders.
    """
    X, y = xor
    base = base.set_params(random_state=0)
    params = {"order": order, "cv": cv, "random_state": 1}

    ours = ClassifierChain(base, **params).fit(X, y)
    theirs = SklearnChain(base, **params).fit(X, y)

    assert_array_equal(ours.order_, theirs.order_)
    assert_array_equal(ours.predict(X), theirs.predict(X))
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)


def test_agrees_with_scikit_learn_without_probabilities(xor):
    """
    A base classifier with a decision function only chains on its predictions.
    """
    X, y = xor
    base = LinearSVC(random_state=0)

    ours = ClassifierChain(base).fit(X, y).predict(X)

    assert_array_equal(ours, SklearnChain(base).fit(X, y).predict(X))


def test_learns_what_independent_classifiers_cannot(xor):
    """
    The exclusive or needs an earlier label ("both") to become linear: by the chain
    alone is it learned.
    """
    X, y = xor
    base = LogisticRegression(C=100, max_iter=1000)

    independent = BinaryRelevance(base).fit(X, y).predict(X)
    chained = ClassifierChain(base).fit(X, y).predict(X)

    assert (independent[:, 3] == y[:, 3]).mean() < 0.7
    assert (chained[:, 3] == y[:, 3]).mean() > 0.9


def test_random_order_is_drawn_from_the_seed(xor):
    """
    Equal seeds draw equal orders; some other seed draws another.
    """
    base = DecisionTreeClassifier(max_depth=1)
    orders = [
        ClassifierChain(base, order="random", random_state=seed).fit(*xor).order_
        for seed in (0, 0, 1, 2, 3)
    ]

    assert_array_equal(orders[0], orders[1])
    assert len({tuple(order) for order in orders}) > 1
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)


@pytest.mark.parametrize("cv", [None, 3])
def test_sparse_samples_are_chained(xor, cv):
    """
    With sparse X the links see the labels as sparse columns: same predictions.
    """
    X, y = xor
    chain = ClassifierChain(DecisionTreeClassifier(random_state=0), cv=cv)

    dense = chain.fit(X, y).predict(X)
    sparse = chain.fit(sp.csr_array(X), y).predict(sp.csr_array(X))

    assert_array_equal(dense, sparse)


@pytest.mark.parametrize(
    "order", [[0, 0, 1, 2], [0, 1, 2], [1, 2, 3, 4], [0.0, 1.0, 2.0, 3.0]]
)
def test_order_must_be_a_permutation(xor, order):
    """
    The error names the parameter, what it must be, and what it was.
    """
    message = f"order must be a permutation of range(4), got {order}."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        ClassifierChain(LogisticRegression(), order=order).fit(*xor)


def test_an_order_of_truths_is_none(xor):
    """
    True and False are no labels, though they equal 1 and 0.
    """
    X, y = xor
    message = r"^order must be a permutation of range\(2\), got \[True, False\]\.$"

    with pytest.raises(ValueError, match=message):
        ClassifierChain(LogisticRegression(), order=[True, False]).fit(X, y[:, :2])
