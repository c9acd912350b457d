"""Tests of synthetic features."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.resampling._synthesis import categorical_mask, interpolate

X = np.array([[0.0, 1.0, 5.0], [2.0, 1.0, 0.0]])


def test_points_lie_between_the_two_samples():
    """
    Each feature is somewhere between its two values, equal ones stay, and features
    are drawn on their own.
    """
    start, end = np.zeros(500, int), np.ones(500, int)

    new = interpolate(X, start, end, np.random.RandomState(0))

    assert (new >= X.min(axis=0)).all()
    assert (new <= X.max(axis=0)).all()
    assert_array_equal(new[:, 1], 1)
    assert_allclose(new.mean(axis=0), [1, 1, 2.5], atol=0.15)
    assert abs(np.corrcoef(new[:, 0], new[:, 2])[0, 1]) < 0.15


def test_sparse_features_are_the_same_points():
    """
    A sparse matrix gives the points that the dense one gives.
    """
    start, end = np.array([0, 1, 0]), np.array([1, 0, 0])

    dense = interpolate(X, start, end, np.random.RandomState(0))
    sparse = interpolate(sp.csr_array(X), start, end, np.random.RandomState(0))

    assert_allclose(sparse.toarray(), dense)


@pytest.mark.parametrize("given", [[0, 2], [-3, -1], [True, False, True]])
def test_categories_are_named_by_number_or_mask(given):
    """
    Column numbers, from either end, and masks mean the same.
    """
    assert_array_equal(categorical_mask(given, 3), [True, False, True])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([True], "categorical_features must have shape (3,) as a mask, got (1,)."),
        (["a"], "categorical_features must be column numbers or a mask, got ['a']."),
        ([1.5], "categorical_features must be column numbers or a mask, got [1.5]."),
        ([1, 3], "categorical_features must be below n_features=3, got 3."),
    ],
)
def test_categories_that_are_not_there(given, message):
    """
    A mask of another length, or a column that is not there, is refused.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        categorical_mask(given, 3)
