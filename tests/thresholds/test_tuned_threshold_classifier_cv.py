"""SCut: tuning on folds, as scikit-learn does it for one label."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_classification, make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import TunedThresholdClassifierCV as Scikit
from sklearn.model_selection import train_test_split

from mlclf import BinaryRelevance, TunedThresholdClassifierCV
from mlclf.metrics import Metric, get_metric

RELEVANCE = BinaryRelevance(LogisticRegression())


@pytest.fixture
def imbalanced():
    """Training and test parts of data whose labels are rare and learnable."""
    X, y = make_multilabel_classification(
        n_samples=3000, n_features=30, n_classes=6, n_labels=1, random_state=0
    )
    return train_test_split(X, y, random_state=0)


def test_one_label_is_tuned_no_worse_than_by_scikit_learn():
    """
    On the data both tune on, our exact threshold scores at least what scikit-learn's
    grid of 100 does.
    """
    X, y = make_classification(weights=[0.85], class_sep=0.6, random_state=0)
    fitted = LogisticRegression().fit(X, y)

    ours = TunedThresholdClassifierCV(fitted, cv="prefit").fit(X, y)
    theirs = Scikit(fitted, scoring="f1", cv="prefit", refit=False).fit(X, y)

    assert f1_score(y, ours.predict(X)) >= f1_score(y, theirs.predict(X))
    assert_allclose(ours.best_score_, f1_score(y, ours.predict(X)))


@pytest.mark.parametrize("metric", ["f1_macro", "f1_micro", "f1_samples"])
@pytest.mark.parametrize("per_label", [True, False])
def test_the_metric_grows_on_new_data(imbalanced, metric, per_label):
    """
    On samples not seen, the tuned thresholds score higher than one half.
    """
    X, X_test, y, y_test = imbalanced
    score = get_metric(metric).function
    plain = score(y_test, RELEVANCE.fit(X, y).predict(X_test))

    tuned = TunedThresholdClassifierCV(
        RELEVANCE, metric=metric, per_label=per_label, random_state=0
    )

    assert score(y_test, tuned.fit(X, y).predict(X_test)) > plain


def test_a_global_threshold_is_one_number(imbalanced):
    """
    With per_label=False all thresholds are equal.
    """
    X, _, y, _ = imbalanced

    tuned = TunedThresholdClassifierCV(RELEVANCE, per_label=False).fit(X, y)

    assert len(set(tuned.thresholds_)) == 1


def test_weights_count_in_the_search():
    """
    Samples of weight 0 have no say in the thresholds.
    """
    X, y = make_multilabel_classification(200, n_classes=3, random_state=0)
    fitted = BinaryRelevance(LogisticRegression()).fit(X[:100], y[:100])
    weight = np.ones(100)
    weight[50:] = 0

    tuned = TunedThresholdClassifierCV(fitted, cv="prefit")
    weighted = tuned.fit(X[100:], y[100:], sample_weight=weight).thresholds_
    fewer = tuned.fit(X[100:150], y[100:150]).thresholds_

    # The same cuts; the scores without weight only move the middle of the gaps.
    P = fitted.predict_proba(X[100:150])
    assert_array_equal(weighted < P, fewer < P)


def test_min_labels_comes_after_the_search(imbalanced):
    """
    min_labels=1 leaves the thresholds alone and no sample without a label.
    """
    X, X_test, y, _ = imbalanced
    plain = TunedThresholdClassifierCV(RELEVANCE, random_state=0).fit(X, y)

    tuned = TunedThresholdClassifierCV(RELEVANCE, min_labels=1, random_state=0).fit(
        X, y
    )

    assert_allclose(tuned.thresholds_, plain.thresholds_)
    assert tuned.predict(X_test).any(axis=1).all()


def test_a_metric_made_by_hand_is_tuned_for(imbalanced):
    """
    It stands where a name may.
    """
    X, _, y, _ = imbalanced
    mine = Metric("mine", get_metric("f1_macro").function, "labels")

    tuned = TunedThresholdClassifierCV(RELEVANCE, metric=mine, per_label=False, cv=3)

    assert tuned.fit(X, y).best_score_ > 0.3


def test_a_misspelt_metric_is_refused(imbalanced):
    """
    An unknown name is an error that offers near ones.
    """
    X, _, y, _ = imbalanced
    with pytest.raises(ValueError, match=r"got 'f1_makro'\. Did you mean f1_macro"):
        TunedThresholdClassifierCV(RELEVANCE, metric="f1_makro").fit(X, y)
