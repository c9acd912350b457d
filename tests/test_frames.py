"""DataFrames of samples: told apart, made numbers of, given more columns."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from mlclf._frames import (
    append_columns,
    as_numbers,
    column_names,
    is_frame,
    name_features,
)

COLUMNS = {"size": [1.5, 2.0, 0.5], "kind": ["a", "b", "a"]}


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_data_frames_are_told_apart(frame):
    """
    DataFrames of pandas and polars, whatever they hold.
    """
    assert is_frame(frame(COLUMNS))


@pytest.mark.parametrize(
    "other",
    [
        np.eye(2),
        [[1, 2]],
        sp.csr_array(np.eye(2)),
        pd.Series([1]),
        pl.Series([1]),
        pl.LazyFrame(COLUMNS),
        ["text"],
    ],
    ids=lambda other: type(other).__name__,
)
def test_nothing_else_is_a_data_frame(other):
    """
    Arrays, lists, sparse matrices, series, and what is computed only later.
    """
    assert not is_frame(other)
    assert column_names(other) is None


def test_names_are_strings_or_none():
    """
    As scikit-learn has it: a DataFrame with numbers for names has no names.
    """
    assert column_names(pd.DataFrame(COLUMNS)).tolist() == ["size", "kind"]
    assert column_names(pd.DataFrame(np.eye(2))) is None


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_columns_are_appended_beside_unchanged_ones(frame):
    """
    The old columns keep their types, and the caller's DataFrame its shape.
    """
    X = frame(COLUMNS)

    both = append_columns(X, np.array([[0, 1], [1, 1], [0, 0]], np.int8), ["y", "z"])

    assert type(both) is type(X)
    assert list(both.columns) == ["size", "kind", "y", "z"]
    assert list(both.dtypes)[:2] == list(X.dtypes)
    assert both["z"].to_list() == [1, 1, 0]
    assert list(X.columns) == ["size", "kind"]


def test_columns_are_appended_row_by_row_whatever_the_index():
    """
    An index of pandas that repeats itself neither multiplies nor moves rows.
    """
    X = pd.DataFrame({"a": [1, 2, 3]}, index=[7, 7, 0])

    both = append_columns(X, np.array([[4], [5], [6]]), ["b"])

    assert both.to_numpy().tolist() == [[1, 4], [2, 5], [3, 6]]
    assert both.index.tolist() == [7, 7, 0]


def test_numbers_are_what_scikit_learn_makes():
    """
    Nullable and narrow types become numbers; what is no DataFrame stays the same.
    """
    X = pd.DataFrame({"a": pd.array([1, 2], "Int64"), "b": np.float16([0.5, 1])})

    numbers = as_numbers(X, LogisticRegression())

    assert_array_equal(numbers, [[1, 0.5], [2, 1]])
    assert numbers.dtype == np.float64
    assert as_numbers(numbers, LogisticRegression()) is numbers


def test_missing_values_are_numbers_where_the_estimator_takes_them():
    """
    The tags of the estimator decide, and the error is scikit-learn's.
    """
    X = pd.DataFrame({"a": [1.0, np.nan]})

    assert np.isnan(as_numbers(X, KNeighborsClassifier(metric="nan_euclidean"))).any()
    with pytest.raises(ValueError, match=r"Input X contains NaN\.\nLogisticRegression"):
        as_numbers(X, LogisticRegression())


def test_links_are_told_the_names_they_saw():
    """
    Estimator t knows the features and the first t appended columns.
    """
    links = [LogisticRegression() for _ in range(3)]

    name_features(links, ["a", "b", "y", "z", "x"], n_appended=3)

    assert [list(link.feature_names_in_) for link in links] == [
        ["a", "b"],
        ["a", "b", "y"],
        ["a", "b", "y", "z"],
    ]
    (plain,) = name_features([LogisticRegression()], None)
    assert not hasattr(plain, "feature_names_in_")
