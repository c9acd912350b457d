"""What the cells of each ARFF column may hold, for the vectorized decoders."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from mlclf.datasets._arff_header import Attribute, Header, decode
from mlclf.datasets._arff_rows import converter, nominal_codes
from mlclf.datasets._numbers import words_at

__all__ = ["Cells", "NotPlain"]

Array = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

_NOT_PLAIN = (b"'", b'"', b"\\", b"\0")
_QUESTION = np.uint64(ord("?")) << np.uint64(56)


class NotPlain(Exception):
    """The text is not plain enough for a vectorized decoder, or it is broken."""


class Cells:
    """Column kinds of a header, sorted by how their cells are decoded at once.

    Parameters
    ----------
    header : Header
        The header of the file.

    Attributes
    ----------
    numeric : ndarray of bool
        Columns of numbers.

    binary : ndarray of bool
        Nominal columns whose values are 0 and 1, which stand for themselves.

    words : dict of {tuple: ndarray}
        Other nominal columns with values of up to 8 bytes, by their values.

    others : list of int
        Every other column: its cells are decoded one by one.

    has_strings : bool
        Whether some of those are strings.
    """

    def __init__(self, header: Header) -> None:
        attributes = header.attributes
        self.header = header
        self.numeric = np.array([a.kind == "numeric" for a in attributes])
        self.binary = np.array(
            [a.kind == "nominal" and {*a.values} <= {"0", "1"} for a in attributes]
        )
        self.single = {
            j: float(a.values[0])
            for j, a in enumerate(attributes)
            if self.binary[j] and len({*a.values}) == 1
        }
        self.has_strings = any(a.kind == "string" for a in attributes)
        words: dict[tuple[str, ...], list[int]] = {}
        self.others: list[int] = []
        for j, attribute in enumerate(attributes):
            if self.numeric[j] or self.binary[j]:
                continue
            lengths = [len(value.encode()) for value in attribute.values]
            if (
                attribute.kind == "nominal"
                and 0 < min(lengths, default=0) <= max(lengths) <= 8
            ):
                words.setdefault(attribute.values, []).append(j)
            else:
                self.others.append(j)
        self.words = {values: np.array(columns) for values, columns in words.items()}

    def check_text(self, text: bytes) -> None:
        """Leave text with quotes, or with the zeros that fill words up, alone."""
        if any(sign in text for sign in _NOT_PLAIN):
            raise NotPlain

    def codes(
        self, values: tuple[str, ...], words: Words, starts: Array, lengths: Array
    ) -> Floats:
        """Return the codes of nominal cells that share a declaration."""
        table = {
            v: c
            for v, c in nominal_codes(Attribute("", "nominal", values)).items()
            if v != "?"
        }
        keys = np.array(
            [int.from_bytes(v.encode().rjust(8, b"\0"), "little") for v in table],
            dtype=np.uint64,
        )
        order = np.argsort(keys)
        keys, numbers = keys[order], np.array(list(table.values()))[order]
        cells = words_at(words, starts, np.minimum(lengths, 8))
        missing = (lengths == 0) | ((cells == _QUESTION) & (lengths == 1))
        place = np.minimum(np.searchsorted(keys, cells), len(keys) - 1)
        if not ((keys[place] == cells) & (lengths <= 8) | missing).all():
            raise NotPlain
        return np.where(missing, np.nan, numbers[place])

    def numbers(self, cells: Iterable[bytes]) -> list[float]:
        """Parse numeric cells one by one, as exponents and missing values need."""
        try:
            return [_number(cell) for cell in cells]
        except ValueError:
            raise NotPlain from None

    def column(
        self, j: int, cells: Iterable[bytes]
    ) -> tuple[list[float], list[str | None]]:
        """Convert the cells of one column one by one; their text comes back, too."""
        convert, _ = converter(self.header.attributes[j])
        texts = [None if cell in (b"?", b"") else decode(cell) for cell in cells]
        known: dict[str | None, float] = {None: float("nan")}
        try:
            for text in {*texts} - {None}:
                known[text] = convert(str(text))
        except (ValueError, KeyError, OverflowError):
            raise NotPlain from None
        return [known[text] for text in texts], texts


def _number(cell: bytes) -> float:
    if cell in (b"?", b""):
        return float("nan")
    if b"_" in cell:
        raise ValueError
    return float(cell)
