"""What the wrappers learn from, and whom they wrap."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import KFold, ShuffleSplit, cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlclf import (
    BinaryRelevance,
    FixedThresholdClassifier,
    NativeMultiLabel,
    TunedThresholdClassifierCV,
)
from mlclf._threshold_search import search_thresholds
from mlclf._wrapper import check_marginals, marginals, top_labels

RELEVANCE = BinaryRelevance(LogisticRegression())


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=90, n_classes=4, random_state=0)


@pytest.mark.parametrize(
    "estimator",
    [
        ExtraTreesClassifier(5, random_state=0),
        KNeighborsClassifier(3),
        MultiOutputClassifier(LogisticRegression()),
        OneVsRestClassifier(LogisticRegression()),
        ClassifierChain(LogisticRegression()),
        make_pipeline(StandardScaler(), ExtraTreesClassifier(5, random_state=0)),
        RELEVANCE,
    ],
    ids=lambda e: type(e).__name__,
)
def test_every_multi_label_classifier_is_wrapped(estimator, data):
    """
    The marginals are those of the wrapped classifier, in whatever shape it gives them.
    """
    X, y = data
    alone = estimator.fit(X, y).predict_proba(X)
    if isinstance(alone, list):
        alone = np.column_stack([p[:, 1] for p in alone])

    wrapped = FixedThresholdClassifier(estimator, threshold=0.3).fit(X, y)

    assert_allclose(wrapped.predict_proba(X), alone)
    assert_array_equal(wrapped.predict(X), alone > 0.3)


def test_a_decision_function_stands_in():
    """
    Without predict_proba the logistic function of the decision is the marginal.
    """
    X, y = make_multilabel_classification(n_classes=3, random_state=0)
    ridge = RidgeClassifier().fit(X, y)

    P = marginals(ridge, X, 3)

    assert_allclose(P, 1 / (1 + np.exp(-ridge.decision_function(X))))


def test_a_constant_label_of_a_forest_is_its_constant():
    """
    scikit-learn's forests answer one column for a label with one value.
    """
    X, y = make_multilabel_classification(n_classes=3, random_state=0)
    y[:, 0], y[:, 1] = 0, 1

    P = marginals(ExtraTreesClassifier(3, random_state=0).fit(X, y), X, 3)

    assert_array_equal(P[:, :2], np.tile([0, 1], (len(X), 1)))


def test_a_classifier_fitted_on_other_labels_is_refused(data):
    """
    A fitted classifier and the labels it is tuned for must belong together.
    """
    X, y = data
    fitted = BinaryRelevance(LogisticRegression()).fit(X, y)
    message = (
        r"^estimator must give the marginals of 3 labels, got an array of shape "
        r"\(90, 4\)\.$"
    )

    with pytest.raises(ValueError, match=message):
        TunedThresholdClassifierCV(fitted, cv="prefit").fit(X, y[:, :3])


def test_a_binary_classifier_is_refused(data):
    """
    A classifier of one label is refused where there are several, with the remedy.
    """
    message = (
        r"estimator must be a multi-label classifier, such as "
        r"BinaryRelevance\(LogisticRegression\(\)\), got LogisticRegression\(\)\."
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        FixedThresholdClassifier(LogisticRegression()).fit(*data)


def test_a_binary_classifier_takes_one_column(data):
    """
    For one column of labels any binary classifier will do.
    """
    X, y = data

    tuned = TunedThresholdClassifierCV(LogisticRegression()).fit(X, y[:, 0])

    P = tuned.predict_proba(X)
    assert_allclose(P.sum(axis=1), 1)
    assert_array_equal(tuned.predict(X), P[:, 1] >= tuned.thresholds_[0])


def test_thresholds_come_from_out_of_fold_marginals(data):
    """
    They are those found on what cross_val_predict gives for the same folds.
    """
    X, y = data
    P = cross_val_predict(RELEVANCE, X, y, cv=KFold(4), method="predict_proba")

    tuned = TunedThresholdClassifierCV(RELEVANCE, cv=KFold(4)).fit(X, y)

    assert_allclose(tuned.thresholds_, search_thresholds(y, P)[0])
    assert_allclose(tuned.predict_proba(X), RELEVANCE.fit(X, y).predict_proba(X))


def test_a_fitted_classifier_is_left_as_it_is(data):
    """
    cv="prefit" and FrozenEstimator tune on the given data and fit nothing.
    """
    X, y = data
    fitted = BinaryRelevance(LogisticRegression()).fit(X[:50], y[:50])
    P = fitted.predict_proba(X[50:])
    expected = search_thresholds(y[50:], P)[0]

    prefit = TunedThresholdClassifierCV(fitted, cv="prefit").fit(X[50:], y[50:])
    frozen = TunedThresholdClassifierCV(FrozenEstimator(fitted)).fit(X[50:], y[50:])

    assert prefit.estimator_ is fitted
    assert_allclose(prefit.thresholds_, expected)
    assert_allclose(frozen.thresholds_, expected)
    assert_allclose(frozen.predict_proba(X[50:]), P)


def test_prefit_means_fitted(data):
    """
    cv="prefit" with a classifier that was never fitted is an error.
    """
    unfitted = BinaryRelevance(LogisticRegression())

    with pytest.raises(NotFittedError):
        TunedThresholdClassifierCV(unfitted, cv="prefit").fit(*data)


def test_a_single_split_may_keep_its_model(data):
    """
    refit=False keeps the classifier of the one split; a float is one split.
    """
    X, y = data
    split = ShuffleSplit(1, test_size=0.3, random_state=0)
    train = next(split.split(X))[0]

    tuned = TunedThresholdClassifierCV(RELEVANCE, cv=split, refit=False).fit(X, y)
    again = TunedThresholdClassifierCV(RELEVANCE, cv=0.3, refit=False, random_state=0)

    expected = RELEVANCE.fit(X[train], y[train]).predict_proba(X)
    assert_allclose(tuned.predict_proba(X), expected)
    assert again.fit(X, y).thresholds_.shape == (4,)


def test_several_splits_cannot_keep_one_model(data):
    """
    refit=False with several folds has no one model to keep.
    """
    message = (
        "refit=False keeps the model of a single split, so cv must be a float, "
        "'prefit' or a single split, got 5 splits."
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        TunedThresholdClassifierCV(RELEVANCE, refit=False).fit(*data)


class ColumnReader(ClassifierMixin, BaseEstimator):
    """Wants a DataFrame; the marginals are two of its columns."""

    def fit(self, X, y):
        self.classes_ = [np.arange(2)] * 2
        return self

    def predict_proba(self, X):
        return X[["a", "b"]].to_numpy()

    def predict(self, X):
        return (self.predict_proba(X) > 0.5).astype(int)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags


def test_the_wrapped_classifier_sees_x_as_it_was_given():
    """
    A DataFrame reaches the wrapped classifier as a DataFrame, in the folds too.
    """
    y = np.tile([[0, 1], [1, 0]], (10, 1))
    X = pd.DataFrame(y * 0.2 + 0.1, columns=["a", "b"])

    tuned = TunedThresholdClassifierCV(ColumnReader(), cv=2).fit(X, y)

    assert_array_equal(tuned.predict(X), y)


def test_a_wrapped_classifier_that_fails_at_constant_labels_has_a_remedy(data):
    """
    The note names them, and the classifier of ours that knows what to do.
    """
    X, y = data
    y[:, 2] = 1
    tuned = TunedThresholdClassifierCV(MultiOutputClassifier(LogisticRegression()))

    note = r"labels \[2\] have one value, which NativeMultiLabel\(MultiOutputClassifier"
    with pytest.raises(ValueError, match="at least 2 classes(.|\n)*" + note):
        tuned.fit(X, y)
    wrapped = NativeMultiLabel(tuned.estimator)
    assert tuned.set_params(estimator=wrapped).fit(X, y).predict(X)[:, 2].all()


def test_top_labels_take_the_first_of_equals():
    """
    k may differ from row to row; ties go to the first label.
    """
    P = np.array([[0.2, 0.7, 0.2], [0.5, 0.5, 0.5], [0.1, 0.2, 0.3]])

    assert_array_equal(top_labels(P, 2), [[1, 1, 0], [1, 1, 0], [0, 1, 1]])
    assert_array_equal(
        top_labels(P, np.array([0, 1, 3])), [[0, 0, 0], [1, 0, 0], [1, 1, 1]]
    )


def test_marginals_of_a_caller_are_checked():
    """
    Rounding errors are clipped; scores of another scale are refused.
    """
    assert_array_equal(check_marginals([[1 + 1e-9, -1e-9]]), [[1, 0]])
    message = r"^S must hold probabilities in \[0, 1\], got values from -2 to 3\.$"
    with pytest.raises(ValueError, match=message):
        check_marginals([[-2.0, 3.0]], "S")
