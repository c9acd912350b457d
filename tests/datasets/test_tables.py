"""CSV and Parquet tables."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_array_equal

from mlclf.datasets import (
    FormatError,
    dump_csv,
    dump_parquet,
    load_csv,
    load_parquet,
)
from tests.datasets.round_trips import data_sets, dense


@settings(max_examples=200)
@given(data_sets(missing=True))
def test_what_is_written_is_read(data):
    """
    Numbers to the last bit, missing values, labels and names come back.
    """
    X, Y, features, labels = data
    stream = io.BytesIO()

    dump_csv(X, Y, stream, feature_names=features, label_names=labels)
    stream.seek(0)
    back = load_csv(stream, -len(labels), missing_labels="keep")

    assert_array_equal(back.data, dense(X))
    assert_array_equal(back.target, Y)
    assert (back.feature_names, back.label_names) == (features, labels)


TABLE = "a,size,color,b\nyes,1.5,red,1\nno,NA,blue,0\n"


def test_words_are_nominal_and_labels_may_be_named():
    """
    Columns of words get codes in alphabetical order; yes and no are labels.
    """
    table = load_csv(io.StringIO(TABLE), ["b", "a"])

    assert table.label_names == ["a", "b"]
    assert_array_equal(table.target, [[1, 1], [0, 0]])
    assert_array_equal(table.data, [[1.5, 1], [np.nan, 0]])
    assert table.feature_names == ["size", "color"]


def test_another_separator_and_quotes():
    """
    Semicolons separate where they are told to; quoted line ends belong to the cell.
    """
    table = load_csv(io.StringIO('x;"a\nb"\n1,5;1\n'), -1, separator=";")

    assert table.label_names == ["a\nb"]
    assert table.data.shape == (1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "<file object>: the file is empty."),
        ("x,a\n1\n", "<file object>, line 2: expected 2 cells, got 1."),
        ("x,a\n1,2\n", "<file object>, line 2: label 'a' must be 0 or 1, got 2."),
        ("x,a\n1,\n", "<file object>, line 2: label 'a' is missing;"),
        ("x,a\n1,b\n2,c\n", "label 'a' must have the values 0 and 1, no and yes"),
        ("a,a\n1,1\n", "attribute 'a' is declared twice"),
        ('x,a\n"1,1\n', "unexpected end of data"),
    ],
)
def test_a_broken_table_is_named(text, message):
    """
    What a table must be, and where it is not.
    """
    with pytest.raises(FormatError) as error:
        load_csv(io.StringIO(text), -1)

    assert message in str(error.value)


def test_parquet_comes_back(tmp_path):
    """
    What dump_parquet writes, load_parquet reads, as arrays and as DataFrames.
    """
    pytest.importorskip("pyarrow", exc_type=ImportError)
    X, Y = np.array([[0.1, np.nan], [3, 4]]), np.array([[1, 0], [0, 1]])
    path = tmp_path / "toy.parquet"

    dump_parquet(X, Y, path, feature_names=["x", "y"], label_names=["a", "b"])
    arrays = load_parquet(path, ["a", "b"])
    frames = load_parquet(path, -2, as_frame=True)

    assert_array_equal(arrays.data, X)
    assert_array_equal(arrays.target, Y)
    assert_array_equal(frames.data, X)
    assert frames.target.columns.tolist() == ["a", "b"]
    (tmp_path / "no.parquet").write_bytes(b"PAR1 and then nonsense")
    with pytest.raises(FormatError, match=r"no\.parquet: not a Parquet file"):
        load_parquet(tmp_path / "no.parquet", 1)
