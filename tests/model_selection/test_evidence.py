"""Tests of the columns that the splitters balance."""

from itertools import combinations

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from mlclf.model_selection._evidence import (
    count_by_fold,
    evidence,
    pair_columns,
    take_rows,
)

indicators = arrays(
    np.int8,
    st.tuples(st.integers(1, 12), st.integers(1, 6)),
    elements=st.integers(0, 1),
)


@given(Y=indicators)
def test_pairs_are_those_that_occur(Y):
    """
    There is one column per pair of labels that some row carries, and no other.
    """
    pairs, labels = pair_columns(sp.csr_array(Y))

    expected = {
        (i, j): Y[:, i] & Y[:, j]
        for i, j in combinations(range(Y.shape[1]), 2)
        if (Y[:, i] & Y[:, j]).any()
    }
    assert [tuple(pair) for pair in labels.tolist()] == list(expected)
    for column, pair in enumerate(expected):
        assert_array_equal(pairs.toarray()[:, column], expected[pair])


@given(Y=indicators)
def test_labels_come_before_pairs(Y):
    """
    The first columns are the labels, whatever the order.
    """
    for order in (1, 2):
        E = evidence(sp.csr_array(Y), order)

        assert_array_equal(E.toarray()[:, : Y.shape[1]], Y)


@given(Y=indicators, seed=st.integers(0, 9))
def test_counts_are_those_of_the_rows_of_each_fold(Y, seed):
    """
    Counting by fold is summing the rows of each fold.
    """
    folds = np.random.default_rng(seed).integers(3, size=len(Y))

    counts = count_by_fold(sp.csr_array(Y), folds, 3)

    assert_array_equal(counts, [Y[folds == f].sum(axis=0) for f in range(3)])


def test_rows_are_taken_in_the_order_asked_for():
    """
    Rows may be empty, repeated and in any order.
    """
    Y = sp.csr_array(np.array([[1, 0, 1], [0, 0, 0], [0, 1, 0]]))

    lengths, columns = take_rows(Y.indptr, Y.indices, np.array([2, 1, 0, 2]))

    assert_array_equal(lengths, [1, 0, 2, 1])
    assert_array_equal(columns, [1, 0, 2, 1])
