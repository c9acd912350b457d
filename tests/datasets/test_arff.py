"""Loading whole files: every real one has its published statistics."""

import io
import tracemalloc

import numpy as np
import pytest
import scipy.sparse as sp

from mlclf.datasets import FormatError, iter_arff, load_arff
from tests.datasets.real import ROOT, index_rows, needs_data


@needs_data
@pytest.mark.parametrize("row", index_rows(), ids=lambda row: row[0])
def test_statistics_are_the_published_ones(row):
    """
    Samples, features, labels, cardinality and labelsets equal the catalogue's.
    """
    file, labels, n, d, L, cardinality, labelsets = row

    bunch = load_arff(ROOT / file, labels)

    assert bunch.data.shape == (n, d)
    assert bunch.target.shape == (n, L)
    assert bunch.target.sum() / n == pytest.approx(cardinality, abs=6e-5)
    assert len(np.unique(bunch.target, axis=0)) == labelsets


@pytest.mark.parametrize("row", ["1,0", "{0 1,1 1}"])
@pytest.mark.parametrize("between", ["", "\n", "% comment\n"])
def test_a_broken_row_far_down_is_named_with_its_line(row, between):
    """
    The line is right behind megabytes of rows, blank lines and comments.
    """
    header = "@relation r\n@attribute x numeric\n@attribute a {0,1}\n@data\n"
    text = header + (row + "\n" + between) * 60_000 + "oops\n" + row + "\n"
    line = 5 + 60_000 * (2 if between else 1)

    with pytest.raises(FormatError, match=f"file object>, line {line}: expected"):
        load_arff(io.BytesIO(text.encode()), -1)


def test_comments_before_the_first_row_do_not_tell_the_kind():
    """
    However long the comments are, sparse rows behind them are sparse.
    """
    header = "@relation r\n@attribute x numeric\n@attribute a {0,1}\n@data\n"
    text = header + "% comment\n" * 50_000 + "{0 1,1 1}\n"

    toy = load_arff(io.BytesIO(text.encode()), -1)

    assert sp.issparse(toy.data)
    assert toy.data.shape == (1, 1)


@pytest.mark.parametrize("n_rows", [0, 1])
def test_few_rows_are_enough(n_rows):
    """
    No row, or one, gives arrays of the right shape.
    """
    header = "@relation r\n@attribute x numeric\n@attribute a {0,1}\n@data\n"

    toy = load_arff(io.StringIO(header + "1,0\n" * n_rows), -1)

    assert toy.data.shape == (n_rows, 1)
    assert toy.target.shape == (n_rows, 1)


@pytest.mark.parametrize("chunk_rows", [0, 2.5, "many"])
def test_the_size_of_a_piece_is_checked(chunk_rows):
    """
    Pieces have at least one row.
    """
    message = f"^chunk_rows must be a whole number from 1, got {chunk_rows}.$"

    with pytest.raises(ValueError, match=message):
        next(iter_arff(io.StringIO(""), chunk_rows=chunk_rows))


@pytest.mark.parametrize("row", ["1.5,2.5,1,0", "{0 1.5,1 2.5,2 1}"])
def test_pieces_of_a_long_file_need_little_memory(row):
    """
    Four times the rows take no more memory to go through.
    """
    head = "".join(f"@attribute {name} numeric\n" for name in "wxyz")

    def peak(n_rows):
        stream = io.BytesIO(
            f"@relation r\n{head}@data\n{(row + chr(10)) * n_rows}".encode()
        )
        tracemalloc.start()
        n_seen = sum(len(p.target) for p in iter_arff(stream, -2, chunk_rows=1000))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert n_seen == n_rows
        return most

    assert peak(160_000) < 1.1 * peak(40_000)
