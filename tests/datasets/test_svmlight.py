"""Multi-label svmlight files."""

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_svmlight_file

from mlclf.datasets import (
    FormatError,
    dump_svmlight,
    fetch_dataset,
    load_arff,
    load_svmlight,
)
from tests.datasets.real import ROOT, needs_data
from tests.datasets.round_trips import data_sets, dense


@settings(max_examples=200)
@given(data_sets(min_features=1))
def test_what_is_written_is_read(data):
    """
    Numbers to the last bit, empty rows, unused features and labels come back.
    """
    X, Y, _, _ = data
    stream = io.BytesIO()

    dump_svmlight(X, Y, stream)
    stream.seek(0)
    back = load_svmlight(stream)

    assert_array_equal(back.data.toarray(), dense(X))
    assert_array_equal(back.target, Y)


def test_it_reads_what_scikit_learn_reads(tmp_path):
    """
    The matrix is scikit-learn's, the labels are its tuples.
    """
    path = tmp_path / "toy.txt"
    path.write_text("2,3 1:0.25 4:-1e-3 # comment\n0 2:7\n1,2 5:1\n")
    X, labels = load_svmlight_file(str(path), multilabel=True)

    toy = load_svmlight(path)

    assert_array_equal(toy.data.toarray(), X.toarray())
    assert [tuple(np.flatnonzero(row)) for row in toy.target] == [
        tuple(map(int, row)) for row in labels
    ]


@pytest.mark.parametrize(
    ("text", "options", "columns"),
    [
        ("0 1:5 3:6\n", {}, [5, 0, 6]),
        ("0 0:5 2:6\n", {}, [5, 0, 6]),
        ("0 1:5 3:6\n", {"zero_based": True}, [0, 5, 0, 6]),
        ("#num_feature=5 num_label=2\n0 1:5 3:6\n", {}, [0, 5, 0, 6, 0]),
        ("0 3:6 1:5\n", {"n_features": 4}, [5, 0, 6, 0]),
    ],
)
def test_features_count_from_0_or_from_1(text, options, columns):
    """
    The header, an index 0, or the caller says where counting begins.
    """
    toy = load_svmlight(io.BytesIO(text.encode()), **options)

    assert_array_equal(toy.data.toarray(), [columns])


def test_labels_can_count_from_1():
    """
    zero_based_labels=False makes label 1 the first column.
    """
    toy = load_svmlight(io.BytesIO(b"1,3 1:1\n"), zero_based_labels=False)

    assert_array_equal(toy.target, [[1, 0, 1]])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_without_labels_begins_with_a_blank_or_a_feature(end):
    """
    Both are rows; an empty line is none.
    """
    text = end.join(["0 1:1", " 1:2", "1:3", "", "0", " "]) + end

    toy = load_svmlight(io.BytesIO(text.encode()))

    assert_array_equal(toy.target.ravel(), [1, 0, 0, 1, 0])
    assert_array_equal(toy.data.toarray().ravel(), [1, 2, 3, 0, 0])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x 1:1", "line 2: labels must be numbers and commas, got 'x'."),
        ("1,,2 1:1", "line 2: labels must be numbers and commas, got '1,,2'."),
        ("1 2", "line 2: a feature must be index:value, got '2'."),
        ("1 2:", "line 2: a feature must be index:value, got '2:'."),
        ("1 2:x", "line 2: a feature must be index:value, got '2:x'."),
        ("1 -2:1", "line 2: a feature must be index:value, got '-2:1'."),
        ("1 2: 1", "line 2: a feature must be index:value, got '2:'."),
        ("1 2:1 2:2", "line 2: a feature index occurs twice."),
        ("1 qid:3 2:2", "line 2: a feature must be index:value, got 'qid:3'."),
    ],
)
def test_a_broken_line_is_named(line, message):
    """
    File, line, what was expected and what was there.
    """
    with pytest.raises(FormatError) as error:
        load_svmlight(io.BytesIO(f"0 1:1\n{line}\n0 3:1\n".encode()))

    assert str(error.value) == f"<file object>, {message}"


def test_an_index_outside_the_sizes_is_an_error():
    """
    Sizes that are given are kept to, and absurd ones take no memory.
    """
    with pytest.raises(FormatError, match="feature 3 is outside the 3 that there are"):
        load_svmlight(io.BytesIO(b"0 3:1\n"), n_features=3, zero_based=True)
    with pytest.raises(FormatError, match="are more than 100000000"):
        load_svmlight(io.BytesIO(b"0 123456789012:1\n"))
    with pytest.raises(FormatError, match="too many for a dense target"):
        load_svmlight(io.BytesIO(b"99999999 1:1\n" * 6))


@needs_data
def test_the_real_yeast_equals_mulans():
    """
    LIBSVM's two files of yeast are MULAN's, row by row, features to 1e-5.
    """
    for split in ("train", "test"):
        X, y = fetch_dataset("yeast", split=split, return_X_y=True)

        yeast = load_svmlight(ROOT / "yeast" / "libsvm" / f"yeast_{split}.txt")

        assert_allclose(yeast.data.toarray(), X, atol=1e-5)
        assert_array_equal(yeast.target, y)


@needs_data
@pytest.mark.parametrize(
    ("file", "shape"),
    [
        ("bibtex/lsml/Bibtex_test_leml.txt", (2515, 1836, 159)),
        ("delicious/lsml/Delicious_test_leml.txt", (3185, 500, 983)),
    ],
)
def test_the_real_files_with_a_header(file, shape):
    """
    Counted from 0, sizes from the header, mixed line ends, rows without labels.
    """
    bunch = load_svmlight(ROOT / file)

    assert (*bunch.data.shape, bunch.target.shape[1]) == shape
    if "Bibtex" in file:
        mulan = load_arff(ROOT / "bibtex" / "mulan" / "bibtex.arff")
        rows = {x.tobytes() for x in (mulan.data.toarray() > 0)}
        assert all(x.tobytes() in rows for x in (bunch.data.toarray() > 0))
    else:
        assert (bunch.target.sum(axis=1) == 0).sum() == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"zero_based": "yes"}, "zero_based must be a bool or 'auto', got 'yes'."),
        ({"n_features": -1}, "n_features must be a whole number from 0, got -1."),
        ({"n_labels": 2.5}, "n_labels must be a whole number from 0, got 2.5."),
    ],
)
def test_options_are_checked(options, message):
    """
    What an option must be, and what it was.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        load_svmlight(io.BytesIO(b"0 1:1\n"), **options)
