"""The header of an ARFF file."""

import pytest
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError, _arff_header
from tests.datasets.toys import load


def test_names_and_values_may_be_quoted_and_escaped():
    """
    Quotes, commas, blanks, colons, escapes and tabs in names and values are read.
    """
    toy = load(
        "@relation r\n@attribute\t'50\\%'\tnumeric\n"
        '@attribute "a, b: c" {\'x y\',"z"}\n'
        "@attribute 'it\\'s' {0,1}\n@data\n 1\t,\t'x y' , 0\n2,z,1\n",
        -1,
    )

    assert toy.feature_names == ["50%", "a, b: c"]
    assert toy.label_names == ["it's"]
    assert_array_equal(toy.data, [[1, 0], [2, 1]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty."),
        ("PK\x03\x04", "an ARFF file begins with @relation, this one with "),
        ("@relation r\n@attribute a {0,1}\n", "there is no @data line."),
        ("@relation r\n@data\n", "there is no @attribute line before @data."),
        ("@relation r\n@attribute a {0,1\n@data\n", "do not end with '}'."),
        ("@relation r\n@attribute a {0,1} x\n@data\n", "text after the values of"),
        ("@relation r\n@attribute a float8\n@data\n", "the type of attribute 'a' must"),
        ("@relation r\n@attribute\n@data\n", "an attribute needs a name, got ''."),
        (
            "@relation r\n@attribute a {0,1}\n@attribute a {0,1}\n@data\n",
            "attribute 'a' is declared twice, first in line 2.",
        ),
        ("@relation r\nhello\n@data\n", "expected @relation, @attribute or @data"),
    ],
)
def test_a_broken_header_is_named(text, message):
    """
    What is wrong with a header is said, not guessed around.
    """
    with pytest.raises(FormatError) as error:
        load(text, 1)

    assert message in str(error.value)


def test_a_header_without_end_is_given_up(monkeypatch):
    """
    Where no @data comes, reading ends before memory does.
    """
    monkeypatch.setattr(_arff_header, "LONGEST", 10**6)

    with pytest.raises(
        FormatError, match=r"there is no @data line in 1000000 bytes\.$"
    ):
        load("@relation r\n" + "% and so on\n" * 10**6, 1)
