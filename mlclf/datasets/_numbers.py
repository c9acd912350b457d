"""Numbers out of text, vectorized: eight characters are one machine word.

A token of up to eight characters is one unsigned 64-bit integer, so a few arithmetic
operations on arrays of words parse all the tokens of a file at once, without a loop
over cells. A decimal is an integer below 2**53 divided by a power of ten up to 10**22,
both exact in double precision, so the quotient is the correctly rounded value: the same
bits as ``float(token)`` gives.
"""

import numpy as np
import numpy.typing as npt

__all__ = ["parse_indices", "parse_numbers", "to_buffer", "words_at"]

Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_PAD = 16
_ONES = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_ZEROS = np.uint64(0x3030303030303030)
_DOTS = np.uint64(0x2E2E2E2E2E2E2E2E)
_ABOVE_9 = np.uint64(0x7676767676767676)
_BYTE_NUMBERS = np.uint64(0x0706050403020100)
_PAIRS = np.uint64(0x000000FF000000FF)
_MUL_1, _MUL_2 = np.uint64(0x000F424000000064), np.uint64(0x0000271000000001)
_TENS = 10.0 ** np.arange(23)
_SIGNED_TENS = np.concatenate([_TENS[:8], -_TENS[:8]])
_EXACT = float(2**53)
_MINUS, _PLUS, _DOT = 45, 43, 46
_ONE, _THREE, _SEVEN, _EIGHT, _TEN, _SIXTEEN, _THIRTY_TWO, _FIFTY_SIX = np.array(
    [1, 3, 7, 8, 10, 16, 32, 56], dtype=np.uint64
)
_DOT_WORD, _ZERO = np.array([_DOT, 48], dtype=np.uint64)


def to_buffer(text: bytes) -> tuple[Bytes, Words]:
    """Return the bytes of a text, and the word that begins at each of them.

    Parameters
    ----------
    text : bytes
        Any text.

    Returns
    -------
    buffer : ndarray of shape (len(text) + 16,), uint8
        The text, padded with zeros.

    words : ndarray of shape (len(text) + 9,), uint64
        ``words[i]`` holds the bytes i to i + 7, the first in its lowest byte; a view.
    """
    padded = text + bytes(_PAD)
    buffer = np.frombuffer(padded, dtype=np.uint8)
    words = np.ndarray(
        (len(padded) - 7,), dtype=np.dtype("<u8"), buffer=padded, strides=(1,)
    )
    return buffer, words


def words_at(words: Words, starts: Positions, lengths: Positions) -> Words:
    """Return each token of up to 8 bytes as a word, its last byte the highest."""
    shift = 8 - lengths
    shift <<= 3
    token: Words = words[starts].astype(np.uint64, copy=False)
    token <<= shift.view(np.uint64)
    return token


def parse_numbers(
    buffer: Bytes, words: Words, starts: Positions, ends: Positions
) -> tuple[Floats, Mask]:
    """Parse decimal tokens such as ``-73.302422``.

    Parameters
    ----------
    buffer, words : ndarray
        What :func:`to_buffer` returned.

    starts, ends : ndarray of shape (n_tokens,)
        The tokens are ``text[starts[i]:ends[i]]``.

    Returns
    -------
    values : ndarray of shape (n_tokens,), float64
        As ``float`` parses them.

    parsed : ndarray of shape (n_tokens,), bool
        False where the token is no plain decimal, or has too many digits for this
        parser; the value there means nothing.
    """
    first = buffer[starts]
    negative = first == _MINUS
    signed = negative | (first == _PLUS)
    begins = starts + signed
    lengths = ends - begins
    longer = lengths > 8
    if not longer.any():
        return _parse_short(words, begins, lengths, negative)
    values, parsed = _parse_short(words, begins, np.minimum(lengths, 8), negative)
    rows = np.flatnonzero(longer)
    values[rows], parsed[rows] = _parse_long(buffer, words, begins[rows], lengths[rows])
    values[rows[negative[rows]]] *= -1
    return values, parsed


def parse_indices(
    words: Words, starts: Positions, lengths: Positions
) -> tuple[Integers, Mask]:
    """Parse unsigned integers of up to 8 digits; longer ones count as not parsed."""
    digits = _padded(words, starts, np.clip(lengths, 0, 8))
    parsed = _to_digits(digits)
    parsed &= (lengths > 0) & (lengths <= 8)
    return _eight_digits(digits), parsed


def _parse_short(
    words: Words, starts: Positions, lengths: Positions, negative: Mask
) -> tuple[Floats, Mask]:
    """Parse decimals of up to 8 characters, their signs apart."""
    token = _padded(words, starts, lengths)
    # The lowest byte that equals "." keeps its high bit here; all others lose it.
    x = token ^ _DOTS
    dot = x - _ONES
    np.invert(x, out=x)
    dot &= x
    dot &= _HIGH
    dot &= np.negative(dot, out=x)
    dot >>= _SEVEN
    # The bytes before the dot move up by one, a zero below them: so the gap closes.
    before = np.bitwise_and(token, np.subtract(dot, _ONE, out=x), out=x)
    token -= before
    token -= dot * _DOT_WORD
    has_dot = dot != 0
    before <<= has_dot * _EIGHT
    before += token
    before += has_dot * _ZERO
    parsed = _to_digits(before)
    parsed &= lengths > has_dot
    values = _eight_digits(before).astype(np.float64)
    dot *= _BYTE_NUMBERS
    dot >>= _FIFTY_SIX
    dot += negative * _EIGHT
    values /= _SIGNED_TENS.take(dot.view(np.int64))
    return values, parsed


def _to_digits(digits: Words) -> Mask:
    """Turn eight characters into their values; tell whether all were digits."""
    digits -= _ZEROS
    wrong = digits + _ABOVE_9
    wrong |= digits
    wrong &= _HIGH
    parsed: Mask = wrong == 0
    return parsed


def _padded(words: Words, starts: Positions, lengths: Positions) -> Words:
    """Return tokens of up to 8 characters as words, filled up with leading zeros."""
    token = words_at(words, starts, lengths)
    token |= np.right_shift(_ZEROS, lengths.view(np.uint64) << _THREE)
    return token


def _eight_digits(digits: Words) -> Integers:
    """Return the number that eight bytes, each 0 to 9, spell; they are used up."""
    pairs = digits * _TEN
    digits >>= _EIGHT
    pairs += digits
    np.right_shift(pairs, _SIXTEEN, out=digits)
    pairs &= _PAIRS
    pairs *= _MUL_1
    digits &= _PAIRS
    digits *= _MUL_2
    pairs += digits
    pairs >>= _THIRTY_TWO
    number: Integers = pairs.view(np.int64)
    return number


def _parse_long(
    buffer: Bytes, words: Words, starts: Positions, lengths: Positions
) -> tuple[Floats, Mask]:
    """Parse unsigned decimals of 9 to 24 characters, up to 2**53 without the dot."""
    lengths_in = np.minimum(lengths, 24)
    at = starts[:, np.newaxis] + np.arange(24)
    np.minimum(at, len(buffer) - 1, out=at)
    is_dot = (buffer[at] == _DOT) & (np.arange(24) < lengths_in[:, np.newaxis])
    has_dot = is_dot.any(axis=1)
    whole = np.where(has_dot, is_dot.argmax(axis=1), lengths_in)
    left, ok_left = _parse_integers(words, starts, whole)
    fraction = lengths_in - whole - has_dot
    right, ok_right = _parse_integers(words, starts + whole + 1, fraction)
    mantissa = left * _TENS[np.clip(fraction, 0, 22)] + right
    parsed = ok_left & ok_right & (lengths <= 24) & (mantissa < _EXACT)
    parsed &= (fraction <= 16) & (whole + fraction > 0)
    return mantissa / _TENS[np.clip(fraction, 0, 22)], parsed


def _parse_integers(
    words: Words, starts: Positions, lengths: Positions
) -> tuple[Floats, Mask]:
    """Parse up to 16 digits, in two words; no digit at all is 0."""
    tail = np.clip(lengths - 8, 0, 8)
    total = np.zeros(len(starts))
    parsed = lengths <= 16
    for begin, length in (
        (starts, np.minimum(lengths, 8)),
        (starts + 8, tail),
    ):
        begin = np.minimum(begin, len(words) - 1)
        digits = _padded(words, begin, length)
        parsed &= _to_digits(digits)
        total = total * _TENS[length] + _eight_digits(digits)
    return total, parsed
