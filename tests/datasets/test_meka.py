"""MEKA's options in the relation name."""

import pytest
from numpy.testing import assert_array_equal

from tests.datasets.toys import load


@pytest.mark.parametrize(
    ("relation", "name", "labels"),
    [
        ("'toy: -C 1'", "toy", ["a"]),
        ("'toy: -C -1'", "toy", ["c"]),
        ("'toy -C -2'", "toy", ["b", "c"]),
        ('"toy: -C 2 -R"', "toy", ["a", "b"]),
        ("toy: -C 2", "toy", ["a", "b"]),
        ("'toy' -C 2", "toy", ["a", "b"]),
        ("'toy: -C 1 -I 0-weka.filters.unsupervised.Remove-R1-45'", "toy", ["a"]),
        ("'-C 2'", "", ["a", "b"]),
    ],
)
def test_meka_says_in_the_relation_name_how_many_labels(relation, name, labels):
    """
    -C n is the first n attributes, -C -n the last n, however the name is written.
    """
    text = "@attribute a {0,1}\n@attribute b {0,1}\n@attribute c {0,1}\n@data\n1,0,1\n"

    toy = load(f"@relation {relation}\n{text}")

    assert toy.label_names == labels
    assert toy.name == name


def test_meka_split_number_is_the_training_part():
    """
    -split-number n makes the first n rows the training rows.
    """
    toy = load(
        "@relation 'toy: -C 1 -split-number 2'\n@attribute a {0,1}\n"
        "@attribute x numeric\n@data\n1,0\n0,1\n0,3\n"
    )

    assert_array_equal(toy.train_index, [0, 1])
    assert_array_equal(toy.test_index, [2])
