"""Decoding ARFF rows one by one: every form, and the exact line of an error.

The fast decoders hand over to this one whatever is not plain numbers, so it defines
what a file means.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from mlclf.datasets._arff_header import Attribute, Header, decode, unquote
from mlclf.datasets._errors import FormatError

__all__ = [
    "Block",
    "converter",
    "data_lines",
    "decode_rows",
    "implicit_values",
    "nominal_codes",
    "parse_number",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TRUTH = {
    **dict.fromkeys(("0", "false", "no", "f", "n"), 0.0),
    **dict.fromkeys(("1", "true", "yes", "t", "y"), 1.0),
}
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_DENSE = re.compile(rf"\s*(?:({_QUOTED})\s*(?=,|$)|([^,]*))(,|$)")
_SPARSE = re.compile(rf"\s*(\d{{1,18}})\s+(?:({_QUOTED})\s*|([^,}}]*))([,}}])")
_WEIGHT = re.compile(r"\{\s*([^{}]*?)\s*\}")
_JAVA_DATE = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")
_STRPTIME = {
    "yyyy": "%Y", "yy": "%y", "y": "%Y", "MMMM": "%B", "MMM": "%b", "MM": "%m",
    "M": "%m", "dd": "%d", "d": "%d", "HH": "%H", "H": "%H", "hh": "%I", "h": "%I",
    "mm": "%M", "m": "%M", "ss": "%S", "s": "%S", "SSS": "%f", "a": "%p",
    "EEEE": "%A", "EEE": "%a", "E": "%a", "DDD": "%j",
}  # fmt: skip


@dataclass
class Block:
    """Some rows of an ARFF file, decoded.

    Parameters
    ----------
    n_rows : int
        How many.

    dense : ndarray of shape (n_rows, n_attributes), or None
        The numbers and codes of a dense file; NaN where missing.

    indptr : ndarray of shape (n_rows + 1,), or None
        Where the entries of each row of a sparse file begin and end.

    columns, values : ndarray of shape (n_entries,), or None
        The entries, explicit zeros among them, ascending within a row.

    weights : ndarray of shape (n_rows,), or None
        Instance weights; None when no row has one.

    strings : dict of {int: list}
        The values of each string attribute.

    n_lines : int
        Lines of the text that it was decoded from.
    """

    n_rows: int
    dense: Floats | None = None
    indptr: Ints | None = None
    columns: Ints | None = None
    values: Floats | None = None
    weights: Floats | None = None
    strings: dict[int, list[str | None]] = field(default_factory=dict)
    n_lines: int = 0


def nominal_codes(attribute: Attribute) -> dict[str, float]:
    """Give each value of a nominal attribute a number.

    The codes are the positions in the declaration, except that a pair as no/yes,
    false/true or 0/1 is 0 and 1 by its meaning, whatever the order.
    """
    return _codes(attribute.values)


@lru_cache(maxsize=1024)
def _codes(values: tuple[str, ...]) -> dict[str, float]:
    truths = [TRUTH.get(value.lower()) for value in values]
    if None not in truths and len(set(truths)) == len(truths):
        return {v: t for v, t in zip(values, truths) if t is not None}
    codes: dict[str, float] = {}
    for position, value in enumerate(values):
        codes.setdefault(value, float(position))
    return codes


def implicit_values(header: Header) -> Floats:
    """Return what a value left out of a sparse row stands for.

    It is 0, or the first value of a nominal attribute.
    """
    return np.array(
        [
            nominal_codes(a)[a.values[0]] if a.kind == "nominal" and a.values else 0.0
            for a in header.attributes
        ]
    )


def data_lines(text: bytes, first_line: int) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines that are rows, not blank, not comment."""
    for number, line in enumerate(decode(text).split("\n"), first_line):
        stripped = line.strip()
        if stripped and stripped[0] != "%":
            yield number, stripped


def decode_rows(
    text: bytes, header: Header, *, sparse: bool, file: str, first_line: int
) -> Block:
    """Decode whole lines of an ARFF file.

    Parameters
    ----------
    text : bytes
        The lines.

    header : Header
        What the columns are.

    sparse : bool
        Whether the block is to be sparse; rows of the other kind are converted.

    file : str
        The name of the file, for the messages.

    first_line : int
        The number of the first line.

    Returns
    -------
    block : Block
        Dense or sparse as asked for.
    """
    reader = _RowReader(header, sparse, file)
    for number, line in data_lines(text, first_line):
        reader.add(number, line)
    block = reader.block()
    block.n_lines = text.count(b"\n")
    return block


class _RowReader:
    """Collects rows; the slots are looked up once per attribute."""

    def __init__(self, header: Header, sparse: bool, file: str) -> None:
        self.attributes = header.attributes
        self.sparse = sparse
        self.file = file
        self.convert = [converter(a) for a in header.attributes]
        self.implicit = implicit_values(header)
        self.strings: dict[int, list[str | None]] = {
            j: [] for j, a in enumerate(header.attributes) if a.kind == "string"
        }
        self.dense: list[Floats] = []
        self.indptr = [0]
        self.columns: list[int] = []
        self.values: list[float] = []
        self.weights: list[float] = []

    def add(self, number: int, line: str) -> None:
        """Decode one line."""
        is_sparse = line[0] == "{"
        tokens, rest = (
            self._sparse(number, line) if is_sparse else self._dense(number, line)
        )
        weight = 1.0
        if rest:
            match = _WEIGHT.fullmatch(rest)
            if match is None:
                self._fail(number, f"unexpected text after the row: {rest[:40]!r}.")
            weight = self._number(number, match.group(1), "an instance weight")
        values = [self._value(number, j, token) for j, token in tokens.items()]
        for j, column in self.strings.items():
            column.append(tokens.get(j))
        if self.sparse:
            order = sorted(zip(tokens, values))
            self.columns.extend(column for column, _ in order)
            self.values.extend(value for _, value in order)
            self.indptr.append(len(self.values))
        else:
            row = self.implicit.copy() if is_sparse else np.empty(len(self.implicit))
            row[list(tokens)] = values
            self.dense.append(row)
        self.weights.append(weight)

    def block(self) -> Block:
        """Return what was collected."""
        weights = np.array(self.weights)
        block = Block(
            len(self.weights),
            weights=weights if (weights != 1).any() else None,
            strings=self.strings,
        )
        if self.sparse:
            block.indptr = np.array(self.indptr, dtype=np.int64)
            block.columns = np.array(self.columns, dtype=np.int64)
            block.values = np.array(self.values, dtype=np.float64)
        else:
            block.dense = np.array(self.dense).reshape(-1, len(self.attributes))
        return block

    def _dense(self, number: int, line: str) -> tuple[dict[int, str | None], str]:
        tokens: list[str | None] = []
        position, more = 0, True
        while more:
            match = _DENSE.match(line, position)
            assert match is not None  # noqa: S101 - an empty value always matches
            quoted, plain, end = match.groups()
            tokens.append(self._token(number, quoted, plain))
            position, more = match.end(), end == ","
        expected = len(self.attributes)
        rest = ""
        if len(tokens) == expected + 1 and str(tokens[-1]).startswith("{"):
            rest = str(tokens.pop())
        if len(tokens) == 1 < expected and len(line.split()) == expected:
            tokens = [self._token(number, None, word) for word in line.split()]
        if len(tokens) != expected:
            self._fail(number, f"expected {expected} values, got {len(tokens)}.")
        return dict(enumerate(tokens)), rest

    def _sparse(self, number: int, line: str) -> tuple[dict[int, str | None], str]:
        tokens: dict[int, str | None] = {}
        end = re.compile(r"\s*\}").match(line, 1)
        position, more = (end.end(), False) if end else (1, True)
        while more:
            match = _SPARSE.match(line, position)
            if match is None:
                self._fail(
                    number,
                    f"expected 'index value' pairs, got {line[position:][:40]!r}.",
                )
            index = int(match.group(1))
            if index >= len(self.attributes):
                self._fail(
                    number,
                    f"index {index} is outside the {len(self.attributes)} attributes.",
                )
            if index in tokens:
                self._fail(number, f"index {index} occurs twice.")
            tokens[index] = self._token(number, match.group(2), match.group(3))
            position, more = match.end(), match.group(4) == ","
        return tokens, line[position:].strip().removeprefix(",").strip()

    def _token(self, number: int, quoted: str | None, plain: str | None) -> str | None:
        if quoted is not None:
            return unquote(quoted)
        plain = (plain or "").strip()
        if plain[:1] in ("'", '"') and plain:
            self._fail(number, f"a quote does not close: {plain[:40]!r}.")
        return None if plain in ("?", "") else plain

    def _value(self, number: int, column: int, token: str | None) -> float:
        if token is None:
            return math.nan
        convert, expected = self.convert[column]
        try:
            return convert(token)
        except (ValueError, KeyError, OverflowError):
            name = self.attributes[column].name
            self._fail(
                number, f"{token[:40]!r} is not {expected} of attribute {name!r}."
            )

    def _number(self, number: int, text: str, what: str) -> float:
        try:
            return parse_number(text)
        except ValueError:
            self._fail(number, f"{what} must be a number, got {text[:40]!r}.")

    def _fail(self, number: int, message: str) -> NoReturn:
        raise FormatError(message, self.file, number)


def converter(attribute: Attribute) -> tuple[Callable[[str], float], str]:
    """Return what turns a value into a number, and what it expects, in words."""
    if attribute.kind == "nominal":
        return nominal_codes(attribute).__getitem__, "a declared value"
    if attribute.kind == "date":
        form = _strptime_format(attribute.date_format)
        expected = f"a date ({attribute.date_format})"
        return lambda text: _seconds(text, form), expected
    if attribute.kind == "string":
        return lambda _: math.nan, "a value"
    return parse_number, "a number, the value"


def parse_number(text: str) -> float:
    """Return the number that a cell holds; ValueError where it holds none."""
    if "_" in text:  # Python takes 1_000 for a number, no data format does
        raise ValueError(text)
    return float(text)


def _strptime_format(pattern: str) -> str:
    """Translate a Java date pattern, as far as Python can read it."""
    parts = []
    for match in _JAVA_DATE.finditer(pattern):
        literal, letter = match.group(1), match.group(2)
        text = "'" if literal == "" else literal or match.group()
        known = _STRPTIME.get(match.group()) if letter else None
        if letter in ("z", "Z", "X"):
            known = "%z"
        parts.append(known or text.replace("%", "%%"))
    return "".join(parts)


def _seconds(text: str, form: str) -> float:
    """Return seconds since 1970, UTC where the text names no zone."""
    try:
        moment = datetime.strptime(text, form)
    except re.error as error:  # a pattern that names one part of a date twice
        raise ValueError(str(error)) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
