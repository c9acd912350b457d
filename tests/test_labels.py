"""Tests of the algebra of label matrices."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import RidgeClassifier

from mlclf import FixedThresholdClassifier, NativeMultiLabel, _labels
from mlclf._labels import (
    check_indicator,
    encode_labelsets,
    imbalance_ratios,
    label_names,
    scumbles,
)

indicators = st.tuples(st.integers(1, 12), st.integers(1, 20)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1))
)


@given(Y=indicators)
def test_labelset_codes_are_those_of_unique_rows(Y):
    """
    Labelsets and codes are what numpy.unique gives along the rows, in its order.
    """
    labelsets, codes = encode_labelsets(Y)
    expected, inverse = np.unique(Y, axis=0, return_inverse=True)

    assert_array_equal(labelsets, expected)
    assert_array_equal(codes, inverse.ravel())


@given(Y=indicators)
def test_every_container_holds_the_same_labels(Y):
    """
    Dense, boolean, float and sparse labels come out as one int8 matrix.
    """
    containers = [Y, Y.astype(bool), Y.astype(float), Y.tolist(), sp.coo_array(Y)]

    for y in containers:
        assert_array_equal(check_indicator(y), Y)
        assert_array_equal(check_indicator(y, sparse=True).toarray(), Y)


def test_stored_zeros_are_not_labels():
    """
    An explicit zero of a sparse matrix is dropped, in the copy only.
    """
    y = sp.csr_array(([1, 0, 1], ([0, 0, 1], [0, 1, 1])), shape=(2, 2))

    Y = check_indicator(y, sparse=True)

    assert Y.nnz == 2
    assert y.nnz == 3


def test_duplicate_entries_are_added_up():
    """
    A COO matrix that names a cell twice holds 2 there, which is refused.
    """
    y = sp.coo_array(([1, 1], ([0, 0], [0, 0])), shape=(1, 1))

    with pytest.raises(ValueError, match=r"y must hold 0 and 1 only, got 2\."):
        check_indicator(y)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([[0, 2]], r"^y must hold 0 and 1 only, got 2\.$"),
        ([[-1, 1], [3, 0]], r"^y must hold 0 and 1 only, got -1, 3\.$"),
        ([["0", "1"]], r"^y must hold 0 and 1 only, got values of type <U1\.$"),
        ([[[0, 1]]], r"^y must have 2 dimensions, got 3\.$"),
    ],
)
def test_other_values_are_named_in_the_error(y, message):
    """
    The error says what the matrix must hold and what it held.
    """
    with pytest.raises(ValueError, match=message):
        check_indicator(y)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint16, int, float, object])
def test_blocks_are_the_whole(dtype, monkeypatch):
    """
    Rows, columns and parts of arrays, in blocks of a few rows: the same labels, which
    are a copy; a wrong value in the last block is seen.
    """
    monkeypatch.setattr(_labels, "CACHED", 40)
    Y = np.random.default_rng(0).integers(2, size=(50, 6)).astype(dtype)
    for y in (Y, Y.T, np.asfortranarray(Y), Y[::2, 1::2], Y[:, :0], Y[:0]):
        found = check_indicator(y)

        assert found.dtype == np.int8
        assert_array_equal(found, y.astype(int))
        assert not np.shares_memory(found, y)
    if dtype is not bool:
        Y[-1, -1] = 3
        with pytest.raises(ValueError, match="got 3"):
            check_indicator(Y)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_names_come_from_data_frames(frame):
    """
    The string columns of a DataFrame are names; anything else has none.
    """
    assert list(label_names(frame({"a": [0], "b": [1]}))) == ["a", "b"]
    assert label_names(pd.DataFrame([[0, 1]])) is None
    assert label_names([[0, 1]]) is None


def test_missing_labels_become_minus_one():
    """
    With ``missing``, NaN stands for an unknown value; without, it is refused.
    """
    y = [[1.0, np.nan], [np.nan, 1.0]]

    assert_array_equal(check_indicator(y, missing=True), [[1, -1], [-1, 1]])
    with pytest.raises(ValueError, match=r"^y must hold 0 and 1 only, got nan\.$"):
        check_indicator(y)
    with pytest.raises(ValueError, match=r"^y must hold 0 and 1 only, got 2\.0\.$"):
        check_indicator([[2.0, np.nan]], missing=True)


def test_imbalance_ratios_compare_with_the_most_frequent_label():
    """
    The most frequent label has ratio 1, one four times rarer 4, an unused one 0.
    """
    ratios = imbalance_ratios(np.array([1, 4, 0, 2]))

    assert_array_equal(ratios, [4, 1, 0, 2])


def test_scumbles_by_hand():
    """
    Labels of ratios 1, 4 and 2 together: 1 - 8^(1/3) / (7/3) = 1/7. Samples with one
    label, or none, have no concurrence.
    """
    Y = sp.csr_array(np.array([[1, 1, 1], [0, 1, 0], [0, 0, 0]]))

    assert_allclose(scumbles(Y, np.array([1.0, 4, 2])), [1 / 7, 0, 0], atol=1e-15)


@pytest.mark.parametrize("wrapper", [NativeMultiLabel, FixedThresholdClassifier])
def test_what_is_wrapped_may_have_many_labels(wrapper):
    """
    scikit-learn's LabelBinarizer mixes up the columns of more than 128 labels of int8.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 6))
    Y = (X @ rng.normal(size=(6, 150)) > 0).astype(np.int8)
    ridge = RidgeClassifier()

    predicted = wrapper(ridge).fit(X, Y).predict(X)

    assert_array_equal(predicted, ridge.fit(X, Y.astype(int)).predict(X))
    assert (predicted == Y).mean() > 0.8
