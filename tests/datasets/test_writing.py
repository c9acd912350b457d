"""What the writers share."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from mlclf.datasets._writing import column_names, dense_labels, number, sparse_rows


@given(st.floats(allow_nan=False))
def test_a_number_reads_back_as_itself(value):
    """
    The text is short, and float gives the same bits.
    """
    assert float(number(value)) == value
    assert not number(value).endswith(".0")


def test_a_missing_number_is_a_question_mark():
    """
    NaN is written as ARFF writes a missing value.
    """
    assert number(float("nan")) == "?"


def test_names_are_given_or_found_or_numbered():
    """
    The caller's names win over a DataFrame's, and those over numbers.
    """
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1], 2: [3]})

    assert column_names(None, frame, 2, "label") == ["a", "2"]
    assert column_names(["x", "y"], frame, 2, "label") == ["x", "y"]
    assert column_names(None, np.ones((1, 2)), 2, "label") == ["label0", "label1"]


def test_labels_are_0_and_1_or_missing():
    """
    -1 is kept as missing; other values are refused.
    """
    assert dense_labels([[1, -1], [0, 1]]).tolist() == [[1, -1], [0, 1]]
    with pytest.raises(ValueError, match="y must hold 0 and 1 only, got 2"):
        dense_labels([[2]])


def test_the_callers_matrix_stays_as_it_is():
    """
    Stored zeros are left out of the text, not out of the caller's matrix.
    """
    X = sp.csr_array((np.array([1.0, 0.0]), [1, 0], [0, 2]), shape=(1, 2))

    assert sparse_rows(X).nnz == 1
    assert X.nnz == 2
