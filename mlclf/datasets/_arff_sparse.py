"""Decoding sparse ARFF rows, many at once.

Tokens are what stands between blanks, commas and braces; they alternate between index
and value. Text that is not plain is left to the row decoder.
"""

import re

import numpy as np
import numpy.typing as npt

from mlclf.datasets._arff_rows import Block
from mlclf.datasets._cells import Cells, NotPlain
from mlclf.datasets._numbers import parse_indices, parse_numbers, to_buffer

__all__ = ["decode_sparse"]

Array = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

_OPEN, _CLOSE, _COMMA, _LINE_END, _BLANK, _ZERO = b"{},\n 0"
_BETWEEN = np.zeros(256, dtype=bool)
_BETWEEN[list(b"{},\n \t")] = True
_NO_ROW = re.compile(rb"(?m)^[ \t]*(?:%[^\n]*)?\n|[ \t]+(?=\n)|^[ \t]+")


def decode_sparse(text: bytes, cells: Cells) -> Block:
    """Decode whole lines of a sparse file.

    Parameters
    ----------
    text : bytes
        The lines, the last one with its end.

    cells : Cells
        What the columns hold.

    Returns
    -------
    block : Block
        Sparse.

    Raises
    ------
    NotPlain
        If the rows must be decoded one by one.
    """
    cells.check_text(text)
    if cells.has_strings:
        raise NotPlain
    cut = _cut(text)
    n_lines = None if cut else text.count(b"\n")
    if cut is None:
        text = _NO_ROW.sub(b"", text)
        cut = _cut(text)
        if cut is None:
            raise NotPlain
    starts, ends, indptr, buffer, words = cut
    columns = _indices(words, starts[0::2], ends[0::2], indptr, len(cells.numeric))
    starts, ends = starts[1::2], ends[1::2]
    if (ends - starts == 1).all():
        values = (buffer[starts] - np.uint8(_ZERO)).astype(np.float64)
        parsed = values < 10
    else:
        values, parsed = parse_numbers(buffer, words, starts, ends)
    _convert_odd(text, cells, columns, values, parsed, starts, ends)
    n_rows = len(indptr) - 1
    n_lines = n_rows if n_lines is None else n_lines
    return Block(n_rows, indptr=indptr, columns=columns, values=values, n_lines=n_lines)


def _cut(text: bytes) -> tuple[Array, Array, Array, Bytes, Words] | None:
    """Return where the tokens start and end, and which belong to which row.

    Every byte between two tokens is accounted for, so nothing else can stand there:
    None if a single one is where it is not expected.
    """
    size = len(text)
    buffer, words = to_buffer(text)
    between = _BETWEEN[buffer[:size]]
    edges = np.flatnonzero(between[1:] != between[:-1]) + 1
    line_ends = np.flatnonzero(buffer[:size] == _LINE_END)
    starts, ends = edges[0::2], edges[1::2]
    indptr = np.zeros(len(line_ends) + 1, dtype=np.int64)
    indptr[1:] = np.searchsorted(starts, line_ends)
    if len(starts) != len(ends) or (indptr % 2).any() or not between[:1].all():
        return None
    indptr //= 2
    line_starts = np.append(0, line_ends[:-1] + 1)
    braces = (buffer[line_starts] == _OPEN) & (buffer[line_ends - 1] == _CLOSE)
    gaps = starts[1:] - ends[:-1]
    sign = buffer[ends]
    last = np.zeros(len(starts) // 2, dtype=bool)
    last[indptr[1:][np.diff(indptr) > 0] - 1] = True
    after_index, after_value = gaps[0::2], gaps[1::2] * ~last[:-1]
    comma = (sign[1::2] == _COMMA) | last
    blank = buffer[ends[1::2][:-1][after_value == 2] + 1] == _BLANK
    n_signs = 3 * len(line_ends) + after_value.sum() + len(after_index)
    plain = (
        braces.all()
        and (sign[0::2] == _BLANK).all()
        and (after_index == 1).all()
        and comma.all()
        and blank.all()
        and (after_value <= 2).all()
        and np.count_nonzero(between) == n_signs
    )
    return (starts, ends, indptr, buffer, words) if plain else None


def _indices(
    words: Words, starts: Array, ends: Array, indptr: Array, n_columns: int
) -> Array:
    """Parse the indices, which must ascend within each row."""
    columns, parsed = parse_indices(words, starts, ends - starts)
    if not parsed.all() or (columns >= n_columns).any():
        raise NotPlain
    ascends = np.diff(columns, prepend=-1) > 0
    ascends[indptr[:-1][indptr[:-1] < len(columns)]] = True
    if not ascends.all():
        raise NotPlain
    return columns


def _convert_odd(
    text: bytes,
    cells: Cells,
    columns: Array,
    values: Floats,
    parsed: npt.NDArray[np.bool_],
    starts: Array,
    ends: Array,
) -> None:
    """Convert what is no short decimal, and check what is declared to be 0 or 1."""
    binary = cells.binary[columns]
    if binary.any():
        ones = (ends - starts == 1) & ((values == 0) | (values == 1))
        if (binary & parsed & ~ones).any() or cells.single:
            raise NotPlain
    is_number = binary | cells.numeric[columns]
    odd = np.flatnonzero(~parsed & is_number)
    if len(odd):
        spans = zip(starts[odd].tolist(), ends[odd].tolist())
        values[odd] = cells.numbers(text[start:end] for start, end in spans)
        if not np.isnan(values[odd[binary[odd]]]).all():
            raise NotPlain
    nominal = np.flatnonzero(~is_number)
    for j in np.unique(columns[nominal]).tolist():
        own = nominal[columns[nominal] == j]
        spans = zip(starts[own].tolist(), ends[own].tolist())
        values[own], _ = cells.column(j, [text[start:end] for start, end in spans])
