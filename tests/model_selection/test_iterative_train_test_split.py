"""Tests of the stratified split of arrays."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf.model_selection import iterative_train_test_split

X = np.arange(200).reshape(100, 2)
Y = np.random.default_rng(0).integers(2, size=(100, 3))


def test_the_order_is_that_of_train_test_split():
    """
    X_train, X_test, y_train, y_test: rows stay together, sizes are a quarter and the
    rest, and both parts have every label's share.
    """
    X_train, X_test, y_train, y_test = iterative_train_test_split(X, Y, random_state=0)

    assert X_train.shape == (75, 2)
    assert X_test.shape == (25, 2)
    assert_array_equal(Y[X_test[:, 0] // 2], y_test)
    assert_array_equal(Y[X_train[:, 0] // 2], y_train)
    assert np.abs(y_test.sum(axis=0) - Y.sum(axis=0) / 4).max() <= 1


def test_types_are_kept():
    """
    DataFrames, sparse matrices and lists come back as what they were.
    """
    names = [str(i) for i in range(100)]
    parts = iterative_train_test_split(
        sp.csr_matrix(X), pd.DataFrame(Y, columns=list("abc")), names, test_size=10
    )

    assert [type(part) for part in parts[::2]] == [sp.csr_matrix, pd.DataFrame, list]
    assert list(parts[3].columns) == ["a", "b", "c"]
    assert parts[3].index.astype(str).tolist() == parts[5]


def test_labels_may_be_given_apart():
    """
    ``stratify`` takes the place of the second array.
    """
    apart = iterative_train_test_split(X, stratify=Y, random_state=0)
    together = iterative_train_test_split(X, Y, random_state=0)

    assert_array_equal(apart[1], together[1])


def test_both_sizes_are_honored():
    """
    Rows that neither size asks for are left out.
    """
    train, test = iterative_train_test_split(Y, train_size=20, test_size=0.3)

    assert (len(train), len(test)) == (20, 30)


def test_arrays_are_needed():
    """
    The error says what is missing.
    """
    with pytest.raises(
        ValueError, match=r"^arrays must hold at least one array, got none\.$"
    ):
        iterative_train_test_split(stratify=Y)


def test_lengths_must_agree():
    """
    Arrays of different lengths are refused.
    """
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        iterative_train_test_split(X[:50], Y)


def test_groups_are_whole():
    """
    With groups no group is on both sides.
    """
    rng = np.random.RandomState(0)
    y = rng.randint(2, size=(200, 3))
    groups = rng.randint(30, size=200)

    train, test = iterative_train_test_split(
        np.arange(200), y, groups=groups, test_size=0.3, random_state=0
    )[:2]

    assert not set(groups[train]) & set(groups[test])
    assert abs(len(test) - 60) <= 5
