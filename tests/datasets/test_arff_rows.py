"""The meaning of ARFF rows."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.datasets import FormatError
from tests.datasets.toys import DENSE, SPARSE, load


def test_a_sparse_file_gives_csr():
    """
    Unsorted indices, explicit zeros, empty rows: the matrix has the declared shape.
    """
    toy = load(SPARSE)

    assert sp.issparse(toy.data)
    assert toy.data.format == "csr"
    assert_allclose(toy.data.toarray(), [[2.5, 0, 1], [0, 0, 0], [np.nan, 0, 0]])
    assert toy.data.nnz == 3
    assert toy.data.has_sorted_indices


def test_what_a_sparse_row_leaves_out_is_the_first_value():
    """
    As in Weka, a nominal value left out of a sparse row is the first one declared.
    """
    assert_array_equal(load(SPARSE).target, [[1, 0], [0, 1], [0, 1]])


def test_instance_weights_are_kept():
    """
    {w} after a row is its weight; rows without one weigh 1.
    """
    dense = load("@relation r\n@attribute a {0,1}\n@data\n1,{2.5}\n0\n", 1)
    sparse = load("@relation r\n@attribute a {0,1}\n@data\n{0 1},{0.5}\n{}\n", 1)

    assert_array_equal(dense.sample_weight, [2.5, 1])
    assert_array_equal(sparse.sample_weight, [0.5, 1])
    assert load(DENSE, ["red_ball"]).sample_weight is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,red,1,10\n", "line 9: expected 5 values, got 4."),
        ("1,red,1,10,0,7\n", "line 9: expected 5 values, got 6."),
        (
            "x,red,1,10,0\n",
            "line 9: 'x' is not a number, the value of attribute 'size'.",
        ),
        (
            "1_0,red,1,10,0\n",
            "line 9: '1_0' is not a number, the value of attribute 'size'.",
        ),
        (
            "1,pink,1,10,0\n",
            "line 9: 'pink' is not a declared value of attribute 'color'.",
        ),
        ("1,'red,1,10,0\n", 'line 9: a quote does not close: "\'red".'),
        ("{0 1,9 1}\n", "line 9: index 9 is outside the 5 attributes."),
        ("{0 1,0 2}\n", "line 9: index 0 occurs twice."),
        ("{0 1,\n", "line 9: expected 'index value' pairs, got ''."),
        ("{0 1} x\n", "line 9: unexpected text after the row: 'x'."),
    ],
)
def test_a_broken_row_is_named_with_its_line(text, message):
    """
    What a row must be, what it was, and where.
    """
    with pytest.raises(FormatError) as error:
        load(DENSE.split("1.5")[0] + text, ["red_ball", "blue_ball"])

    assert str(error.value) == f"<file object>, {message}"
