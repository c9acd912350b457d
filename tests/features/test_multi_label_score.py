"""Tests of scores of features by several labels."""

import pickle

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.feature_selection import SelectKBest, chi2, f_classif, mutual_info_classif

from mlclf.datasets import make_chain_labels
from mlclf.features import MultiLabelScore


@pytest.fixture
def data():
    rng = np.random.RandomState(0)
    X = rng.poisson(2.0, size=(200, 6))
    y = np.column_stack([X[:, 0] > 2, X[:, 1] > 2, (X[:, 0] > 2) ^ (X[:, 3] > 2)])
    return X.astype(float), y.astype(int)


@pytest.mark.parametrize("score_func", [f_classif, chi2])
@pytest.mark.parametrize("aggregate", ["mean", "max", "min"])
def test_scores_are_aggregated_over_labels(data, score_func, aggregate):
    """
    The score is the mean, largest or smallest of the scores of each label alone.
    """
    X, y = data
    alone = [score_func(X, y[:, j])[0] for j in range(3)]

    got = MultiLabelScore(score_func, aggregate=aggregate)(X, y)

    assert_allclose(got, getattr(np, aggregate)(alone, axis=0))


def test_labelsets_are_classes(data):
    """
    "labelset" scores the classes that the labelsets are.
    """
    X, y = data
    codes = y @ [4, 2, 1]

    got = MultiLabelScore(aggregate="labelset")(X, y)

    assert_allclose(got, f_classif(X, codes)[0])


def test_the_best_features_are_selected(data):
    """
    SelectKBest keeps the features that some label depends on, from frames and sparse
    data alike, with scores that have no p-values, too.
    """
    X, y = data

    def information(X, y):
        return mutual_info_classif(X, y, random_state=0)

    for score in (f_classif, information):
        best = SelectKBest(MultiLabelScore(score, aggregate="max"), k=2).fit(X, y)
        assert_array_equal(best.get_support(indices=True), [0, 1])
    frame = SelectKBest(MultiLabelScore(chi2), k=2).fit(
        sp.csr_array(X), pd.DataFrame(y)
    )
    assert_array_equal(frame.get_support(indices=True), [0, 1])


def test_constant_labels_are_left_out(data):
    """
    A label of one value changes nothing; without any other there is nothing to score.
    """
    X, y = data
    score = MultiLabelScore()

    assert_allclose(score(X, np.column_stack([y, np.zeros(200)])), score(X, y))
    assert np.isnan(score.score_labels(X, np.column_stack([y, np.zeros(200)]))[3]).all()
    with pytest.raises(
        ValueError, match=r"^y must hold a label with two values, got none\.$"
    ):
        score(X, np.zeros((200, 2)))


def test_it_shows_itself_and_travels():
    """
    The score prints its parameters, and can be pickled.
    """
    score = MultiLabelScore(chi2, aggregate="max")

    X, y = make_chain_labels(random_state=0)
    assert repr(score) == "MultiLabelScore(chi2, aggregate='max')"
    copy = pickle.loads(pickle.dumps(score))
    assert_allclose(copy(np.abs(X), y), score(np.abs(X), y))
    with pytest.raises(ValueError, match="'aggregate' parameter"):
        MultiLabelScore(aggregate="sum")
