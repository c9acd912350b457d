"""Paths and file objects, compressed or not."""

import gzip
import io
import lzma
from bz2 import compress as bz2_compress

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.datasets import DatasetError, FormatError, load_arff
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
