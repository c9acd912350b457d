"""MetricOptimizer: the rule it takes, and what that wins."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlclf import (
    BinaryRelevance,
    LabelPowerset,
    MetricOptimizer,
    TunedThresholdClassifierCV,
)
from mlclf.decoding import decode_joint, decode_marginals
from mlclf.metrics import get_metric, inverse_propensity

RELEVANCE = BinaryRelevance(LogisticRegression())
POWERSET = LabelPowerset(LogisticRegression(max_iter=1000))


@pytest.fixture(scope="module")
def data():
    X, y = make_multilabel_classification(
        1200, n_features=10, n_classes=5, n_labels=2, random_state=0
    )
    return train_test_split(X, y, random_state=0)


@pytest.mark.parametrize("metric", ["f1_samples", "jaccard_samples", "f1_macro"])
def test_the_metric_grows_on_new_data(data, metric):
    """
    On samples not seen, the metric is greater than with a threshold of one half.
    """
    X, X_test, y, y_test = data
    score = get_metric(metric).function
    plain = score(y_test, RELEVANCE.fit(X, y).predict(X_test))

    optimizer = MetricOptimizer(RELEVANCE, metric, random_state=0).fit(X, y)

    assert score(y_test, optimizer.predict(X_test)) > plain


@pytest.mark.parametrize("metric", ["f1_samples", "subset_accuracy", "f1_micro"])
def test_rules_of_your_choice(data, metric):
    """
    rule="joint" and rule="marginals" decide by the functions of the room.
    """
    X, X_test, y, _ = data
    powerset = LabelPowerset(LogisticRegression(max_iter=1000)).fit(X, y)
    proba = powerset.predict_labelset_proba(X_test)

    by_joint = MetricOptimizer(POWERSET, metric, rule="joint").fit(X, y)
    by_marginals = MetricOptimizer(POWERSET, metric, rule="marginals").fit(X, y)

    assert_array_equal(
        by_joint.predict(X_test), decode_joint(proba, powerset.labelsets_, metric)
    )
    assert_array_equal(
        by_marginals.predict(X_test),
        decode_marginals(powerset.predict_proba(X_test), metric),
    )


def test_thresholds_are_those_of_the_tuned_classifier(data):
    """
    A global threshold is that of TunedThresholdClassifierCV.
    """
    X, X_test, y, _ = data
    tuned = TunedThresholdClassifierCV(
        RELEVANCE, metric="f1_micro", per_label=False, random_state=0
    )

    optimizer = MetricOptimizer(
        RELEVANCE, "f1_micro", rule="thresholds", random_state=0
    ).fit(X, y)

    assert_allclose(optimizer.thresholds_, tuned.fit(X, y).thresholds_)
    assert_array_equal(optimizer.predict(X_test), tuned.predict(X_test))


def test_thresholds_of_labels_are_steadier_than_tuned_ones():
    """
    The best threshold of few samples is a chance one: over many draws of 60, the mean
    over halves scatters less, and does better on new samples.
    """
    score = get_metric("f1_macro").function
    steady, tuned, gains = [], [], []
    for seed in range(20):
        X, y = make_multilabel_classification(
            1060, n_features=6, n_classes=4, random_state=seed
        )
        few, many = slice(0, 60), slice(60, None)
        model = BinaryRelevance(LogisticRegression()).fit(X[many][::2], y[many][::2])
        options = {"cv": "prefit", "random_state": 0}
        pair = (
            MetricOptimizer(model, "f1_macro", **options),
            TunedThresholdClassifierCV(model, metric="f1_macro", cv="prefit"),
        )
        halves, whole = (each.fit(X[few], y[few]) for each in pair)
        steady.append(halves.thresholds_)
        tuned.append(whole.thresholds_)
        test = X[many][1::2], y[many][1::2]
        gains.append(
            score(test[1], halves.predict(test[0]))
            - score(test[1], whole.predict(test[0]))
        )

    assert np.std(steady) < np.std(tuned)
    assert np.mean(gains) > 0


def test_auto_takes_the_best_rule_out_of_fold(data):
    """
    The rule taken has the greatest of the scores told; a joint rule is among them
    where the estimator has a distribution.
    """
    X, _, y, _ = data

    optimizer = MetricOptimizer(POWERSET, "subset_accuracy", cv=3, random_state=0)
    optimizer.fit(X, y)

    scores = optimizer.rule_scores_
    assert set(scores) == {"joint", "marginals", "thresholds"}
    assert scores[optimizer.rule_] == max(scores.values())


class Marginals(DummyClassifier):
    """Answers X as the marginals."""

    def predict_proba(self, X):
        return np.asarray(X)


def test_wrong_probabilities_are_mended_by_thresholds():
    """
    Where marginals are the eighth power of the truth, auto takes thresholds, and scores
    higher on new samples than the rule that believes them.
    """
    rng = np.random.default_rng(0)
    truth = rng.random((2000, 6))
    y = (rng.random(truth.shape) < truth).astype(int)
    X, X_test, y, y_test = train_test_split(truth**8, y, random_state=0)
    score = get_metric("f1_samples").function
    wrong = Marginals().fit(X, y)
    by_marginals = MetricOptimizer(wrong, rule="marginals", cv="prefit").fit(X, y)

    optimizer = MetricOptimizer(wrong, cv="prefit").fit(X, y)

    assert optimizer.rule_ == "thresholds"
    assert score(y_test, optimizer.predict(X_test)) > score(
        y_test, by_marginals.predict(X_test)
    )


def test_a_pipeline_gives_what_its_last_step_gives(data):
    """
    The joint rule sees the distribution of labelsets through a pipeline.
    """
    X, X_test, y, _ = data
    scaler = StandardScaler().fit(X)
    direct = MetricOptimizer(POWERSET, "subset_accuracy", rule="joint")
    piped = MetricOptimizer(
        make_pipeline(StandardScaler(), POWERSET), "subset_accuracy", rule="joint"
    )

    expected = direct.fit(scaler.transform(X), y).predict(scaler.transform(X_test))

    assert_array_equal(piped.fit(X, y).predict(X_test), expected)


def test_a_fixed_number_of_labels_needs_no_folds(data):
    """
    Metrics at k give every sample k labels, by propensity where asked for.
    """
    X, X_test, y, _ = data

    top = MetricOptimizer(RELEVANCE, "precision_at_2").fit(X, y)
    rare = MetricOptimizer(RELEVANCE, "propensity_scored_precision_at_2").fit(X, y)
    macro = MetricOptimizer(RELEVANCE, "f1_macro_at_2", random_state=0).fit(X, y)

    for optimizer in (top, rare, macro):
        assert (optimizer.predict(X_test).sum(axis=1) == 2).all()
        assert optimizer.rule_scores_ == {}
    assert_allclose(rare.inverse_propensity_, inverse_propensity(y))


def test_a_fitted_classifier_is_left_as_it_is(data):
    """
    cv="prefit" decides for a classifier that is fitted already.
    """
    X, X_test, y, y_test = data
    fitted = BinaryRelevance(LogisticRegression()).fit(X, y)

    compared = MetricOptimizer(fitted, cv="prefit").fit(X_test, y_test)
    plain = MetricOptimizer(fitted, "hamming_loss", cv="prefit").fit(X_test, y_test)

    assert compared.estimator_ is fitted
    assert_array_equal(plain.predict(X_test), fitted.predict(X_test))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"rule": "joint"},
            "rule='joint' needs an estimator with predict_labelset_proba, such as "
            "LabelPowerset, got BinaryRelevance(estimator=LogisticRegression()).",
        ),
        (
            {"rule": "thresholds", "metric": "precision_at_3"},
            "rule='thresholds' cannot give every sample 3 labels; for "
            "metric='precision_at_3' use 'auto' or 'marginals'.",
        ),
    ],
)
def test_impossible_rules_are_refused(data, params, message):
    """
    A rule that the estimator or the metric does not admit is an error.
    """
    X, _, y, _ = data
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        MetricOptimizer(RELEVANCE, **params).fit(X, y)
