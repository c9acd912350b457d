import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.ensemble import RandomForestClassifier

from mlclf import MLkNN, NativeMultiLabel
from mlclf.compare import run
from mlclf.compare._metrics import Answers, resolve_metrics
from mlclf.metrics import Metric, fbeta_score
from tests.compare.toy import toy_data, toy_plan


def test_scikit_learns_forest_is_judged_like_ours():
    """
    A list of arrays, one per label, is the same matrix of probabilities.
    """
    _, X, y = toy_data()
    forest = RandomForestClassifier(n_estimators=5, random_state=0)

    theirs = Answers(forest.fit(X, y), X, y)
    ours = Answers(NativeMultiLabel(forest).fit(X, y), X, y)

    np.testing.assert_allclose(theirs.scores, ours.scores)
    np.testing.assert_array_equal(theirs.labels, ours.labels)


def test_a_label_that_training_did_not_show_is_improbable():
    """
    scikit-learn's forest answers one column for it: the certainty of its absence.
    """
    _, X, y = toy_data()
    y = y.copy()
    y[:, 1] = 0
    forest = RandomForestClassifier(n_estimators=5, random_state=0).fit(X, y)

    assert Answers(forest, X, y).scores[:, 1].max() == 0


def test_metrics_of_every_kind():
    """
    Names of ours, with any beta or k, metrics made by hand, scorers of ours and of
    scikit-learn, under names of one's own.
    """

    def f2(y, z, sample_weight=None):
        return fbeta_score(y, z, beta=2, average="micro", sample_weight=sample_weight)

    made = Metric("mine", f2, "labels")
    plain = run(toy_plan(metrics=[made, "f2_micro", "precision_at_2", "neg_log_loss"]))
    named = run(toy_plan(metrics={"a": "f2_micro", "b": "accuracy", "c": made}))

    for cell, again in zip(plain.cells, named.cells):
        assert cell.unscored == again.unscored == {}
        assert cell.scores["mine"] == cell.scores["f2_micro"] == again.scores["a"]
        assert again.scores["c"] == again.scores["a"]
        assert cell.scores["neg_log_loss"] < 0 < cell.scores["precision_at_2"]


def test_sparse_predictions_are_understood():
    """
    Sparse labels and scores are the matrices they stand for.
    """
    _, X, y = toy_data()

    class Sparse(MLkNN):
        def predict(self, X):
            return sp.csr_array(super().predict(X))

    fitted = Sparse().fit(X, y)

    np.testing.assert_array_equal(
        Answers(fitted, X, y).labels, MLkNN().fit(X, y).predict(X)
    )


def test_the_default_metrics_are_known():
    """
    The tables of the literature: example-based, label-based and ranking metrics.
    """
    judges = resolve_metrics(None)

    assert [j.name for j in judges if not j.greater_is_better] == [
        "hamming_loss",
        "one_error",
        "coverage",
        "ranking_loss",
    ]


def test_an_unknown_metric_is_refused():
    """
    The message says where names come from.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        resolve_metrics("f1_mikro")

    assert str(error.value) == (
        "metric must be one of mlclf.metrics.METRICS or a scorer of scikit-learn, "
        "got 'f1_mikro'."
    )


def test_no_metric_is_refused():
    """
    Something has to judge.
    """
    with pytest.raises(
        ValueError, match=r"^metrics must name at least one, got none\.$"
    ):
        resolve_metrics([])
