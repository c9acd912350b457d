"""The sparse decoder against the row decoder."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError
from mlclf.datasets._arff_header import Attribute, Header
from mlclf.datasets._arff_rows import decode_rows
from mlclf.datasets._arff_sparse import decode_sparse
from mlclf.datasets._cells import Cells, NotPlain

HEADER = Header(
    "r",
    (
        Attribute("n", "numeric"),
        Attribute("m", "numeric"),
        Attribute("b", "nominal", ("0", "1")),
        Attribute("w", "nominal", ("red", "green")),
    ),
    "",
    0,
)
CELLS = Cells(HEADER)
VALUES = {0: ["1", "0", "-2.5", "?", "1e3"], 1: ["7"], 2: ["0", "1", "?"], 3: ["green"]}
GOOD = st.lists(st.sampled_from([0, 1, 2, 3]), unique=True).flatmap(
    lambda columns: st.tuples(
        *(st.tuples(st.just(j), st.sampled_from(VALUES[j])) for j in sorted(columns))
    ).map(lambda pairs: "{" + ",".join(f"{j} {v}" for j, v in pairs) + "}")
)
ODD = st.text("{}01 2,?\t.3%", max_size=12)
LINE = st.one_of(GOOD, GOOD, GOOD.map(lambda row: row.replace(",", ", ")), ODD)


def by_rows(text):
    return decode_rows(text, HEADER, sparse=True, file="f", first_line=1)


@settings(max_examples=150)
@given(st.lists(LINE, max_size=6).map("\n".join))
def test_the_fast_decoder_agrees_with_the_row_decoder(text):
    """
    It gives the same entries, or leaves the text to the row decoder.
    """
    text = text.encode() + b"\n"
    try:
        fast = decode_sparse(text, CELLS)
    except NotPlain:
        return

    rows = by_rows(text)

    assert fast.n_rows == rows.n_rows
    for part in ("indptr", "columns", "values"):
        assert_array_equal(getattr(fast, part), getattr(rows, part))


@settings(max_examples=100)
@given(st.lists(GOOD, min_size=1, max_size=8).map("\n".join))
def test_plain_text_takes_the_fast_way(text):
    """
    Rows that are in order are decoded at once.
    """
    decode_sparse(text.encode() + b"\n", CELLS)


@pytest.mark.parametrize(
    "row",
    [
        *("{0 1", "0 1}", "{0 1}}", "{{0 1}", "{0}", "{0 1 1}", "{0 1,,1 1}", "{0,1}"),
        *(
            "{,0 1}",
            "{0 1,}",
            "{4 1}",
            "{0 1,0 1}",
            "{x 1}",
            "{0 x}",
            "{2 2}",
            "{2 00}",
        ),
        *("{0 1} {1 1}", "{-1 1}", "{0.0 1}", "{3 blue}", "{123456789 1}"),
    ],
)
def test_broken_rows_are_left_to_the_row_decoder(row):
    """
    None of them is read as something; the row decoder says what is wrong.
    """
    text = f"{{0 1,1 2}}\n{row}\n{{1 1}}\n".encode()

    with pytest.raises(NotPlain):
        decode_sparse(text, CELLS)
    with pytest.raises(FormatError, match="f, line 2: "):
        by_rows(text)
