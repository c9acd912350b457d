"""Thresholds of the caller's choice."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance, FixedThresholdClassifier

RELEVANCE = BinaryRelevance(LogisticRegression())


@pytest.fixture
def data():
    return make_multilabel_classification(n_classes=3, random_state=0)


def test_one_half_changes_nothing(data):
    """
    The default threshold gives the wrapped classifier's own prediction.
    """
    X, y = data

    expected = RELEVANCE.fit(X, y).predict(X)

    assert_array_equal(
        FixedThresholdClassifier(RELEVANCE).fit(X, y).predict(X), expected
    )


def test_each_label_has_its_own_threshold(data):
    """
    A label is on where its marginal is greater than its own threshold.
    """
    X, y = data
    thresholds = [0.1, 0.5, 0.9]

    fixed = FixedThresholdClassifier(RELEVANCE, threshold=thresholds).fit(X, y)

    assert_array_equal(fixed.predict(X), fixed.predict_proba(X) > thresholds)


def test_at_least_one_label(data):
    """
    min_labels=1 gives the best label to samples that would have none, and changes no
    other sample.
    """
    X, y = data
    plain = FixedThresholdClassifier(RELEVANCE, threshold=0.8).fit(X, y)
    expected = plain.predict(X)
    empty = np.flatnonzero(~expected.any(axis=1))
    expected[empty, plain.predict_proba(X)[empty].argmax(axis=1)] = 1

    fixed = FixedThresholdClassifier(RELEVANCE, threshold=0.8, min_labels=1).fit(X, y)

    assert empty.size
    assert_array_equal(fixed.predict(X), expected)


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        (
            [0.5, 0.5],
            "threshold must be a number or 3 numbers, one per label, got an array of "
            "shape (2,).",
        ),
        ([0.5, 0.5, 1.5], "threshold must lie in [0, 1], got 1.5."),
    ],
)
def test_impossible_thresholds_are_refused(data, threshold, message):
    """
    A wrong number of thresholds, or one outside [0, 1], is an error.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        FixedThresholdClassifier(RELEVANCE, threshold=threshold).fit(*data)
