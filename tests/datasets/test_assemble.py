"""Features and labels put together."""

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
