"""Column kinds and the lookup of nominal cells."""

import numpy as np
import pytest

from mlclf.datasets._arff_header import Attribute, Header
from mlclf.datasets._cells import Cells, NotPlain
from mlclf.datasets._numbers import to_buffer


def cells_of(*attributes):
    return Cells(Header("r", attributes, "", 0))


def test_columns_are_sorted_by_how_they_are_decoded():
    """
    Numbers, 0/1, short words and the rest are told apart.
    """
    cells = cells_of(
        Attribute("a", "numeric"),
        Attribute("b", "nominal", ("1", "0")),
        Attribute("c", "nominal", ("no", "yes")),
        Attribute("d", "nominal", ("no", "yes")),
        Attribute("e", "nominal", ("social_network", "web")),
        Attribute("f", "string"),
    )

    assert cells.numeric.tolist() == [True] + [False] * 5
    assert cells.binary.tolist() == [False, True] + [False] * 4
    assert cells.words[("no", "yes")].tolist() == [2, 3]
    assert cells.others == [4, 5]


def look_up(values, texts):
    text = ",".join(texts).encode() + b","
    buffer, words = to_buffer(text)
    ends = np.flatnonzero(buffer[: len(text)] == ord(","))
    starts = np.append(0, ends[:-1] + 1)
    return cells_of().codes(values, words, starts, ends - starts)


def test_words_are_looked_up():
    """
    A cell has the position of its value; ? and nothing are missing.
    """
    codes = look_up(("b", "a", "abcdefgh", "é"), ["a", "?", "abcdefgh", "", "b", "é"])

    np.testing.assert_array_equal(codes, [1, np.nan, 2, np.nan, 0, 3])


@pytest.mark.parametrize("text", ["c", "aa", "abcdefghi", "A"])
def test_an_undeclared_word_is_left_to_the_row_decoder(text):
    """
    What is not declared is not taken for something that is.
    """
    with pytest.raises(NotPlain):
        look_up(("a", "b", "abcdefgh"), ["a", text])
