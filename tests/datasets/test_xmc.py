"""Text files of the Extreme Classification repository."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError, dump_xmc, load_arff, load_xmc, load_xmc_split
from tests.datasets.real import ROOT, needs_data
from tests.datasets.round_trips import data_sets, dense


@settings(max_examples=200)
@given(data_sets())
def test_what_is_written_is_read(data):
    """
    Numbers to the last bit, empty rows, unused features and labels come back.
    """
    X, Y, _, _ = data
    stream = io.BytesIO()

    dump_xmc(X, Y, stream)
    stream.seek(0)
    back = load_xmc(stream)

    assert_array_equal(back.data.toarray(), dense(X))
    assert_array_equal(back.target.toarray(), Y)


def test_split_files_name_rows_from_1():
    """
    Column k of the two files is the k-th split, as row numbers from 0.
    """
    toy = load_xmc(
        io.BytesIO(b"3 2 2\n0 0:1\n1 1:1\n0,1 1:2\n"),
        train_split=io.BytesIO(b"3 1\n1 2\n"),
        test_split=io.BytesIO(b"2 3\n"),
        column=1,
    )

    assert_array_equal(toy.train_index, [0, 1])
    assert_array_equal(toy.test_index, [2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "0 0:1\n",
            "line 1: the first line must be 'n_samples n_features n_labels', got",
        ),
        ("", "line 1: the first line must be"),
        ("3 2 2\n0 0:1\n", "the first line says 3 rows, there are 1."),
        ("1 2 2\n0 0:1\n1 1:1\n", "the first line says 1 rows, there are 2."),
        ("1 2 2\n0 5:1\n", "feature 5 is outside the 2 that there are."),
        ("1 2 2\n7 0:1\n", "label 7 is outside the 2 that there are."),
        ("1 2 2\n0 0:1 0:2\n", "line 2: a feature index occurs twice."),
        ("1 999999999 2\n0 0:1\n", "999999999 features are more than"),
    ],
)
def test_a_broken_file_is_named(text, message):
    """
    The first line is held against the rest.
    """
    with pytest.raises(FormatError) as error:
        load_xmc(io.BytesIO(text.encode()))

    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"1\n4\n", "row numbers must lie between 1 and 3, got 1 to 4."),
        (b"0\n", "row numbers must lie between 1 and 3, got 0 to 0."),
        (b"a\n", "not a split file"),
        (b"\n# 1\n", "the split file is empty."),
        (b"1 2\n3\n", "not a split file"),
    ],
)
def test_a_broken_split_file_is_named(text, message):
    """
    Row numbers outside the data are an error, not a wrong row.
    """
    with pytest.raises(FormatError) as error:
        load_xmc_split(io.BytesIO(text), n_samples=3)

    assert message in str(error.value)


@needs_data
def test_the_real_bibtex_equals_the_arff():
    """
    The converted file holds the rows of bibtex.arff.
    """
    path = next((ROOT / "bibtex" / "converted").glob("*.txt.gz"))
    mulan = load_arff(ROOT / "bibtex" / "mulan" / "bibtex.arff")

    bibtex = load_xmc(path)

    assert (bibtex.data != mulan.data).nnz == 0
    assert_array_equal(bibtex.target.toarray(), mulan.target)


@needs_data
def test_the_real_rcv1_has_its_size():
    """
    6,000 rows, 47,236 features, 101 labels.
    """
    X, y = load_xmc(
        next((ROOT / "rcv1v2" / "converted").glob("*.txt.gz")), return_X_y=True
    )

    assert (*X.shape, y.shape[1]) == (6000, 47236, 101)


@needs_data
@pytest.mark.parametrize("column", [0, 9])
def test_the_real_splits_are_partitions(column):
    """
    Each of the ten splits of delicious holds every row once.
    """
    folder = ROOT / "delicious" / "xmc"

    train = load_xmc_split(folder / "delicious_trSplit.txt", column)
    test = load_xmc_split(folder / "delicious_tstSplit.txt", column)

    assert_array_equal(np.sort(np.append(train, test)), np.arange(16105))
