import re

import pytest

from mlclf.compare._data import load_data
from mlclf.compare._predictor import Predictor

pytest.importorskip("skops", reason="reads and writes .skops files")

HEADER = 'weight,color,"rock, old",jazz'
ROWS = ["1,red,1,0", "2,red,1,0", "3,blue,0,1", "4,blue,0,1", ",blue,0,1", "6,red,1,0"]


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "songs.csv"
    path.write_text("\n".join([HEADER, *ROWS * 5]) + "\n")
    return path


@pytest.fixture
def predictor(csv):
    """A method trained on text and numbers, one missing."""
    return Predictor.train(load_data(csv, -2), "BinaryRelevance", 0)


def test_text_and_gaps_are_taken_care_of(predictor, csv, tmp_path):
    """
    Colors tell the labels; a new color is no error; the header names the labels.
    """
    path = tmp_path / "new.csv"
    path.write_text("weight,color\n2,red\n2,blue\n2,green\n")

    lines = predictor.predict_lines(path)

    assert lines[0] == '"rock, old",jazz'
    assert lines[1:3] == ["1,0", "0,1"]
    assert len(lines) == 4
    assert predictor.evaluate(str(csv), ["subset_accuracy"])["subset_accuracy"] == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,two", " must hold numbers in column 'b', as in training, got text."),
        ("1,", ": Input X contains NaN."),
    ],
)
def test_what_a_method_cannot_read_is_said_with_the_file(tmp_path, row, message):
    """
    Text, or nothing, where the training file had numbers.
    """
    path = tmp_path / "numbers.csv"
    path.write_text("\n".join(["a,b,sun,sea", *["1,2,1,0", "3,1,0,1"] * 20]) + "\n")
    predictor = Predictor.train(load_data(path, -2), "MLkNN", 0)
    other = tmp_path / "other.csv"
    other.write_text(f"a,b\n{row}\n")

    with pytest.raises(ValueError, match=re.escape(f"{other}{message}")):
        predictor.predict_lines(other)


def test_probabilities_and_names(predictor, tmp_path):
    """
    Probabilities to six digits; names of labels quoted where they must be.
    """
    path = tmp_path / "new.csv"
    path.write_text("weight,color\n2,red\n")

    assert predictor.predict_lines(path, "names") == ["labels", '"rock, old"']
    _, line = predictor.predict_lines(path, "proba")
    first, second = map(float, line.split(","))
    assert first > 0.5 > second


def test_it_survives_a_file(predictor, csv, tmp_path):
    """
    Encoding, names and method come back.
    """
    predictor.dump(tmp_path / "model.skops")

    loaded = Predictor.load(tmp_path / "model.skops")

    assert loaded.predict_lines(csv, "proba") == predictor.predict_lines(csv, "proba")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("weight", "must have 2 features, as in training, got 1."),
        (
            "color,weight",
            "must have 'weight' as feature 0, as in training, got 'color'.",
        ),
    ],
)
def test_other_features_are_refused(predictor, tmp_path, header, message):
    """
    Columns in another order would be taken for one another.
    """
    path = tmp_path / "new.csv"
    path.write_text(f"{header}\n" + ",".join("1" * len(header.split(","))) + "\n")

    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        predictor.predict_lines(path)

    assert str(error.value) == f"{path} {message}"
