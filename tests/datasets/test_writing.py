"""What the writers share."""

import io
from functools import partial

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from mlclf.datasets import (
    dump_arff,
    dump_csv,
    dump_parquet,
    dump_svmlight,
    dump_xmc,
)
from mlclf.datasets._writing import column_names, dense_labels, number, sparse_rows

to_meka = partial(dump_arff, format="meka")


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


@pytest.mark.parametrize(
    "write", [dump_csv, dump_parquet, dump_svmlight, dump_xmc, to_meka]
)
def test_every_writer_checks_the_sizes(write):
    """
    One row of labels per sample, and two dimensions: nothing is written otherwise.
    """
    if write is dump_parquet:
        pytest.importorskip("pyarrow", exc_type=ImportError)
    stream = io.BytesIO()

    with pytest.raises(ValueError, match=r"^X has 2 rows, but y has 1\.$"):
        write([[1], [2]], [[1]], stream)
    with pytest.raises(ValueError, match=r"^X has 1 rows, but y has 2\.$"):
        write(sp.csr_array([[1]]), [[1], [0]], stream)
    with pytest.raises(ValueError, match=r"^X must have 2 dimensions, got 1\.$"):
        write([1, 2], [[1], [0]], stream)

    assert stream.getvalue() == b""


@pytest.mark.parametrize("write", [dump_csv, dump_parquet, to_meka])
def test_names_must_be_distinct(write):
    """
    A feature of a label's name could not be told from it.
    """
    if write is dump_parquet:
        pytest.importorskip("pyarrow", exc_type=ImportError)

    with pytest.raises(ValueError, match=r"^names must be distinct, got 'a' twice\.$"):
        write([[1]], [[1]], io.BytesIO(), feature_names=["a"], label_names=["a"])


@pytest.mark.parametrize("write", [dump_svmlight, dump_xmc, to_meka])
def test_numbers_must_be_real(write):
    """
    The imaginary part is not thrown away.
    """
    with pytest.raises(
        ValueError, match=r"^X must hold real numbers, got complex128\.$"
    ):
        write([[1j]], [[1]], io.BytesIO())
