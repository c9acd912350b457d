"""Tests of rows appended and replaced in the caller's container."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf.resampling._containers import extended, replaced

CONTAINERS = [
    np.array,
    np.ndarray.tolist,
    sp.csr_array,
    sp.csr_matrix,
    lambda a: pd.DataFrame(a, columns=["u", "v"]),
    lambda a: pl.DataFrame(a, schema=["u", "v"]),
]
every_container = pytest.mark.parametrize("container", CONTAINERS)


def dense(held):
    return held.toarray() if sp.issparse(held) else np.asarray(held)


@every_container
@pytest.mark.parametrize("kind", [np.int8, bool, np.float32])
def test_rows_follow_in_the_same_container_and_type(container, kind):
    """
    Whole numbers are held by every type, which is kept.
    """
    old = container(np.array([[1, 0]], kind))

    both = extended(old, np.array([[0.0, 1.0], [1.0, 1.0]]))

    assert type(both) is type(old)
    assert_array_equal(dense(both), [[1, 0], [0, 1], [1, 1]])
    if not isinstance(old, list):
        assert dense(both).dtype == kind


@every_container
def test_fractions_are_kept(container):
    """
    A column of whole numbers becomes one of fractions where it must.
    """
    both = extended(container(np.array([[1, 2]])), np.array([[0.5, 3.0]]))

    assert_array_equal(dense(both), [[1, 2], [0.5, 3]])


def test_only_the_column_that_must_changes_its_type():
    """
    In DataFrames each column has its own.
    """
    new = np.array([[0.5, 3.0]])

    assert extended(pd.DataFrame({"u": [1], "v": [2]}), new).dtypes.tolist() == [
        float,
        int,
    ]
    assert extended(pl.DataFrame({"u": [1], "v": [2]}), new).dtypes == [
        pl.Float64,
        pl.Int64,
    ]


@pytest.mark.parametrize("kind", [np.int8, bool])
def test_one_column_stays_one(kind):
    """
    Labels in one dimension, of an array or a Series, keep it, and their type.
    """
    values = np.array([1, 0], kind)

    for old in (values, pd.Series(values, name="u"), pl.Series("u", values)):
        longer = extended(old, np.array([[1]]))
        other = replaced(old, np.array([[0], [1]]))
        for new in (longer, other):
            assert type(new) is type(old)
            assert new.dtype == old.dtype
            assert getattr(new, "name", "u") == "u"
        assert_array_equal(longer, [1, 0, 1])
        assert_array_equal(other, [0, 1])
        assert len(old) == 2


@every_container
def test_labels_are_replaced_in_the_same_container_and_type(container):
    """
    Names, types and container are those of the old labels.
    """
    old = container(np.array([[1, 0], [0, 0]], np.int16))

    new = replaced(old, np.array([[0, 1], [1, 1]], np.int8))

    assert type(new) is type(old)
    assert_array_equal(dense(new), [[0, 1], [1, 1]])
    if not isinstance(old, list):
        assert dense(new).dtype == np.int16
