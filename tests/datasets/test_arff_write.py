"""Writing ARFF: what is written is what is read."""

import io
import re

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
