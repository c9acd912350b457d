"""Numbers parsed as words, against Python's own float."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlclf.datasets._numbers import parse_indices, parse_numbers, to_buffer


def parse(tokens):
    """Parse tokens that stand side by side in one text."""
    text = ",".join(tokens).encode() + b","
    buffer, words = to_buffer(text)
    ends = np.flatnonzero(buffer[: len(text)] == ord(","))
    starts = np.append(0, ends[:-1] + 1)
    return parse_numbers(buffer, words, starts, ends)


@settings(max_examples=150)
@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False).map(repr),
            st.decimals(-(10**9), 10**9, places=6).map(str),
            st.from_regex(r"[+-]?[0-9]{0,12}\.?[0-9]{0,17}", fullmatch=True),
            st.text("0123456789.+-eE_? naif", max_size=26),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_parsed_is_what_float_says(tokens):
    """
    A token is parsed to the very bits that float gives, or reported as not parsed.
    """
    values, parsed = parse(tokens)

    for token, value, ok in zip(tokens, values, parsed):
        if ok:
            assert value == float(token)
            assert math.copysign(1, value) == math.copysign(1, float(token))


@pytest.mark.parametrize(
    "token",
    [
        "0",
        "-1",
        "+5",
        ".5",
        "5.",
        "0.170975",
        "-73.302422",
        "123456789.123456",
        "1" * 15,
    ],
)
def test_plain_decimals_are_parsed(token):
    """
    What data files are full of takes the fast way.
    """
    values, parsed = parse([token])

    assert parsed.all()
    assert values[0] == float(token)


@pytest.mark.parametrize(
    "token",
    ["", "-", ".", "-.", "1..2", "1-2", "1e5", "?", "nan", "9" * 17, "0x1", "1 2"],
)
def test_what_is_no_plain_decimal_is_reported(token):
    """
    Neither a guess nor a wrong digit: the token counts as not parsed.
    """
    assert not parse([token])[1].any()


def test_indices_are_digits_only():
    """
    An index has one to eight digits and nothing else.
    """
    text = b"0 7 12345678 123456789 1.5 -1 x "
    buffer, words = to_buffer(text)
    ends = np.flatnonzero(buffer[: len(text)] == ord(" "))
    starts = np.append(0, ends[:-1] + 1)

    values, parsed = parse_indices(words, starts, ends - starts)

    assert parsed.tolist() == [True, True, True, False, False, False, False]
    assert values[:3].tolist() == [0, 7, 12345678]
