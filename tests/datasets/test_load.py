"""One loader for every format."""

import gzip
import io

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.datasets import (
    FormatError,
    dump_arff,
    dump_csv,
    dump_parquet,
    dump_svmlight,
    dump_xmc,
    load,
)
from mlclf.datasets._load import recognize
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
