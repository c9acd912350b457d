"""Whatever bytes come in: a result or a clear error, soon, and in little memory."""

import bz2
import gzip
import io
import lzma
import re
from base64 import b64decode, b64encode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlclf.datasets import (
    DatasetError,
    FormatError,
    dump_parquet,
    iter_arff,
    load,
    load_arff,
    load_csv,
    load_label_lists,
    load_parquet,
    load_svmlight,
    load_xmc,
    load_xmc_split,
)
from mlclf.datasets._mulan import load_label_xml
from tests.datasets.toys import DENSE, FRAME, SPARSE, XML

SEEDS = {
    "arff": [DENSE.replace("toy", "'toy: -C -1'"), SPARSE],
    "frame": [FRAME, SPARSE],
    "onehot": [DENSE.replace("{0,1}", "{no,yes}"), SPARSE],
    "svmlight": ["#num_feature=5 num_label=3\n0,2 1:0.5 3:1\n 2:1\n", "1 1:1 # c\n"],
    "xmc": ["2 4 3\n0,2 0:0.5 3:1\n 2:1\n"],
    "csv": ['a,"b c",d\n1,x,0\n2.5,"y,\n",1\n'],
    "lists": ["a,b\n\nb\n"],
    "split": ["1 2\n3 1\n"],
    "xml": [XML],
}
READERS = {
    "arff": lambda data: load_arff(data, missing_labels="keep"),
    "frame": lambda data: load_arff(data, -1, missing_labels="drop", as_frame=True),
    "onehot": lambda data: load_arff(data, -1, nominal="onehot", dtype="float32"),
    "svmlight": load_svmlight,
    "xmc": load_xmc,
    "csv": lambda data: load_csv(data, -1, missing_labels="drop"),
    "lists": load_label_lists,
    "split": load_xmc_split,
    "xml": load_label_xml,
}
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [
            b"{",
            b"}",
            b",",
            b"\n",
            b"\r",
            b"'",
            b'"',
            b"\\",
            b"?",
            b"%",
            b":",
            b"#",
            b" ",
        ]
    ),
    st.sampled_from(
        [b"@data\n", b"@attribute", b"numeric", b"{0,1}", b"-C 99", b"1e999", b"nan"]
    ),
    st.sampled_from([b"\0", b"\xff", b"\xef\xbb\xbf", b"99999999999999999999", b"_"]),
    st.sampled_from([b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<label name='x'>"]),
)


@st.composite
def broken(draw, kind):
    """A good file with a few pieces cut out, put in or doubled."""
    data = draw(st.sampled_from(SEEDS[kind])).encode()
    for _ in range(draw(st.integers(0, 4))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(begin + 20, len(data))))
        middle = draw(st.one_of(st.just(b""), PIECES, st.just(data[begin:end] * 2)))
        data = data[:begin] + middle + data[end:]
    pack = draw(st.sampled_from([bytes, bytes, bytes, gzip.compress, bz2.compress]))
    packed = pack(data)
    return packed[: draw(st.integers(len(packed) // 2, len(packed)))]


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_broken_file_gives_a_result_or_a_clear_error(kind, data):
    """
    Nothing but FormatError and DatasetError comes out of a reader, and load tells no
    format from another by crashing.
    """
    content = data.draw(broken(kind))

    for reader in (READERS[kind], lambda stream: load(stream, -1)):
        error = outcome(reader, content)
        assert error is None or is_clear(error), repr(error)


@settings(max_examples=150)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 10**4), st.binary(min_size=1, max_size=3))
    ),
    cut=st.integers(0, 10**4),
)
def test_a_broken_parquet_file_gives_a_result_or_a_clear_error(changes, cut):
    """
    Bytes changed anywhere, and an end too soon.
    """
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow", exc_type=ImportError)
    stream = io.BytesIO()
    words = pd.Categorical(["u", "v", None])
    dump_parquet(pd.DataFrame({"x": [1.5, 2, None], "c": words}), np.eye(3), stream)
    content = bytearray(stream.getvalue())
    for place, piece in changes:
        begin = place % len(content)
        content[begin : begin + len(piece)] = piece
    if cut < len(content):
        content = content[:cut]

    for as_frame in (False, True):
        error = outcome(
            lambda data, frame=as_frame: load_parquet(data, -3, as_frame=frame), content
        )
        assert error is None or is_clear(error), repr(error)


def test_a_parquet_file_with_broken_metadata_is_an_error():
    """
    Found by changing bytes: a key that the schema lacks is no KeyError.
    """
    pytest.importorskip("pyarrow", exc_type=ImportError)
    stream = io.BytesIO()
    dump_parquet([[1.5]], [[1]], stream)
    content = stream.getvalue()
    packed = max(re.findall(rb"[A-Za-z0-9+/=]{200,}", content), key=len)
    schema = b64decode(packed).replace(b'"numpy_type"', b'"numpy_typo"')

    with pytest.raises(FormatError, match="not a Parquet file: 'numpy_type'"):
        load_parquet(io.BytesIO(content.replace(packed, b64encode(schema))), -1)


def outcome(reader, content):
    """Return the error of a reader, or None."""
    try:
        reader(io.BytesIO(content))
    except Exception as error:
        return error
    return None


def is_clear(error):
    """Tell a FormatError, and load's refusal of labels, from a crash."""
    refused = str(error).startswith("labels must be None for a file of the format")
    return isinstance(error, FormatError | DatasetError) or refused


@settings(max_examples=100)
@given(data=st.data())
def test_pieces_and_the_whole_agree_about_what_is_broken(data):
    """
    iter_arff reads what load_arff reads and refuses what it refuses.
    """
    content = data.draw(broken("arff"))

    seen = []

    def whole(stream):
        seen.append(len(load_arff(stream, missing_labels="keep").target))

    def pieces(stream):
        parts = iter_arff(stream, chunk_rows=1, missing_labels="keep")
        seen.append(sum(len(part.target) for part in parts))

    errors = [str(outcome(reader, content)) for reader in (whole, pieces)]

    assert errors[0] == errors[1]
    assert len({*seen}) <= 1


@pytest.mark.parametrize(
    "content",
    [
        b"@relation " + b"x" * 10**6 + b"\n@attribute a {0,1}\n@data\n1\n",
        b"@relation r\n@attribute a {" + b"0," * 10**5 + b"1}\n@data\n1\n",
        b"@relation r\n@attribute a numeric\n@data\n" + b" " * 10**6 + b"x\n",
        b"@relation r\n@attribute a numeric\n@data\n" + b"'" * 10**5 + b"\n",
        b"@relation r\n@attribute a numeric\n@data\n{" + b"0 1," * 10**5 + b"}\n",
        b"@relation r\n@attribute a numeric\n@data\n" + b"\\" * 10**5 + b"'\n",
        b"@" * 10**6,
        b"%" * 10**6,
        b"1 " * 10**5,
        b"1:" * 10**5,
        b"1," * 10**5,
        b'"' * 10**6,
        b"<labels>" + b"<label name='a'>" * 10**5,
        lzma.compress(bytes(10**7)),
    ],
    ids=range(14),
)
def test_long_and_strange_files_do_not_hang(content):
    """
    What would send a careless pattern into hours of trying ends at once.
    """
    for reader in (lambda s: load_arff(s, 1), load, load_label_xml, load_svmlight):
        error = outcome(reader, content)
        assert error is None or is_clear(error), repr(error)


def test_a_line_of_odd_blanks_is_no_row():
    """
    Found by fuzzing: in a table of one column, a line of vertical tabs is blank, and a
    wrong label after it is named with its line.
    """
    content = b"a\n\x0b\x0b\n3 \n"

    with pytest.raises(
        FormatError, match=r"line 3: label 'a' must be 0 or 1, got 3\.$"
    ):
        load_csv(io.BytesIO(content), -1, missing_labels="drop")


def test_a_date_pattern_that_names_a_part_twice_is_an_error():
    """
    Found by fuzzing: Python cannot read a date with two years, and says so as a
    FormatError with the line.
    """
    content = b"@relation r\n@attribute d date 'yyyy yyyy'\n@data\n'2020 2021'\n"

    with pytest.raises(FormatError, match=r"line 4: '2020 2021' is not a date"):
        load_arff(io.BytesIO(content), 0)
