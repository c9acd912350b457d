"""Which attributes are labels."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.datasets import FormatError, load_arff
from tests.datasets.toys import DENSE, XML, load


def test_labels_are_taken_out_wherever_they_stand():
    """
    Scattered label columns come out in file order; the rest are the features.
    """
    toy = load(DENSE, ["blue_ball", "red_ball"])

    assert toy.label_names == ["red_ball", "blue_ball"]
    assert toy.feature_names == ["size", "color", "weight"]
    assert_array_equal(toy.target, [[1, 0], [0, 1]])
    assert toy.target.dtype == np.int32
    assert_allclose(toy.data, [[1.5, 0, 10], [2, 2, np.nan]])
    assert toy.DESCR == "a toy"


@pytest.mark.parametrize("count", [2, -2])
def test_a_count_takes_the_first_or_the_last_attributes(count):
    """
    labels=2 takes the first two attributes, labels=-2 the last two.
    """
    text = "@relation r\n@attribute a {0,1}\n@attribute b {0,1}\n@attribute c {0,1}\n"

    toy = load(text + "@data\n1,0,1\n", count)

    assert toy.label_names == (["a", "b"] if count > 0 else ["b", "c"])


def test_the_xml_beside_the_file_wins_over_minus_c(tmp_path):
    """
    toy.xml names the labels of toy-train.arff; -C in the relation is not asked.
    """
    path = tmp_path / "toy-train.arff"
    path.write_text(
        "@relation 'toy: -C 2'\n@attribute a {0,1}\n@attribute b {0,1}\n"
        "@attribute c {0,1}\n@data\n1,0,0\n"
    )
    (tmp_path / "toy.xml").write_text(XML)
    (tmp_path / "toy-other.xml").write_text(XML.replace('"a"', '"b"'))

    toy = load_arff(path)

    assert toy.label_names == ["a", "c"]
    assert_array_equal(toy.label_parents, [1, -1])


def test_an_xml_label_that_the_file_lacks_is_an_error(tmp_path):
    """
    An unknown label in the XML is named, with both files.
    """
    (tmp_path / "toy.xml").write_text(XML.replace('"a"', '"z"'))

    with pytest.raises(FormatError) as error:
        load(DENSE, tmp_path / "toy.xml")

    assert str(error.value) == (
        f"<file object>: label 'c' of {tmp_path / 'toy.xml'} is not among the "
        "5 attributes."
    )


@pytest.mark.parametrize(
    "values", ["{0,1}", "{1,0}", "{FALSE,TRUE}", "{YES, NO}", "{ no , yes }", "numeric"]
)
def test_label_values_have_a_meaning(values):
    """
    1, TRUE and YES are on, whatever the order of the declaration.
    """
    on, off = (
        ("1", "0")
        if values in ("{0,1}", "{1,0}", "numeric")
        else ("TRUE", "FALSE")
        if "TRUE" in values
        else ("yes", "no")
        if "yes" in values
        else ("YES", "NO")
    )

    toy = load(f"@relation r\n@attribute a {values}\n@data\n{on}\n{off}\n", 1)

    assert_array_equal(toy.target, [[1], [0]])


def test_labels_nobody_names_are_an_error():
    """
    Without XML, -C and labels= the loader asks.
    """
    with pytest.raises(FormatError, match="cannot tell which attributes are labels"):
        load(DENSE)


def test_a_label_that_is_not_binary_is_an_error():
    """
    A label with other values than two opposite ones is refused by name.
    """
    with pytest.raises(FormatError) as error:
        load(DENSE, ["color"])

    assert str(error.value) == (
        "<file object>, line 4: label 'color' must have the values 0 and 1, no and yes "
        "or false and true, got {red, green, blue}."
    )


@pytest.mark.parametrize("labels", [[1], 1.5, ["red_ball", 4]])
def test_labels_of_another_type_are_an_error(labels):
    """
    Names, a count or a path: nothing else says what labels are.
    """
    with pytest.raises(TypeError) as error:
        load(DENSE, labels)

    assert str(error.value) == (
        "labels must be a count, a list of names or the path of an XML file, got "
        f"{labels!r}."
    )


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (6, "labels says 6 labels, but there are 5 attributes."),
        (["size", "size"], "label 'size' of labels is named twice."),
        (["no"], "label 'no' of labels is not among the 5 attributes."),
    ],
)
def test_labels_that_are_not_there_are_an_error(labels, message):
    """
    Too many, twice the same, or unknown.
    """
    with pytest.raises(FormatError) as error:
        load(DENSE, labels)

    assert str(error.value) == f"<file object>: {message}"
