"""RCut: k labels each."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance, TopKClassifier

RELEVANCE = BinaryRelevance(LogisticRegression())


@pytest.fixture
def data():
    return make_multilabel_classification(n_classes=5, n_labels=3, random_state=0)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_each_sample_gets_its_k_best_labels(data, k):
    """
    Exactly k labels are on, and no label that is off has a greater marginal.
    """
    X, y = data
    top = TopKClassifier(RELEVANCE, k=k).fit(X, y)

    Y, P = top.predict(X), top.predict_proba(X)

    assert (Y.sum(axis=1) == k).all()
    lowest_on = np.where(Y == 1, P, 2).min(axis=1)
    highest_off = np.where(Y == 0, P, -1).max(axis=1)
    assert (lowest_on >= highest_off).all()


def test_more_than_all_labels_is_all_of_them(data):
    """
    k may exceed the number of labels.
    """
    assert TopKClassifier(RELEVANCE, k=9).fit(*data).predict(data[0]).all()


def test_by_default_k_is_the_training_cardinality(data):
    """
    Without k, it is the mean number of labels in training, rounded; weights count.
    """
    X, y = data
    weight = (y.sum(axis=1) == 1).astype(float) + 1e-9

    assert TopKClassifier(RELEVANCE).fit(X, y).k_ == round(y.sum(axis=1).mean())
    assert TopKClassifier(RELEVANCE).fit(X, y, sample_weight=weight).k_ == 1


def test_a_threshold_makes_it_at_most_k(data):
    """
    With a threshold, only those of the k best that exceed it are on.
    """
    X, y = data
    top = TopKClassifier(RELEVANCE, k=2, threshold=0.5).fit(X, y)
    exactly = TopKClassifier(RELEVANCE, k=2).fit(X, y).predict(X)

    assert_array_equal(top.predict(X), exactly & (top.predict_proba(X) > 0.5))
