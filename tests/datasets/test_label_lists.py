"""Lists of label names."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError, dump_label_lists, load_label_lists

SHAPES = st.tuples(st.integers(0, 5), st.integers(1, 4))


@given(hnp.arrays(np.int8, SHAPES, elements=st.integers(0, 1)))
def test_what_is_written_is_read(Y):
    """
    A matrix written as names comes back, samples without labels among them.
    """
    names = ["sun", "sea", "a b", "é"][: Y.shape[1]]
    stream = io.BytesIO()

    dump_label_lists(Y, stream, names)
    stream.seek(0)
    back, found = load_label_lists(stream, names)

    assert_array_equal(back, Y)
    assert found == names


def test_lists_need_no_file():
    """
    Names come out sorted, a label named twice is on once, sparse if asked for.
    """
    Y, names = load_label_lists([["b", "a", "b"], []], sparse_labels=True)

    assert names == ["a", "b"]
    assert_array_equal(Y.toarray(), [[1, 1], [0, 0]])


def test_an_unknown_label_is_named_with_its_line(tmp_path):
    """
    Where the labels are given, others are errors.
    """
    path = tmp_path / "labels.txt"
    path.write_text("a\na,c\n")

    with pytest.raises(FormatError) as error:
        load_label_lists(path, ["a", "b"])

    assert str(error.value) == (
        f"{path}, line 2: label 'c' is not among the 2 label names."
    )


def test_a_name_that_would_not_come_back_is_refused():
    """
    A name with the separator in it cannot be written.
    """
    with pytest.raises(ValueError, match="a label name must not be empty, nor contain"):
        dump_label_lists([[1]], io.BytesIO(), ["a,b"])


@pytest.mark.parametrize("lists", [["sea,sun"], [b"sea"], [5]])
def test_a_sample_is_a_list_of_labels(lists):
    """
    A string is not taken for the list of its letters.
    """
    with pytest.raises(TypeError) as error:
        load_label_lists(lists)

    assert str(error.value) == (
        f"each sample must have a list of labels, got {lists[0]!r}."
    )


def test_names_of_any_container_are_distinct():
    """
    An array of names will do; a name that occurs twice will not.
    """
    Y, _ = load_label_lists([["b"]], np.array(["a", "b"]))

    assert_array_equal(Y, [[0, 1]])
    message = r"^names must be distinct, got 'a' twice\.$"
    with pytest.raises(ValueError, match=message):
        load_label_lists([["a"]], ["a", "a"])
    with pytest.raises(ValueError, match=message):
        dump_label_lists([[1, 0]], io.BytesIO(), ["a", "a"])


def test_a_separator_is_needed():
    """
    Nothing separates nothing.
    """
    with pytest.raises(ValueError, match=r"^separator must not be empty\.$"):
        load_label_lists(io.BytesIO(b"a"), separator="")


@pytest.mark.parametrize(
    "line", ["a,b,", ",a,,b", "a, ,b", '["a", "b"]', ' ["b","a",""] \r']
)
def test_blanks_are_no_label_and_json_lists_are_read(line):
    """
    A separator too many makes no label, and brackets and quotes are in no name.
    """
    Y, names = load_label_lists(io.BytesIO(f"{line}\n[]\n,\n".encode()))

    assert names == ["a", "b"]
    assert_array_equal(Y, [[1, 1], [0, 0], [0, 0]])


def test_a_line_that_would_be_a_json_list_is_not_written():
    """
    A name in brackets comes back, except where it is a list of strings.
    """
    stream = io.BytesIO()
    dump_label_lists([[1], [0]], stream, ["[x"])
    stream.seek(0)

    assert load_label_lists(stream)[1] == ["[x"]
    with pytest.raises(ValueError, match="would be read as a JSON list"):
        dump_label_lists([[1]], io.BytesIO(), ['["x"]'])
