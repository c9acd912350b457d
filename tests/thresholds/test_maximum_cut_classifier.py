"""MCut: the widest gap, by hand."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.dummy import DummyClassifier
from sklearn.frozen import FrozenEstimator

from mlclf import MaximumCutClassifier


class Marginals(DummyClassifier):
    """Answers X as the marginals."""

    def predict_proba(self, X):
        return np.asarray(X)


def predict(P, **params):
    P = np.asarray(P)
    wrapped = Marginals().fit(P, np.eye(len(P), P.shape[1], dtype=int))
    cut = MaximumCutClassifier(FrozenEstimator(wrapped), **params)
    return cut.fit(P, np.eye(len(P), P.shape[1], dtype=int)).predict(P)


def test_the_labels_above_the_widest_gap_are_on():
    """
    .9 .8 | .3 .1 and .9 | .3 .25 .2, the marginals in any order.
    """
    P = [[0.3, 0.9, 0.1, 0.8], [0.25, 0.2, 0.9, 0.3]]

    assert_array_equal(predict(P), [[0, 1, 0, 1], [0, 0, 1, 0]])


@pytest.mark.parametrize("level", [0.1, 0.6])
def test_equal_marginals_give_one_label(level):
    """
    Where no gap is wider than another, the first label alone is on.
    """
    assert_array_equal(predict([[level] * 3] * 2), [[1, 0, 0]] * 2)


def test_empty_and_full_samples_where_allowed():
    """
    With 1 and 0 as neighbors: | .2 .1, then .9 .8 | and .9 | .1.
    """
    P = [[0.2, 0.1], [0.9, 0.8], [0.9, 0.1]]

    assert_array_equal(predict(P, allow_empty=True), [[0, 0], [1, 1], [1, 0]])
    assert_array_equal(predict(P), [[1, 0], [1, 0], [1, 0]])
