"""Tests of the narrowing of sparse indices."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf._indices import narrow_indices


def wide(X):
    """The same matrix with indices of 64 bits."""
    X = X.copy()
    X.indices, X.indptr = X.indices.astype(np.int64), X.indptr.astype(np.int64)
    return X


@pytest.mark.parametrize("kind", [sp.csr_array, sp.csr_matrix])
def test_the_matrix_is_the_same_but_for_its_indices(kind):
    """
    Of the same kind and values, which lie where they did; the given one is untouched.
    """
    X = wide(kind([[0, 2.0], [0, 0], [3.0, 4.0]]))

    narrow = narrow_indices(X)

    assert type(narrow) is kind
    assert narrow.indices.dtype == narrow.indptr.dtype == np.int32
    assert np.shares_memory(narrow.data, X.data)
    assert_array_equal(narrow.toarray(), X.toarray())
    assert X.indices.dtype == X.indptr.dtype == np.int64


def test_what_need_not_or_cannot_be_narrowed_comes_back():
    """
    Arrays, other formats, narrow indices, and more features than 32 bits can count.
    """
    X = sp.csr_array(np.eye(3))
    large = sp.csr_array((1, 2**31 + 1))

    for A in (np.eye(3), sp.csc_array(X), X, large):
        assert narrow_indices(A) is A
