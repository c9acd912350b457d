"""Features and labels put together."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.datasets import FormatError
from tests.datasets.toys import DENSE, load


def test_missing_labels_can_be_refused_dropped_or_kept():
    """
    A label that is ? is an error with its line, a dropped row, or -1.
    """
    text = "@relation r\n@attribute x numeric\n@attribute a {0,1}\n@data\n\n1,?\n2,1\n"

    with pytest.raises(FormatError) as error:
        load(text, -1)
    dropped = load(text, -1, missing_labels="drop")
    kept = load(text, -1, missing_labels="keep")

    assert str(error.value) == (
        "<file object>, line 6: label 'a' is missing; missing_labels may be 'drop' or "
        "'keep'."
    )
    assert_array_equal(dropped.data, [[2]])
    assert_array_equal(dropped.target, [[1]])
    assert_array_equal(kept.target, [[-1], [1]])


def test_one_hot_gives_a_column_per_value():
    """
    nominal="onehot" splits what has more than two values, under telling names.
    """
    toy = load(DENSE, ["red_ball", "blue_ball"], nominal="onehot")

    assert toy.feature_names == [
        "size",
        "color=red",
        "color=green",
        "color=blue",
        "weight",
    ]
    assert_allclose(toy.data, [[1.5, 1, 0, 0, 10], [2, 0, 0, 1, np.nan]])


MIXED = """@relation r
@attribute c {red,green,blue}
@attribute z {red,green}
@attribute k {yes,no}
@attribute x numeric
@attribute one {solo}
@attribute a {0,1}
@data
"""


@pytest.mark.parametrize("nominal", ["ordinal", "onehot"])
def test_sparse_rows_mean_what_dense_ones_mean(nominal):
    """
    Left out values, missing ones, pairs and single values: the same numbers under the
    same names, and the same frames.
    """
    pytest.importorskip("pandas")
    dense = (
        "green,green,no,1.5,solo,1\nred,red,yes,0,solo,0\n"
        "blue,?,?,?,?,1\n?,red,no,2,solo,0\n"
    )
    sparse = (
        "{0 green,1 green,2 no,3 1.5,5 1}\n{2 yes}\n"
        "{0 blue,1 ?,2 ?,3 ?,4 ?,5 1}\n{0 ?,2 no,3 2}\n"
    )

    first, second = (load(MIXED + r, -1, nominal=nominal) for r in (dense, sparse))
    frames = [load(MIXED + rows, -1, as_frame=True) for rows in (dense, sparse)]

    assert_array_equal(second.data.toarray(), first.data)
    assert_array_equal(second.target, first.target)
    assert second.feature_names == first.feature_names
    assert frames[0].data.equals(frames[1].data)
    if nominal == "onehot":
        assert first.feature_names == [
            *("c=red", "c=green", "c=blue", "z", "k", "x", "one=solo")
        ]
        assert_array_equal(first.data[0], [0, 1, 0, 1, 0, 1.5, 1])


@pytest.mark.parametrize("row", ["{0 1.5,1 1}", "1.5,1"])
@pytest.mark.parametrize(
    ("dtype", "value"),
    [(np.int8, "1.5"), (np.int8, "?"), (np.float32, "1e300"), (bool, "2")],
)
def test_a_type_that_cannot_hold_the_features_is_an_error(row, dtype, value):
    """
    No value is cut off, nor a missing one made up: file, line, attribute and value.
    """
    head = "@relation r\n@attribute x numeric\n@attribute a {0,1}\n@data\n"
    good = row.replace("1.5", "1")
    text = f"{head}{good}\n\n{row.replace('1.5', value)}\n{good}\n"
    shown = {"?": "nan", "1e300": "1e+300"}.get(value, value)

    with pytest.raises(FormatError) as error:
        load(text, -1, dtype=dtype)

    assert str(error.value) == (
        f"<file object>, line 7: attribute 'x' has the value {shown}, which dtype "
        f"{np.dtype(dtype)} cannot hold."
    )


@pytest.mark.parametrize("dtype", [np.int8, np.float32, bool, int])
def test_a_type_that_can_hold_the_features_is_given(dtype):
    """
    The features have the type asked for, dense or sparse.
    """
    for rows in ("1,0\n0,1\n", "{0 1}\n{1 1}\n"):
        head = "@relation r\n@attribute x numeric\n@attribute a {0,1}\n@data\n"
        assert load(head + rows, -1, dtype=dtype).data.dtype == dtype


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dtype": str}, "dtype must be of real numbers, got <U0."),
        (
            {"missing_labels": "skip"},
            "missing_labels must be one of ('error', 'drop', 'keep'), got 'skip'.",
        ),
        ({"nominal": 1}, "nominal must be one of ('ordinal', 'onehot'), got 1."),
    ],
)
def test_options_are_checked(options, message):
    """
    What an option must be, and what it was.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        load(DENSE, ["red_ball"], **options)
