"""Estimators of scikit-multilearn, which answer in sparse matrices, inside ours."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skmultilearn.adapt import BRkNNaClassifier, BRkNNbClassifier
from skmultilearn.adapt import MLkNN as TheirMLkNN
from skmultilearn.ensemble import RakelD
from skmultilearn.problem_transform import BinaryRelevance as TheirBinaryRelevance
from skmultilearn.problem_transform import ClassifierChain as TheirClassifierChain
from skmultilearn.problem_transform import LabelPowerset as TheirLabelPowerset

from mlclf import (
    CalibratedClassifierCV,
    CardinalityThresholdClassifierCV,
    FixedThresholdClassifier,
    MaximumCutClassifier,
    MetaLabeler,
    MetricOptimizer,
    NativeMultiLabel,
    TopKClassifier,
    TunedThresholdClassifierCV,
)
from mlclf.compare import Plan, run
from mlclf.metrics import evaluate, get_scorer
from mlclf.model_selection import IterativeStratifiedKFold

# With predict_proba in lil, csc and csr matrices, ...
SCORING = {
    "BinaryRelevance": TheirBinaryRelevance(GaussianNB()),
    "ClassifierChain": TheirClassifierChain(LogisticRegression()),
    "LabelPowerset": TheirLabelPowerset(GaussianNB()),
    "MLkNN": TheirMLkNN(k=5),
    "RakelD": RakelD(GaussianNB(), labelset_size=4),
}
# ... and without.
DECIDING = {
    "BRkNNa": BRkNNaClassifier(k=5),
    "BRkNNb": BRkNNbClassifier(k=5),
}
THEIRS = {**SCORING, **DECIDING}

WRAPPERS = {
    "fixed": lambda e: FixedThresholdClassifier(e, threshold=0.3),
    "top k": lambda e: TopKClassifier(e, k=2),
    "maximum cut": lambda e: MaximumCutClassifier(e),
    "tuned": lambda e: TunedThresholdClassifierCV(e, cv=3, random_state=0),
    "cardinality": lambda e: CardinalityThresholdClassifierCV(e, cv=3, random_state=0),
    "calibrated": lambda e: CalibratedClassifierCV(e, cv=3, random_state=0),
    "optimizer": lambda e: MetricOptimizer(e, cv=3, random_state=0),
    "meta-labeler": lambda e: MetaLabeler(e, cv=3, random_state=0),
    "native": lambda e: NativeMultiLabel(e),
}


class Dense(ClassifierMixin, BaseEstimator):
    """A classifier of theirs as scikit-learn would have written it: the oracle."""

    def __init__(self, estimator):
        self.estimator = estimator

    def fit(self, X, y):
        self.estimator_ = clone(self.estimator).fit(np.asarray(X), np.array(y))
        self.classes_ = np.tile([0, 1], (y.shape[1], 1))
        return self

    def predict(self, X):
        return self.estimator_.predict(np.asarray(X)).toarray().astype(int)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = True
        return tags


class DenseScores(Dense):
    """The same, with predict_proba."""

    def predict_proba(self, X):
        return self.estimator_.predict_proba(np.asarray(X)).toarray()


def dense(name):
    """Return the oracle of one of ``THEIRS``."""
    return DenseScores(SCORING[name]) if name in SCORING else Dense(DECIDING[name])


@pytest.fixture
def data():
    """Ninety samples of four labels."""
    return make_multilabel_classification(
        n_samples=90, n_features=6, n_classes=4, random_state=0
    )


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
@pytest.mark.parametrize("name", THEIRS)
def test_a_wrapper_takes_sparse_answers_as_dense_ones(name, wrap, data):
    """
    Around a classifier that answers in sparse matrices, a wrapper decides as around
    the same classifier that answers in arrays, and answers in arrays itself.
    """
    X, y = data
    train, test = slice(None, 60), slice(60, None)

    theirs = wrap(clone(THEIRS[name])).fit(X[train], y[train])
    expected = wrap(dense(name)).fit(X[train], y[train])

    assert isinstance(theirs.predict(X[test]), np.ndarray)
    assert isinstance(theirs.predict_proba(X[test]), np.ndarray)
    assert_array_equal(theirs.predict(X[test]), expected.predict(X[test]))
    assert_allclose(theirs.predict_proba(X[test]), expected.predict_proba(X[test]))


@pytest.mark.parametrize("name", SCORING)
def test_thresholds_are_applied_to_their_marginals(name, data):
    """
    A fixed threshold cuts what their predict_proba says.
    """
    X, y = data

    cut = FixedThresholdClassifier(clone(SCORING[name]), threshold=[0.1, 0.3, 0.5, 0.7])
    P = clone(SCORING[name]).fit(X, y.copy()).predict_proba(X).toarray()

    assert_array_equal(cut.fit(X, y).predict(X), P > [0.1, 0.3, 0.5, 0.7])


@pytest.mark.parametrize("container", [sp.csr_matrix, sp.csc_matrix, sp.lil_matrix])
def test_sparse_samples_and_labels_reach_them(container, data):
    """
    Sparse X and y, which their own tests are written for, change no decision.
    """
    X, y = data
    tuned = TunedThresholdClassifierCV(
        TheirBinaryRelevance(LogisticRegression()), cv=3, random_state=0
    )

    expected = clone(tuned).fit(X, y).predict(X)
    X = container(X)

    assert_array_equal(tuned.fit(X, container(y)).predict(X), expected)


def test_frames_name_the_labels_of_their_answers(data):
    """
    Around their classifier a wrapper knows the names of the columns of y.
    """
    X, y = data
    names = ["sea", "sky", "sun", "sand"]

    cut = TopKClassifier(TheirMLkNN(k=5), k=1).fit(X, pd.DataFrame(y, columns=names))

    answers = cut.predict_labelsets(X)
    assert answers == [(names[j],) for j in cut.predict(X).argmax(axis=1)]


@pytest.mark.parametrize("name", SCORING)
def test_evaluate_takes_their_answers(name, data):
    """
    Every metric of sparse predictions and marginals is that of the dense ones.
    """
    X, y = data
    fitted = clone(SCORING[name]).fit(X, y.copy())
    Y, P = fitted.predict(X), fitted.predict_proba(X)

    report = evaluate(y, Y, P)
    expected = evaluate(y, Y.toarray().astype(int), P.toarray())

    assert report.keys() == expected.keys()
    assert_allclose(list(report.values()), list(expected.values()))


@pytest.mark.parametrize(
    "scoring", ["f1_macro", "neg_hamming_loss", "neg_ranking_loss", "coverage"]
)
@pytest.mark.parametrize("name", SCORING)
def test_scorers_judge_their_classifiers(name, scoring, data):
    """
    A scorer gives a classifier of theirs what it gives its dense counterpart.
    """
    X, y = data
    judge = {"cv": KFold(3), "scoring": get_scorer(scoring)}

    scores = cross_val_score(clone(SCORING[name]), X, y, **judge)

    assert_allclose(scores, cross_val_score(dense(name), X, y, **judge))


def test_a_search_finds_their_parameters_through_our_wrapper(data):
    """
    GridSearchCV sets parameters of their classifier, and of its base classifier,
    inside a wrapper of ours inside a pipeline.
    """
    X, y = data
    pipeline = make_pipeline(
        StandardScaler(),
        TunedThresholdClassifierCV(
            TheirBinaryRelevance(LogisticRegression()), cv=3, random_state=0
        ),
    )
    name = "tunedthresholdclassifiercv__estimator__classifier__C"

    search = GridSearchCV(
        pipeline,
        {name: [1e-4, 1.0]},
        scoring=get_scorer("f1_macro"),
        cv=IterativeStratifiedKFold(3, random_state=0),
        error_score="raise",
    ).fit(X, y)

    scores = search.cv_results_["mean_test_score"]
    fitted = search.best_estimator_[-1].estimator_
    assert scores[0] != scores[1]
    assert search.best_params_[name] == fitted.classifier.C


@pytest.mark.parametrize("name", THEIRS)
def test_comparisons_take_their_classifiers(name, data):
    """
    A comparison has a row for a classifier of theirs, bare and in a wrapper of ours,
    with the scores of its dense counterpart.
    """
    X, y = data
    metrics = ["f1_macro", "hamming_loss", *(["ranking_loss"] * (name in SCORING))]

    def compare(method):
        methods = {"bare": method, "cut": TopKClassifier(method, k=1)}
        plan = Plan([("toy", X, y)], methods, metrics, split="kfold", cv=3)
        return run(plan)

    theirs, expected = compare(clone(THEIRS[name])), compare(dense(name))

    assert [c.status for c in theirs.cells] == ["ok"] * 6
    for metric in metrics:
        for method in ("bare", "cut"):
            assert_allclose(
                theirs.values("toy", method, metric),
                expected.values("toy", method, metric),
            )
