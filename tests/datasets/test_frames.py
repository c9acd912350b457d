"""DataFrames of what was loaded."""

import pytest

from mlclf.datasets import FormatError
from tests.datasets.toys import load


def test_frames_have_categories_dates_and_strings():
    """
    as_frame=True gives pandas types and the names of both sides.
    """
    pytest.importorskip("pandas")
    text = (
        "@relation r\n@attribute s string\n@attribute d date 'yyyy-MM-dd'\n"
        "@attribute c {u,v}\n@attribute a {0,1}\n@data\n'a b',2024-02-29,v,1\n?,?,?,0\n"
    )

    toy = load(text, -1, as_frame=True)

    assert toy.data["s"].tolist() == ["a b", None]
    assert str(toy.data["d"][0]) == "2024-02-29 00:00:00"
    assert toy.data["c"].tolist()[0] == "v"
    assert toy.data["c"].isna().tolist() == [False, True]
    assert toy.target.columns.tolist() == ["a"]
    with pytest.raises(FormatError, match="holds strings"):
        load(text, -1)


def test_dates_are_exact_to_the_millisecond():
    """
    In the first year, in the last, and with fractions of a second.
    """
    pytest.importorskip("pandas")
    text = (
        "@relation r\n@attribute d date 'yyyy-MM-dd HH:mm:ss.SSS'\n"
        "@attribute a {0,1}\n@data\n'2024-02-29 12:00:00.123',1\n"
        "'0001-01-01 00:00:00.001',1\n?,0\n'9999-12-31 23:59:59.999',1\n"
    )

    dates = load(text, -1, as_frame=True).data["d"]

    assert dates.to_numpy().astype("datetime64[ms]").astype(str).tolist() == [
        "2024-02-29T12:00:00.123",
        "0001-01-01T00:00:00.001",
        "NaT",
        "9999-12-31T23:59:59.999",
    ]
