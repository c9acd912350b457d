"""The dense decoder against the row decoder, and against liac-arff."""

import arff
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError, load_arff
from mlclf.datasets._arff_dense import decode_dense
from mlclf.datasets._arff_header import Attribute, Header
from mlclf.datasets._arff_rows import decode_rows, nominal_codes
from mlclf.datasets._cells import Cells, NotPlain
from mlclf.datasets._files import open_source
from tests.datasets.real import ROOT, index_rows, needs_data

ATTRIBUTES = (
    Attribute("n", "numeric"),
    Attribute("b", "nominal", ("0", "1")),
    Attribute("o", "nominal", ("1",)),
    Attribute("w", "nominal", ("YES", "NO", "ab cd")),
    Attribute("l", "nominal", ("social_network", "web")),
    Attribute("d", "date", (), "yyyy-MM-dd"),
    Attribute("s", "string"),
)
HEADER = Header("r", ATTRIBUTES, "", 0)
CELLS = Cells(HEADER)
CELL = st.one_of(
    st.sampled_from(["0", "1", "?", "", "00", " 1 ", "\t0", "1.5", "-2e3", "%", "1%"]),
    st.sampled_from(["YES", "NO", "ab cd", "web", "social_network", "'a'", "{1}"]),
    st.sampled_from(["2020-01-31", "0.1234567890123456789"]),
    st.text("01.-?eNOYES% \t", max_size=6),
)
ROW = st.lists(CELL, min_size=6, max_size=8).map(",".join)
GOOD = st.tuples(
    st.floats(-1e6, 1e6).map(repr) | st.sampled_from(["?", "1", "", "3.25 "]),
    st.sampled_from(["0", "1", "?", " 1"]),
    st.sampled_from(["1", "?"]),
    st.sampled_from(["YES", "NO", "ab cd", "?", "\tNO"]),
    st.sampled_from(["web", "social_network"]),
    st.sampled_from(["2020-01-31", "?"]),
    st.sampled_from(["text", "more text", "?", "é"]),
).map(",".join)
LINE = st.one_of(GOOD, GOOD, GOOD, ROW, st.sampled_from(["", "  ", "% comment", " %"]))


def by_rows(text):
    return decode_rows(text, HEADER, sparse=False, file="f", first_line=1)


@settings(max_examples=150)
@given(st.lists(LINE, max_size=8).map("\n".join))
def test_the_fast_decoder_agrees_with_the_row_decoder(text):
    """
    It gives the same block, or leaves the text to the row decoder.
    """
    text = text.encode() + b"\n"
    try:
        fast = decode_dense(text, CELLS)
    except NotPlain:
        return

    rows = by_rows(text)

    assert_array_equal(fast.dense, rows.dense)
    assert fast.strings[6] == rows.strings[6]


@settings(max_examples=100)
@given(st.lists(GOOD, min_size=1, max_size=8).map("\n".join))
def test_plain_text_takes_the_fast_way(text):
    """
    Without quotes and braces, rows that are in order are decoded at once.
    """
    decode_dense(text.encode() + b"\n", CELLS)


@pytest.mark.parametrize(
    "text",
    [
        "1,0\n",
        "1,0,1,\0NO,web,?,x",
        "1,0,1,YES,web,?,x,y\n",
        "1,2,1,NO,web,?,x\n",
        "\n1\n,\n",
        "1,0",
    ],
)
def test_broken_text_is_left_to_the_row_decoder(text):
    """
    The row decoder finds the line and words the error.
    """
    with pytest.raises(NotPlain):
        decode_dense(text.encode() + b"\n", CELLS)
    with pytest.raises(FormatError):
        by_rows(text.encode() + b"\n")


def whole(path):
    """Return the text of a file, with the line ends that liac-arff knows."""
    with open_source(path) as source:
        return source.read().decode().replace("\r\n", "\n")


def number(kind, value):
    if value is None:
        return np.nan
    if isinstance(kind, list):
        return nominal_codes(Attribute("", "nominal", tuple(kind)))[value]
    return value


def reference_matrix(text):
    """Return what liac-arff, the reference, reads: one matrix of numbers, codes."""
    is_sparse = "\n{" in text
    loaded = arff.loads(text, return_type=arff.LOD if is_sparse else arff.DENSE)
    names, kinds = zip(*loaded["attributes"])
    if is_sparse:
        rows, columns, values = [], [], []
        for i, row in enumerate(loaded["data"]):
            rows += [i] * len(row)
            columns += row
            values += [number(kinds[j], value) for j, value in row.items()]
        shape = (len(loaded["data"]), len(kinds))
        return names, sp.csc_array((values, (rows, columns)), shape=shape)
    columns = [
        [number(kind, value) for value in column]
        for kind, column in zip(kinds, zip(*loaded["data"]))
    ]
    return names, np.array(columns).T


@needs_data
@pytest.mark.parametrize(
    "row",
    [*index_rows(), ("odd/mulan/solar-flare_1.arff", 0)],
    ids=lambda row: row[0],
)
def test_every_real_file_is_what_liac_arff_reads(row):
    """
    Features and labels together are cell by cell what the reference decoder gives.
    """
    file, labels = row[:2]
    names, reference = reference_matrix(whole(ROOT / file))

    bunch = load_arff(ROOT / file, labels)

    place = {name.replace("\\%", "%"): j for j, name in enumerate(names)}
    features = [place[name] for name in bunch.feature_names]
    targets = [place[name] for name in bunch.label_names]
    X, Y = reference[:, features], reference[:, targets]
    if sp.issparse(reference):
        X, Y = X.tocsr(), Y.toarray()
        assert (bunch.data != X).nnz == 0
        assert np.isfinite(X.data).all()
    else:
        assert_array_equal(bunch.data, X)
    assert_array_equal(bunch.target, Y)
