"""Decoding dense ARFF rows, many at once.

The text is cut at its commas and line ends; numbers are parsed by arithmetic on words,
nominal cells are looked up as words. Text that is not plain is left to the row decoder,
which also words the errors.
"""

import io
import re

import numpy as np
import numpy.typing as npt

from mlclf.datasets._arff_rows import Block
from mlclf.datasets._cells import Cells, NotPlain
from mlclf.datasets._numbers import parse_numbers, to_buffer

__all__ = ["decode_dense"]

Array = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_COMMA, _LINE_END, _BLANK = 44, 10, 32
_NO_ROW = re.compile(rb"(?m)^[ \t]*(?:%[^\n]*)?\n")


def decode_dense(text: bytes, cells: Cells) -> Block:
    """Decode whole lines of a dense file.

    Parameters
    ----------
    text : bytes
        The lines, the last one with its end.

    cells : Cells
        What the columns hold.

    Returns
    -------
    block : Block
        Dense.

    Raises
    ------
    NotPlain
        If the rows must be decoded one by one.
    """
    cells.check_text(text)
    if b"{" in text or b"}" in text:
        raise NotPlain
    n_columns = len(cells.numeric)
    buffer, words = to_buffer(text)
    cut = _cut(buffer, len(text), n_columns)
    n_lines = None if cut else text.count(b"\n")
    if cut is None:
        text = _NO_ROW.sub(b"", text)
        buffer, words = to_buffer(text)
        cut = _cut(buffer, len(text), n_columns)
        if cut is None:
            raise NotPlain
    starts, ends = cut
    n_rows = len(starts) // n_columns
    numbers, parsed = parse_numbers(buffer, words, starts, ends)
    values = numbers.reshape(n_rows, n_columns)
    if not parsed.all():
        _parse_odd(text, cells, values, parsed, starts, ends)
    shape = (n_rows, n_columns)
    starts, lengths = starts.reshape(shape), (ends - starts).reshape(shape)
    for declared, columns in cells.words.items():
        values[:, columns] = cells.codes(
            declared, words, starts[:, columns].ravel(), lengths[:, columns].ravel()
        ).reshape(n_rows, len(columns))
    _check_binary(cells, values, lengths)
    block = Block(n_rows, dense=values, n_lines=n_rows if n_lines is None else n_lines)
    for j in cells.others:
        column = [
            text[s : s + n]
            for s, n in zip(starts[:, j].tolist(), lengths[:, j].tolist())
        ]
        values[:, j], texts = cells.column(j, column)
        if cells.header.attributes[j].kind == "string":
            block.strings[j] = texts
    return block


def _cut(buffer: Bytes, size: int, n_columns: int) -> tuple[Array, Array] | None:
    """Return where the cells start and end, or None if the rows are not even."""
    at = np.flatnonzero(buffer[:size] <= _COMMA)
    found = buffer[at]
    row = np.full(n_columns, _COMMA, dtype=np.uint8)
    row[-1] = _LINE_END
    blanks = len(at) % n_columns or not (found.reshape(-1, n_columns) == row).all()
    if blanks:
        at = at[(found == _COMMA) | (found == _LINE_END)]
        if len(at) % n_columns or not (buffer[at].reshape(-1, n_columns) == row).all():
            return None
    starts = np.empty_like(at)
    starts[:1] = 0
    np.add(at[:-1], 1, out=starts[1:])
    cells = _stripped(buffer, starts, at) if blanks else (starts, at)
    if n_columns == 1 and cells is not None and (cells[0] == cells[1]).any():
        return None  # a blank line, no row with one missing value
    return cells


def _stripped(buffer: Bytes, starts: Array, ends: Array) -> tuple[Array, Array] | None:
    """Take the blanks off both ends of every cell."""
    ends = ends.copy()
    for _ in range(64):
        leading = (buffer[starts] <= _BLANK) & (starts < ends)
        trailing = (buffer[ends - 1] <= _BLANK) & (starts + leading < ends)
        if not leading.any() and not trailing.any():
            return starts, ends
        starts += leading
        ends -= trailing
    return None


def _parse_odd(
    text: bytes,
    cells: Cells,
    values: Floats,
    parsed: npt.NDArray[np.bool_],
    starts: Array,
    ends: Array,
) -> None:
    """Parse what is no short decimal: missing values, exponents, many digits."""
    numbers = values.reshape(-1)
    is_number = np.broadcast_to(cells.numeric | cells.binary, values.shape).ravel()
    odd = np.flatnonzero(~parsed & is_number)
    if 4 * len(odd) > len(numbers) and (cells.numeric | cells.binary).all():
        try:
            values[:] = np.loadtxt(
                io.BytesIO(text), delimiter=",", comments=None, ndmin=2
            )
        except ValueError:
            pass
        else:
            return
    spans = zip(starts[odd].tolist(), ends[odd].tolist())
    numbers[odd] = cells.numbers(text[start:end] for start, end in spans)


def _check_binary(cells: Cells, values: Floats, lengths: Array) -> None:
    """Refuse other values than the declared 0 and 1, and other ways to write them."""
    columns = np.flatnonzero(cells.binary)
    if not len(columns):
        return
    if columns[-1] - columns[0] == len(columns) - 1:
        view = np.s_[:, columns[0] : columns[-1] + 1]
        checked, sizes = values[view], lengths[view]
    else:
        checked, sizes = values[:, columns], lengths[:, columns]
    with np.errstate(over="ignore"):
        plain = (checked * checked == checked).all() and (sizes == 1).all()
    if not plain:
        fits = ((checked == 0) | (checked == 1)) & (sizes == 1) | np.isnan(checked)
        if not fits.all():
            raise NotPlain
    for j, value in cells.single.items():
        if not ((values[:, j] == value) | np.isnan(values[:, j])).all():
            raise NotPlain
