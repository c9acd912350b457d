"""Tests of the indices of sparse samples."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf._indices import narrow_indices, sum_duplicates


def wide(X):
    """The same matrix with indices of 64 bits."""
    X = X.copy()
    if X.format == "coo":
        X.coords = tuple(part.astype(np.int64) for part in X.coords)
    else:
        X.indices, X.indptr = X.indices.astype(np.int64), X.indptr.astype(np.int64)
    return X


def parts(X):
    """The indices of a matrix."""
    return X.coords if X.format == "coo" else (X.indices, X.indptr)


@pytest.mark.parametrize(
    "kind", [sp.csr_array, sp.csr_matrix, sp.csc_array, sp.coo_matrix]
)
def test_the_matrix_is_the_same_but_for_its_indices(kind):
    """
    Of the same kind and values, which lie where they did; the given one is untouched.
    """
    X = wide(kind([[0, 2.0], [0, 0], [3.0, 4.0]]))

    narrow = narrow_indices(X)

    assert type(narrow) is kind
    assert {part.dtype for part in parts(narrow)} == {np.dtype(np.int32)}
    assert np.shares_memory(narrow.data, X.data)
    assert_array_equal(narrow.toarray(), X.toarray())
    assert {part.dtype for part in parts(X)} == {np.dtype(np.int64)}


def test_what_need_not_or_cannot_be_narrowed_comes_back():
    """
    Arrays, other formats, narrow indices, and more features than 32 bits can count.
    """
    X = sp.csr_array(np.eye(3))
    large = sp.csr_array((1, 2**31 + 1))

    for A in (np.eye(3), sp.lil_array(X), sp.csc_array(X), X, large):
        assert narrow_indices(A) is A


@pytest.mark.parametrize("kind", [sp.csr_array, sp.csr_matrix, sp.csc_array])
def test_duplicates_are_summed_in_a_copy(kind):
    """
    Sorted indices, each once, the same values; the given matrix is untouched.
    """
    X = kind(([1.0, 2.0, 4.0, 8.0], [1, 0, 1, 0], [0, 3, 4]), shape=(2, 2))
    X = X if X.format == "csr" else kind(X.toarray())
    before = X.data.tolist(), X.indices.tolist()

    summed = sum_duplicates(X)

    assert type(summed) is kind
    assert summed.has_canonical_format
    assert_array_equal(summed.toarray(), X.toarray())
    assert (X.data.tolist(), X.indices.tolist()) == before


def test_a_stale_note_about_indices_is_not_believed():
    """
    A matrix that noted sorted indices once, and was changed since, is looked at anew.
    """
    X = sp.csr_array(np.ones((1, 2)))
    assert X.has_canonical_format
    X.indices[:] = [1, 1]

    summed = sum_duplicates(X)

    assert_array_equal(summed.toarray(), [[0, 2]])


def test_sorted_indices_share_their_memory():
    """
    Nothing is copied where nothing is to be summed; arrays come back as they are.
    """
    X, dense = sp.csr_array(np.eye(3)), np.eye(3)

    assert np.shares_memory(sum_duplicates(X).data, X.data)
    assert sum_duplicates(dense) is dense
