"""Lines of labels and features: the fast way against the slow one."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError
from mlclf.datasets._lines import _decode_each, _decode_plain

GOOD = st.tuples(
    st.lists(st.integers(0, 20), max_size=3).map(lambda ls: ",".join(map(str, ls))),
    st.lists(st.integers(0, 20), max_size=3, unique=True),
    st.sampled_from(["1", "-0.5", "1e3", "0.12345678901234567890"]),
).map(lambda t: t[0] + "".join(f" {j}:{t[2]}" for j in t[1]))
LINE = st.one_of(GOOD, GOOD, st.text("01,: .\t", max_size=10))


@settings(max_examples=400)
@given(st.lists(LINE, max_size=6))
def test_the_fast_way_agrees_with_the_slow_one(lines):
    """
    It gives the same numbers, or leaves the lines to the slow way.
    """
    text = "".join(line + "\n" for line in lines).encode()
    fast = _decode_plain(text)
    if fast is None:
        return

    slow = _decode_each(text, "f", 1)

    for part in ("label_indptr", "labels", "indptr", "columns", "values", "empty"):
        assert_array_equal(getattr(fast, part), getattr(slow, part))


@given(st.lists(GOOD, max_size=6))
def test_good_lines_take_the_fast_way(lines):
    """
    What a writer writes is decoded at once.
    """
    assert _decode_plain("".join(line + "\n" for line in lines).encode()) is not None


@given(st.lists(LINE, max_size=6))
def test_the_slow_way_reads_or_names_the_line(lines):
    """
    Nothing but a FormatError comes out of broken lines.
    """
    with contextlib.suppress(FormatError):
        _decode_each("".join(line + "\n" for line in lines).encode(), "f", 1)
