"""Writing ARFF: what is written is what is read."""

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from mlclf.datasets import dump_arff, iter_arff, load_arff
from tests.datasets.round_trips import data_sets, dense


@settings(max_examples=200)
@given(data_sets(missing=True), st.booleans(), st.integers(1, 3))
def test_what_is_written_is_read(data, weighted, chunk_rows):
    """
    Numbers to the last bit, missing values, labels, names and weights come back, as a
    whole and in pieces.
    """
    X, Y, features, labels = data
    weights = np.arange(len(Y)) + 0.5 if weighted and len(Y) else None
    stream = io.BytesIO()

    dump_arff(
        X,
        Y,
        stream,
        feature_names=features,
        label_names=labels,
        sample_weight=weights,
        format="meka",
    )
    back = load_arff(io.BytesIO(stream.getvalue()), missing_labels="keep")
    pieces = list(
        iter_arff(
            io.BytesIO(stream.getvalue()), chunk_rows=chunk_rows, missing_labels="keep"
        )
    )

    assert_array_equal(dense(back.data), dense(X))
    assert_array_equal(back.target, Y)
    assert (back.feature_names, back.label_names, back.name) == (
        features,
        labels,
        "data",
    )
    assert sp.issparse(back.data) == (sp.issparse(X) and len(Y) > 0)
    if weights is None:
        assert back.sample_weight is None
    else:
        assert_array_equal(back.sample_weight, weights)
    assert [len(p.target) for p in pieces] == [
        min(chunk_rows, len(Y) - i) for i in range(0, len(Y), chunk_rows)
    ]
    if pieces:
        assert_array_equal(np.vstack([dense(p.data) for p in pieces]), dense(X))
        assert_array_equal(np.vstack([p.target for p in pieces]), Y)


@settings(max_examples=100)
@given(data_sets(min_features=1), st.data())
def test_mulans_two_files_are_read_as_they_are_written(data, draw):
    """
    Numbers, labels, names of every kind and the tree of the labels come back.
    """
    X, Y, features, labels = data
    parents = [draw.draw(st.integers(-1, j - 1)) for j in range(len(labels))]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "toy.arff"
        dump_arff(
            X,
            Y,
            path,
            feature_names=features,
            label_names=labels,
            label_parents=parents,
        )
        back = load_arff(path)

    assert_array_equal(dense(back.data), dense(X))
    assert_array_equal(back.target, Y)
    assert (back.feature_names, back.label_names) == (features, labels)
    if max(parents) < 0:
        assert back.label_parents is None
    else:
        assert_array_equal(back.label_parents, parents)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_a_relation_comes_back_or_is_refused(name):
    """
    No name is taken for an option of MEKA's.
    """
    stream = io.BytesIO()
    try:
        dump_arff([[1]], [[1]], stream, name=name, format="meka")
    except ValueError:
        return

    back = load_arff(io.BytesIO(stream.getvalue()))

    assert (back.name, back.label_names) == (name, ["label0"])


@pytest.mark.parametrize("suffix", [".arff", ".arff.gz", ".arff.bz2", ".arff.xz"])
def test_mulan_gets_an_xml_beside_the_file(tmp_path, suffix):
    """
    The labels are named, and who is whose child, in toy.xml.
    """
    path = tmp_path / f"toy{suffix}"

    dump_arff([[1.5]], [[1, 0]], path, label_names=["a<b", "c"], label_parents=[-1, 0])
    back = load_arff(path)

    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, "toy.xml"]
    assert back.label_names == ["a<b", "c"]
    assert_array_equal(back.label_parents, [-1, 0])
    assert_array_equal(back.data, [[1.5]])


def test_a_data_frame_keeps_its_types(tmp_path):
    """
    Categories, dates, strings, numbers and missing values of a DataFrame come back.
    """
    pd = pytest.importorskip("pandas")
    colors = pd.CategoricalDtype(["red", "a'b", "z"])
    times = ["2024-02-29 12:00:00", None, "1999-01-01 00:00:00"]
    texts = ["it's, {fine}", None, "100%\n"]
    X = pd.DataFrame(
        {
            "color": pd.Series(["red", None, "a'b"], dtype=colors),
            "when": pd.to_datetime(pd.Series(times)),
            "text": pd.Series(texts, dtype=object),
            "size": [1.5, np.nan, -2e300],
            "flag": [True, False, True],
        }
    )
    y = pd.DataFrame({"a": [1, 0, 1], "b": [0, 0, 1]})

    dump_arff(X, y, tmp_path / "toy.arff")
    back = load_arff(tmp_path / "toy.arff", as_frame=True)

    assert back.target.astype(int).equals(y.astype(int))
    assert back.data["color"].dtype.categories.tolist() == ["red", "a'b", "z"]
    assert back.data["color"].cat.codes.tolist() == [0, -1, 1]
    assert [None if pd.isna(t) else str(t) for t in back.data["when"]] == times
    assert back.data["text"].tolist() == texts
    assert_array_equal(back.data["size"], X["size"])
    assert back.data["flag"].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "weka"}, "format must be 'mulan' or 'meka', got 'weka'."),
        ({}, "format='mulan' writes two files and needs a path."),
        (
            {"format": "meka", "feature_names": ["a", "b"]},
            "feature_names must have 1 names, one per column, got 2.",
        ),
        (
            {"format": "meka", "feature_names": ["a"], "label_names": ["a"]},
            "names must be distinct, got 'a' twice.",
        ),
        (
            {"format": "meka", "sample_weight": [1, 2]},
            "sample_weight must have 1 values, got 2.",
        ),
        (
            {"format": "meka", "sample_weight": [np.nan]},
            "sample_weight must hold finite numbers, got NaN or infinity.",
        ),
        (
            {"format": "meka", "name": "toy: -C 3"},
            "name must not hold MEKA's options, nor begin or end with blanks or a "
            "colon, got 'toy: -C 3'.",
        ),
    ],
)
def test_what_cannot_be_written_is_said(options, message):
    """
    Sizes, names and formats that do not fit are errors.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        dump_arff([[1]], [[1]], io.BytesIO(), **options)


def test_nothing_half_written_is_left(tmp_path):
    """
    An error on the way leaves neither the file nor a temporary one.
    """
    with pytest.raises(ValueError, match="sample_weight"):
        dump_arff([[1]], [[1]], tmp_path / "toy.arff", sample_weight=[1, 2])

    assert list(tmp_path.iterdir()) == []


def test_labels_that_cannot_be_written_leave_nothing(tmp_path):
    """
    Both files are there, or none.
    """
    for options in ({"label_parents": [0]}, {"label_names": ["a\x01"]}):
        with pytest.raises(ValueError, match="label"):
            dump_arff([[1]], [[1]], tmp_path / "toy.arff", **options)

    assert list(tmp_path.iterdir()) == []


def test_an_arff_file_is_not_called_xml(tmp_path):
    """
    The labels would be written over it.
    """
    with pytest.raises(
        ValueError, match=r"^path must not end with \.xml, got .*toy\.xml"
    ):
        dump_arff([[1]], [[1]], tmp_path / "toy.xml")


def test_dates_have_milliseconds_and_no_zone(tmp_path):
    """
    Fractions of a second are kept as far as Java's dates have them; a zone's times
    become UTC.
    """
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "old": np.array(["0001-01-01", "NaT"], dtype="datetime64[s]"),
            "fine": np.array(
                ["2024-01-01T00:00:00.123456", "NaT"], dtype="datetime64[us]"
            ),
            "zone": pd.to_datetime(["2024-01-01 00:30", None]).tz_localize("Etc/GMT-2"),
        }
    )

    dump_arff(frame, [[1], [0]], tmp_path / "toy.arff")
    back = load_arff(tmp_path / "toy.arff", as_frame=True).data

    assert back.iloc[1].isna().all()
    assert back.iloc[0].to_numpy("datetime64[ms]").astype(str).tolist() == [
        "0001-01-01T00:00:00.000",
        "2024-01-01T00:00:00.123",
        "2023-12-31T22:30:00.000",
    ]


def test_a_polars_frame_keeps_its_types(tmp_path):
    """
    Words, categories and numbers of polars are written as those of pandas.
    """
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow", exc_type=ImportError)
    pl = pytest.importorskip("polars")
    kinds = {"n": pl.Float64, "c": pl.Enum(["red", "blue"]), "s": pl.String}
    frame = pl.DataFrame(
        {"n": [1.5, None], "c": ["blue", None], "s": ["it's", "b"]}, kinds
    )

    dump_arff(frame, pl.DataFrame({"a": [1, 0]}), tmp_path / "toy.arff")
    back = load_arff(tmp_path / "toy.arff", as_frame=True)

    assert back.data["c"].cat.categories.tolist() == ["red", "blue"]
    assert back.data["c"].cat.codes.tolist() == [1, -1]
    assert back.data["s"].tolist() == ["it's", "b"]
    assert_array_equal(back.data["n"], [1.5, np.nan])
