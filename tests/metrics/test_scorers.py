"""Tests of the scorers."""

from functools import partial

import numpy as np
import pytest
import scipy.sparse as sp
import sklearn
from numpy.testing import assert_allclose
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance
from mlclf.metrics import (
    METRICS,
    SCORERS,
    Metric,
    evaluate,
    fbeta_score,
    get_metric,
    get_scorer,
    predict_scores,
)


@pytest.fixture(scope="module")
def data():
    return make_multilabel_classification(80, n_classes=4, random_state=0)


@pytest.mark.parametrize(
    "estimator",
    [
        BinaryRelevance(LogisticRegression(max_iter=1000)),
        RandomForestClassifier(n_estimators=5, random_state=0),
        KNeighborsClassifier(),
        OneVsRestClassifier(LogisticRegression(max_iter=1000)),
        RidgeClassifier(),
    ],
    ids=lambda e: type(e).__name__,
)
def test_all_scorers_score_any_classifier(data, estimator):
    """
    Ours and scikit-learn's multi-label classifiers are scored by all scorers at once.
    """
    scorers = {
        name: scorer
        for name, scorer in SCORERS.items()
        if hasattr(estimator, "predict_proba")
        or not get_metric(name.removeprefix("neg_")).probabilities
    }

    scores = cross_validate(
        estimator, *data, cv=3, scoring=scorers, error_score="raise"
    )

    for name in scorers:
        assert np.isfinite(scores[f"test_{name}"]).all(), name


def test_every_scorer_drives_a_grid_search(data):
    """
    GridSearchCV ranks parameters by each scorer: greater is better, and the value is
    that of the metric.
    """
    X, Y = data
    model, grid = LogisticRegression(max_iter=1000), [1e-9, 1.0]
    fold = (np.arange(0, 40), np.arange(40, 80))

    search = GridSearchCV(
        BinaryRelevance(model),
        {"estimator__C": grid},
        scoring=SCORERS,
        refit="f1_macro",
        cv=[fold],
        error_score="raise",
    ).fit(X, Y)

    assert search.best_params_ == {"estimator__C": 1.0}
    for place, C in enumerate(grid):
        fitted = BinaryRelevance(clone(model).set_params(C=C)).fit(X[:40], Y[:40])
        report = evaluate(Y[40:], fitted.predict(X[40:]), fitted.predict_proba(X[40:]))
        for name in SCORERS:
            got = search.cv_results_[f"mean_test_{name}"][place]
            metric = get_metric(name.removeprefix("neg_"))
            if metric.min_labels <= 4:
                value = report[metric.name]
                assert got == (value if metric.greater_is_better else -value), name


@pytest.mark.parametrize("name", ["neg_hamming_loss", "roc_auc_macro", "neg_log_loss"])
def test_a_scorer_decides_a_grid_search(data, name):
    """
    The parameters that are best by one scorer are refitted and scored.
    """
    grid, scorer = [1e-9, 1.0], get_scorer(name)
    model = BinaryRelevance(LogisticRegression(max_iter=1000))
    means = [
        cross_val_score(
            clone(model).set_params(estimator__C=C), *data, scoring=scorer, cv=3
        ).mean()
        for C in grid
    ]

    search = GridSearchCV(model, {"estimator__C": grid}, scoring=scorer, cv=3)
    search.fit(*data)

    assert search.best_params_ == {"estimator__C": grid[np.argmax(means)]}
    assert search.score(*data) == scorer(search.best_estimator_, *data)


def test_a_loss_is_negated_under_both_names(data):
    """
    "hamming_loss" and "neg_hamming_loss" are the same scorer.
    """
    X, Y = data
    model = BinaryRelevance(LogisticRegression(max_iter=1000)).fit(X, Y)

    value = -get_metric("hamming_loss").function(Y, model.predict(X))

    assert get_scorer("hamming_loss")(model, X, Y) == value
    assert get_scorer("neg_hamming_loss")(model, X, Y) == value
    assert "neg_hamming_loss" in SCORERS
    assert "hamming_loss" not in SCORERS


def test_options_reach_the_metric(data):
    """
    A scorer passes keywords on, also those of a metric made by hand.
    """
    X, Y = data[0], np.column_stack([data[1], np.zeros(80, int)])
    model = BinaryRelevance(LogisticRegression(max_iter=1000)).fit(X, Y)
    by_hand = Metric("f2", partial(fbeta_score, beta=2), "labels")

    strict, lenient = (get_scorer("f1_macro", zero_division=z) for z in (0, 1))

    assert_allclose(lenient(model, X, Y) - strict(model, X, Y), 1 / 5)
    assert get_scorer("f1_macro")(model, X, Y) == strict(model, X, Y)
    assert repr(lenient) == "get_scorer('f1_macro', zero_division=1)"
    expected = fbeta_score(Y, model.predict(X), beta=2)
    assert get_scorer(by_hand)(model, X, Y) == expected


@pytest.mark.parametrize("name", ["neg_f1_micro", "hamming", 3])
def test_an_unknown_name_is_refused(name):
    """
    A name that is no metric, or a gain with "neg_", is an error.
    """
    with pytest.raises(ValueError, match="must be a key of METRICS, got"):
        get_scorer(name)


@pytest.mark.parametrize(
    "estimator",
    [DecisionTreeClassifier(random_state=0), KNeighborsClassifier()],
    ids=lambda e: type(e).__name__,
)
def test_a_label_constant_in_training_is_understood(data, estimator):
    """
    The single column of a constant label is read as what it is, off or on.
    """
    X, Y = data[0], data[1].copy()
    Y[:, 1], Y[:, 2] = 0, 1

    S = predict_scores(estimator.fit(X, Y), X, n_labels=4)

    assert_allclose(S[:, 1], 0)
    assert_allclose(S[:, 2], 1)
    assert_allclose(S[:, 0], estimator.predict_proba(X)[0][:, 1])


def test_two_labels_are_not_two_classes(data):
    """
    A network that answers two labels is scored on both columns.
    """
    X, Y = data[0], data[1][:, :2]
    network = MLPClassifier(random_state=0, max_iter=2000).fit(X, Y)

    expected = METRICS["ranking_loss"].function(Y, network.predict_proba(X))

    assert get_scorer("ranking_loss")(network, X, Y) == -expected


def test_lists_of_labels_are_scored(data):
    """
    A y of plain lists gives what an array gives.
    """
    X, Y = data
    model = BinaryRelevance(LogisticRegression(max_iter=1000)).fit(X, Y)

    scorer = get_scorer("one_error")

    assert scorer(model, X, Y.tolist()) == scorer(model, X, Y)


def test_one_label_is_scored(data):
    """
    A one-column target is scored on the probability of its positive class.
    """
    X, y = data[0], data[1][:, 0]
    model = BinaryRelevance(LogisticRegression(max_iter=1000)).fit(X, y)

    assert get_scorer("subset_accuracy")(model, X, y) == model.score(X, y)
    assert predict_scores(model, X, n_labels=1).shape == (80, 1)


def test_sparse_labels_are_scored(data):
    """
    A sparse y gives what a dense one gives.
    """
    X, Y = data
    model = BinaryRelevance(LogisticRegression(max_iter=1000)).fit(X, Y)

    for name in ("f1_macro", "ranking_loss"):
        scorer = get_scorer(name)
        assert scorer(model, X, sp.csr_array(Y)) == scorer(model, X, Y)


class Counting(ClassifierMixin, BaseEstimator):
    """Counts how often it is asked."""

    calls = 0

    def fit(self, X, y):
        self.classes_ = [np.array([0, 1])] * y.shape[1]
        return self

    def predict_proba(self, X):
        type(self).calls += 1
        return np.full((len(X), len(self.classes_)), 0.5)


def test_scorers_together_predict_once(data):
    """
    However many scorers of scores there are, predict_proba runs once per fold.
    """
    names = ["one_error", "coverage", "ranking_loss"]
    cross_validate(
        Counting(), *data, cv=2, scoring={name: get_scorer(name) for name in names}
    )

    assert Counting.calls == 2


def test_sample_weight_is_routed(data):
    """
    With metadata routing, the scorer receives the sample weights it asks for.
    """
    X, Y = data
    w = np.where(np.arange(80) % 2, 1.0, 0.0)
    model = clone(BinaryRelevance(LogisticRegression(max_iter=1000))).fit(X, Y)
    with sklearn.config_context(enable_metadata_routing=True):
        scorer = get_scorer("hamming_loss").set_score_request(sample_weight=True)
        weighted = scorer(model, X, Y, sample_weight=w)

    assert weighted == get_scorer("hamming_loss")(model, X[w == 1], Y[w == 1])
