"""Paths and file objects, compressed or not."""

import gzip
import io
import lzma
from bz2 import compress as bz2_compress

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.datasets import (
    DatasetError,
    FormatError,
    _files,
    dump_csv,
    iter_arff,
    load,
    load_arff,
    load_svmlight,
)
from tests.datasets.toys import DENSE


@pytest.mark.parametrize(
    "compress",
    [bytes, gzip.compress, bz2_compress, lzma.compress],
    ids=["plain", "gz", "bz2", "xz"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_compression_line_ends_and_byte_order_marks_do_not_matter(compress, end):
    """
    gz, bz2, xz, CRLF, CR, a byte order mark and a missing last newline change nothing.
    """
    text = "\ufeff" + DENSE.rstrip("\n").replace("\n", end)

    toy = load_arff(io.BytesIO(compress(text.encode())), ["red_ball", "blue_ball"])

    assert_allclose(toy.data, [[1.5, 0, 10], [2, 2, np.nan]])


def test_a_truncated_gz_is_a_format_error(tmp_path):
    """
    Half a compressed file says so, under its name.
    """
    path = tmp_path / "toy.arff.gz"
    path.write_bytes(gzip.compress(DENSE.encode() * 100)[:-30])

    with pytest.raises(FormatError, match=r"toy\.arff\.gz: the compressed data is"):
        load_arff(path, ["red_ball"])


def test_a_file_that_is_not_there_is_a_dataset_error(tmp_path):
    """
    A missing file is named.
    """
    with pytest.raises(DatasetError) as error:
        load_arff(tmp_path / "no.arff", 1)

    assert str(error.value) == f"{tmp_path / 'no.arff'} does not exist."


@pytest.mark.parametrize(
    "reader", [load, load_arff, load_svmlight, lambda f: next(iter_arff(f))]
)
def test_what_is_no_file_is_a_type_error(reader):
    """
    Text itself, or nothing, is not taken for a file.
    """
    with pytest.raises(
        TypeError, match=r"^path must be a path or a file object, got bytes\.$"
    ):
        reader(b"@relation r")


def test_a_text_stream_is_read_but_not_written():
    """
    Readers take text; writers write bytes, and say so.
    """
    with pytest.raises(
        TypeError, match=r"^the file object must be opened in binary mode\.$"
    ):
        dump_csv([[1]], [[1]], io.StringIO())


def test_a_folder_that_is_not_there_is_said(tmp_path):
    """
    The file that cannot be written is named, not a temporary one.
    """
    with pytest.raises(DatasetError) as error:
        dump_csv([[1]], [[1]], tmp_path / "no" / "toy.csv")

    assert str(error.value) == (
        f"{tmp_path / 'no' / 'toy.csv'} cannot be written: No such file or directory."
    )


@pytest.mark.parametrize("begin", [b"", b"@relation r\n@attribute a {0,1}\n@data\n"])
def test_a_line_without_end_is_given_up(monkeypatch, begin):
    """
    A packed file of zeros is refused when a line is longer than any should be.
    """
    monkeypatch.setattr(_files, "LONGEST", 10**6)
    bomb = gzip.compress(begin + b"1" * 10**7)

    with pytest.raises(FormatError, match="a line is longer than 1000000 bytes"):
        load_svmlight(io.BytesIO(bomb)) if not begin else load_arff(io.BytesIO(bomb), 1)
