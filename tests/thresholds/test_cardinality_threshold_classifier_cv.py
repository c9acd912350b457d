"""PCut: as many labels as in training."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from mlclf import BinaryRelevance, CardinalityThresholdClassifierCV

RELEVANCE = BinaryRelevance(LogisticRegression())


@pytest.fixture
def data():
    return make_multilabel_classification(200, n_classes=4, random_state=0)


def test_training_cardinality_is_met_out_of_fold(data):
    """
    On the out-of-fold marginals as many labels are on as there are in training.
    """
    X, y = data
    P = cross_val_predict(RELEVANCE, X, y, cv=KFold(4), method="predict_proba")

    cut = CardinalityThresholdClassifierCV(RELEVANCE, cv=KFold(4)).fit(X, y)

    assert len(set(cut.thresholds_)) == 1
    assert (cut.thresholds_ < P).sum() == y.sum()


def test_each_label_meets_its_own_frequency(data):
    """
    Per label, each is on as often as it occurs.
    """
    X, y = data
    P = cross_val_predict(RELEVANCE, X, y, cv=KFold(4), method="predict_proba")

    cut = CardinalityThresholdClassifierCV(RELEVANCE, per_label=True, cv=KFold(4))

    assert_array_equal((cut.fit(X, y).thresholds_ < P).sum(axis=0), y.sum(axis=0))


def test_the_samples_to_predict_change_nothing(data):
    """
    A sample is answered the same alone as in company: the thresholds come from
    training only.
    """
    X, y = data
    cut = CardinalityThresholdClassifierCV(RELEVANCE, random_state=0).fit(
        X[:100], y[:100]
    )

    alone = np.vstack([cut.predict(x[None]) for x in X[100:]])

    assert_array_equal(alone, cut.predict(X[100:]))


def test_at_least_one_label(data):
    """
    min_labels=1 leaves no sample without a label.
    """
    X, y = data
    cut = CardinalityThresholdClassifierCV(RELEVANCE, min_labels=1, random_state=0).fit(
        X, y
    )

    assert cut.predict(X).any(axis=1).all()
    assert_allclose(
        cut.thresholds_,
        CardinalityThresholdClassifierCV(RELEVANCE, random_state=0)
        .fit(X, y)
        .thresholds_,
    )
