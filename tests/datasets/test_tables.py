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


def test_the_line_of_an_error_is_that_of_the_file():
    """
    Blank lines and line ends within quotes are counted.
    """
    text = 'x,color,a\n1,red,1\n\n2,"b\nb",1\n\n3,red,7\n'

    with pytest.raises(FormatError, match="line 7: label 'a' must be 0 or 1, got 7"):
        load_csv(io.StringIO(text), -1)


def test_an_underscore_is_no_part_of_a_number():
    """
    1_0 is a word, in CSV as in ARFF.
    """
    table = load_csv(io.StringIO("x,a\n1_0,1\n2_0,0\n"), -1)

    assert table.categories == {"x": ["1_0", "2_0"]}


@settings(max_examples=50)
@given(data_sets(missing=True, min_features=1))
def test_parquet_is_read_as_it_is_written(data):
    """
    Numbers to the last bit, missing values, labels and names come back.
    """
    pytest.importorskip("pyarrow", exc_type=ImportError)
    X, Y, features, labels = data
    stream = io.BytesIO()

    dump_parquet(X, Y, stream, feature_names=features, label_names=labels)
    back, frames = (
        load_parquet(
            io.BytesIO(stream.getvalue()),
            -len(labels),
            missing_labels="keep",
            as_frame=as_frame,
        )
        for as_frame in (False, True)
    )

    assert_array_equal(back.data, dense(X))
    assert_array_equal(back.target, Y)
    assert_array_equal(frames.data, dense(X))
    assert_array_equal(frames.target, Y)
    assert (back.feature_names, back.label_names) == (features, labels)


def test_missing_labels_of_parquet_can_be_dropped(tmp_path):
    """
    Their rows go, of arrays and of DataFrames.
    """
    pytest.importorskip("pyarrow", exc_type=ImportError)
    path = tmp_path / "toy.parquet"
    dump_parquet([[1.0], [2.0], [3.0]], [[1], [-1], [0]], path)

    with pytest.raises(FormatError, match="line 2: label 'label0' is missing"):
        load_parquet(path, -1)
    for as_frame in (False, True):
        toy = load_parquet(path, -1, missing_labels="drop", as_frame=as_frame)
        assert_array_equal(toy.data, [[1], [3]])
        assert_array_equal(toy.target, [[1], [0]])
