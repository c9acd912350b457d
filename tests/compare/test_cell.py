import time

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV

from mlclf import BinaryRelevance, MLkNN
from mlclf.compare import Plan, run, to_markdown
from mlclf.metrics import get_scorer
from tests.compare.toy import toy_data, toy_plan


def test_label_counts_give_the_f1_of_each_label():
    """
    The counts kept per label are those of the predictions.
    """
    name, X, y = toy_data()
    train, test = np.arange(50), np.arange(50, 80)
    method = MLkNN(n_neighbors=5)
    predicted = method.fit(X[train], y[train]).predict(X[test])

    class OneSplit:
        def split(self, X, y):
            return [(train, test)]

    cell = run(Plan([(name, X, y)], {"m": method}, ["f1_micro"], OneSplit())).cells[0]

    tp, fp, fn = (np.array(cell.label_counts[key]) for key in ("tp", "fp", "fn"))
    np.testing.assert_allclose(
        2 * tp / (2 * tp + fp + fn),
        f1_score(y[test], predicted, average=None, zero_division=0),
    )
    assert cell.scores["f1_micro"] == pytest.approx(
        f1_score(y[test], predicted, average="micro")
    )


def test_missing_extras_are_a_row():
    """
    A method whose package is not installed is no failure, and says what is missing.
    """
    results = run(toy_plan(methods={"net": NeedsMore()}))

    assert results.cells[0].status == "impossible"
    assert results.cells[0].reason == "NeedsMore needs more: pip install more"


class NeedsMore(MLkNN):
    def _fit(self, X, Y):
        raise ImportError("NeedsMore needs more: pip install more")


def test_a_metric_that_cannot_be_computed_is_a_gap():
    """
    A method without scores has no ranking metrics, and the report says why.
    """
    results = run(toy_plan(methods={"labels only": LabelsOnly()}))
    cell = results.cells[0]

    assert cell.scores["label_ranking_average_precision"] is None
    assert cell.scores["hamming_loss"] is not None
    assert "neither probabilities nor scores" in to_markdown(results)


class LabelsOnly(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.n_labels_ = y.shape[1]
        return self

    def predict(self, X):
        return np.ones((len(X), self.n_labels_), dtype=int)


def test_tuning_is_nested():
    """
    A search is a method like any other; what it chose in each fold is kept.
    """
    search = GridSearchCV(
        BinaryRelevance(LogisticRegression()),
        {"estimator__C": [0.01, 10.0]},
        scoring=get_scorer("f1_micro"),
        cv=2,
    )

    results = run(toy_plan(methods={"tuned": search}))

    chosen = {c.best_params for c in results.cells}
    assert chosen <= {"{'estimator__C': 0.01}", "{'estimator__C': 10.0}"}
    assert len(results.cells) == 3


def test_times_and_memory_are_measured():
    """
    Each fit says how long it took, and how much memory it needed.
    """

    class Hungry(MLkNN):
        def _fit(self, X, Y):
            time.sleep(0.05)
            np.ones(10_000_000).sum()
            super()._fit(X, Y)

    cell = run(toy_plan(methods={"hungry": Hungry()})).cells[0]

    assert 0.05 <= cell.fit_seconds < 5
    assert cell.predict_seconds > 0
    assert cell.peak_memory_mib is None or 60 < cell.peak_memory_mib < 300


def test_warnings_of_a_fit_are_kept():
    """
    What a method complains about is in its row, not on the screen.
    """
    results = run(
        toy_plan(methods={"m": BinaryRelevance(LogisticRegression(max_iter=1))})
    )

    assert any("ConvergenceWarning" in said for said in results.cells[0].warnings)


def test_methods_of_scikit_learn_may_have_many_labels():
    """
    Its LabelBinarizer mixes up the columns of more than 128 labels of int8.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 6))
    Y = (X @ rng.normal(size=(6, 150)) > 0).astype(np.int8)
    plan = Plan(
        [("many", X, Y)], {"ridge": RidgeClassifier()}, ["hamming_loss"], "holdout"
    )

    assert run(plan).cells[0].scores["hamming_loss"] < 0.2
