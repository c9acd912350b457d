import gzip

import numpy as np
import pytest

from mlclf.compare._files import load_features, load_table, stem
from mlclf.datasets import FormatError

CSV = "length,color,rock,jazz\n1.5,red,1,0\n2.5,blue,0,1\n"
ARFF = """@relation songs
@attribute rock {0,1}
@attribute length numeric
@attribute color {red,green,blue}
@data
1,1.5,red
0,2.5,blue
"""


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "songs.csv"
    path.write_text(CSV)
    return path


@pytest.mark.parametrize("labels", [-2, ["rock", "jazz"]])
def test_csv_with_labels(csv, labels):
    """
    The last two columns, or two names; text stays text.
    """
    table = load_table(csv, labels)

    assert table["name"] == "songs"
    assert table["label_names"] == ["rock", "jazz"]
    np.testing.assert_array_equal(table["target"], [[1, 0], [0, 1]])
    assert table["data"]["color"].tolist() == ["red", "blue"]


def test_numbers_alone_are_an_array(tmp_path):
    """
    A CSV file of numbers, compressed.
    """
    path = tmp_path / "songs.csv.gz"
    path.write_bytes(gzip.compress(b"a,b,y\n1,2,0\n3,4,1\n"))

    table = load_table(path, -1)

    np.testing.assert_array_equal(table["data"], [[1, 2], [3, 4]])
    assert table["data"].dtype == float


def test_nominal_values_of_arff_are_columns(tmp_path):
    """
    No order is made up between colors.
    """
    path = tmp_path / "songs.arff"
    path.write_text(ARFF)

    table = load_table(path, 1)

    assert table["data"].shape == (2, 4)


def test_features_with_and_without_labels(tmp_path, csv):
    """
    A file to predict may have the labels or not; they are left out.
    """
    path = tmp_path / "songs.arff"
    path.write_text(ARFF)

    assert load_features(csv, ["rock", "jazz"])[1] == ["length", "color"]
    assert load_features(csv, ["funk"])[1] == ["length", "color", "rock", "jazz"]
    assert load_features(path, ["rock"])[0].shape == (2, 4)
    assert load_features(path, ["funk"])[0].shape == (2, 5)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (
            None,
            "labels must be a number of columns (negative: the last ones) or names, "
            "since a CSV file does not say which they are, got None.",
        ),
        (
            4,
            "labels must be a number of columns (negative: the last ones) or names, "
            "since a CSV file does not say which they are, got 4.",
        ),
        (["funk"], "label 'funk' is not among the 4 columns."),
        (["length"], "label 'length' must hold 0 and 1 only."),
    ],
)
def test_bad_labels_of_csv_are_refused(csv, labels, message):
    """
    The file is named, and what is wrong with it.
    """
    with pytest.raises(FormatError) as error:
        load_table(csv, labels)

    assert str(error.value) == f"{csv}: {message}"


def test_broken_csv(tmp_path):
    """
    A row with too many values, and an empty file.
    """
    path = tmp_path / "broken.csv"
    path.write_text("a,b\n1,2\n1,2,3\n")
    with pytest.raises(FormatError, match=r"broken\.csv.*line 3"):
        load_table(path, 1)

    path.write_text("")
    with pytest.raises(FormatError, match=r"broken\.csv"):
        load_table(path, 1)


def test_stem():
    """
    The name of a data set without what says how it is stored.
    """
    assert stem("a/b/yeast-train.arff.gz") == "yeast-train"
    assert stem("yeast") == "yeast"
