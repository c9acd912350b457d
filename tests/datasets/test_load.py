"""One loader for every format."""

import gzip
import io

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.datasets import (
    FormatError,
    describe_labels,
    dump_arff,
    dump_csv,
    dump_parquet,
    dump_svmlight,
    dump_xmc,
    load,
)
from mlclf.datasets._files import open_source
from mlclf.datasets._load import recognize
from tests.datasets.real import ROOT, needs_data
from tests.datasets.round_trips import dense

X, Y = np.array([[0.5, 0], [2, 1]]), np.array([[1, 0, 1], [0, 1, 0]])
WRITERS = {
    "arff": lambda path: dump_arff(X, Y, path, format="meka"),
    "csv": lambda path: dump_csv(X, Y, path),
    "svmlight": lambda path: dump_svmlight(X, Y, path),
    "xmc": lambda path: dump_xmc(X, Y, path),
    "parquet": lambda path: dump_parquet(X, Y, path),
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_the_content_tells_the_format(tmp_path, kind, suffix):
    """
    Whatever the file is called, each format is recognized and comes back.
    """
    if kind == "parquet":
        pytest.importorskip("pyarrow", exc_type=ImportError)
    path = tmp_path / f"data{suffix}"
    WRITERS[kind](path)

    bunch = load(path, -3 if kind in ("csv", "parquet") else None)

    assert recognize(path) == kind
    assert_array_equal(dense(bunch.data), X)
    assert_array_equal(dense(bunch.target), Y)


def test_a_file_object_is_put_back():
    """
    Looking at the beginning does not lose it.
    """
    stream = io.BytesIO(b"0 0:1\n")

    assert recognize(stream) == "svmlight"
    assert load(stream).data.shape == (1, 1)


@pytest.mark.parametrize("text", [b"", b"\x89PNG\r\n", b"hello\nworld\n"])
def test_an_unknown_format_is_said(text):
    """
    What no reader can read is an error with its beginning.
    """
    with pytest.raises(FormatError, match="no known format begins with"):
        load(io.BytesIO(gzip.compress(text)))


def test_a_table_needs_to_be_told_its_labels():
    """
    A CSV file does not say which columns are labels.
    """
    with pytest.raises(FormatError, match="labels must be a count or a list of names"):
        load(io.BytesIO(b"a,b\n1,2\n"))


def test_labels_of_other_formats_cannot_be_chosen():
    """
    svmlight and XMC files know their labels.
    """
    with pytest.raises(
        ValueError, match="labels must be None for a file of the format"
    ):
        load(io.BytesIO(b"0 0:1\n"), 3)


def plain_counts(path):
    """Return n, labels per row and labelsets of a text file, by the simplest loop."""
    with open_source(path) as source:
        lines = source.read().decode().replace("\r\n", "\n").split("\n")[:-1]
    if ":" not in lines[0] or lines[0].startswith("#"):
        lines = lines[1:]
    firsts = [line.split(" ")[0] for line in lines]
    sets = [
        frozenset(f.split(",")) if f and ":" not in f else frozenset() for f in firsts
    ]
    return len(sets), sum(map(len, sets)) / len(sets), len({*sets})


@needs_data
@pytest.mark.parametrize(
    ("file", "shape"),
    [
        ("yeast/libsvm/yeast_train.txt", (1500, 103, 14)),
        ("yeast/libsvm/yeast_test.txt", (917, 103, 14)),
        ("bibtex/lsml/Bibtex_test_leml.txt", (2515, 1836, 159)),
        ("delicious/lsml/Delicious_test_leml.txt", (3185, 500, 983)),
        ("bibtex/converted/Bibtex_data.converted.txt.gz", (7395, 1836, 159)),
        ("rcv1v2/converted/rcv1subset1.repaired.txt.gz", (6000, 47236, 101)),
    ],
)
def test_statistics_of_the_text_files(file, shape):
    """
    Every file of the catalogue that is not ARFF has its size there, and the
    cardinality and the labelsets that a plain loop counts.
    """
    n, cardinality, labelsets = plain_counts(ROOT / file)

    bunch = load(ROOT / file)
    statistics = describe_labels(bunch.target)

    assert (*bunch.data.shape, bunch.target.shape[1]) == shape
    assert n == shape[0]
    assert statistics.cardinality == pytest.approx(cardinality)
    assert statistics.n_labelsets == labelsets
