import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.ensemble import RandomForestClassifier

from mlclf import MLkNN, NativeMultiLabel
from mlclf.compare._metrics import Answers, resolve_metrics
from tests.compare.toy import toy_data


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
