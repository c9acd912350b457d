"""MetaLabeler: how many, then which."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance, MetaLabeler

RELEVANCE = BinaryRelevance(LogisticRegression())


@pytest.fixture
def data():
    return make_multilabel_classification(150, n_classes=5, n_labels=3, random_state=0)


@pytest.mark.parametrize("features", ["scores", "ranking", "samples"])
def test_it_is_the_two_steps_of_the_paper(data, features):
    """
    A classifier of the number of labels, then that many of the best labels, sample by
    sample.
    """
    X, y = data
    P_fold = cross_val_predict(RELEVANCE, X, y, cv=KFold(3), method="predict_proba")
    P = RELEVANCE.fit(X, y).predict_proba(X)
    inputs = {
        "scores": (P_fold, P),
        "ranking": (np.sort(P_fold)[:, ::-1], np.sort(P)[:, ::-1]),
        "samples": (X, X),
    }[features]
    counter = DecisionTreeClassifier(max_depth=3, random_state=0)
    counts = counter.fit(inputs[0], y.sum(axis=1)).predict(inputs[1])
    expected = np.zeros_like(y)
    for i, k in enumerate(counts):
        expected[i, np.argsort(-P[i])[:k]] = 1

    labeler = MetaLabeler(
        RELEVANCE, count_estimator=counter, features=features, cv=KFold(3)
    )

    assert_array_equal(labeler.fit(X, y).predict(X), expected)


def test_a_regressor_may_count(data):
    """
    What a regressor answers is rounded, and kept between none and all labels.
    """
    X, y = data

    Y = (
        MetaLabeler(RELEVANCE, count_estimator=LinearRegression(), random_state=0)
        .fit(X, y)
        .predict(X)
    )

    assert np.abs(Y.sum(axis=1) - y.sum(axis=1)).mean() < 1


def test_one_number_of_labels_is_learned(data):
    """
    Where all samples have the same number of labels, so have the predictions.
    """
    X, y = data
    y = np.eye(5, dtype=int)[y.argmax(axis=1)]

    Y = MetaLabeler(RELEVANCE, random_state=0).fit(X, y).predict(X)

    assert (Y.sum(axis=1) == 1).all()


def test_a_fitted_classifier_may_count_on_samples(data):
    """
    cv="prefit" works with the samples as features too.
    """
    X, y = data
    fitted = BinaryRelevance(LogisticRegression()).fit(X, y)

    labeler = MetaLabeler(
        fitted,
        count_estimator=DecisionTreeClassifier(max_depth=3, random_state=0),
        features="samples",
        cv="prefit",
    ).fit(X, y)

    assert labeler.estimator_ is fitted
    assert labeler.predict(X).shape == y.shape
