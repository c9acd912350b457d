"""Lines of labels and index:value pairs, as XMC and svmlight files have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mlclf.datasets._arff_header import decode
from mlclf.datasets._csr import build_csr
from mlclf.datasets._errors import FormatError
from mlclf.datasets._numbers import parse_indices, parse_numbers, to_buffer

__all__ = ["Lines", "decode_lines", "join_lines", "to_matrices"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_COLON, _COMMA, _LINE_END = b":,\n"
_BETWEEN = np.zeros(256, dtype=bool)
_BETWEEN[list(b":, \t\n")] = True
_COMMENT = re.compile(rb"[ \t]*#[^\n]*")
_PAIR = re.compile(r"(\d{1,18}):(\S+)")
_LABELS = re.compile(r"\d{1,18}(?:,\d{1,18})*")


@dataclass
class Lines:
    """Labels and features of some lines, each in CSR form.

    Parameters
    ----------
    label_indptr, labels : ndarray
        Labels of line i are ``labels[label_indptr[i]:label_indptr[i + 1]]``.

    indptr, columns, values : ndarray
        The features, in the same way.

    empty : ndarray of shape (n_lines,), bool
        Lines without a single character.
    """

    label_indptr: Ints
    labels: Ints
    indptr: Ints
    columns: Ints
    values: Floats
    empty: Mask


def decode_lines(text: bytes, file: str, first_line: int) -> Lines:
    """Decode whole lines, all at once where they are plain.

    Parameters
    ----------
    text : bytes
        Lines such as ``3,17 0:0.5 44:1``; what follows ``#`` is a comment.

    file : str
        The name of the file, for the messages.

    first_line : int
        The number of the first line.
    """
    if b"#" in text:
        text = _COMMENT.sub(b"", text)
    lines = _decode_plain(text)
    return _decode_each(text, file, first_line) if lines is None else lines


def _decode_plain(text: bytes) -> Lines | None:
    """Decode by arithmetic on words; None if any line is not as it should be."""
    size = len(text)
    buffer, words = to_buffer(b"\n" + text)
    between = _BETWEEN[buffer[: size + 1]]
    edges = np.flatnonzero(between[1:] != between[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    line_ends = np.flatnonzero(buffer[: size + 1] == _LINE_END)
    if len(starts) != len(ends):
        return None
    before, after = buffer[starts - 1], buffer[ends]
    is_index, is_value = after == _COLON, before == _COLON
    is_label = ~is_index & ~is_value
    comma = before == _COMMA
    bounds = np.searchsorted(starts, line_ends)
    follows = np.ones(len(starts), dtype=bool)  # a token before it in the same line
    follows[bounds[:-1][bounds[:-1] < len(starts)]] = False
    after_label = follows & np.append(False, is_label[:-1])
    adjacent = np.append(False, starts[1:] == ends[:-1] + 1)
    plain = (
        not (is_index & is_value).any()
        and (is_value[1:] == is_index[:-1]).all()
        and not is_value[:1].any()
        and (adjacent | ~is_value).all()
        and (after_label & comma & adjacent == is_label & follows).all()
        and not (comma & ~follows).any()
        and not (comma & ~is_label).any()
        and np.count_nonzero(buffer == _COLON) == np.count_nonzero(is_value)
        and np.count_nonzero(buffer == _COMMA) == np.count_nonzero(comma & is_label)
    )
    if not plain:
        return None
    lengths = ends - starts
    labels, ok_labels = parse_indices(words, starts[is_label], lengths[is_label])
    columns, ok_columns = parse_indices(words, starts[is_index], lengths[is_index])
    values, ok_values = parse_numbers(buffer, words, starts[is_value], ends[is_value])
    if not (ok_labels.all() and ok_columns.all()):
        return None
    for i in np.flatnonzero(~ok_values).tolist():
        token = bytes(buffer[starts[is_value][i] : ends[is_value][i]])
        try:
            values[i] = _number(decode(token))
        except ValueError:
            return None
    lines = Lines(
        np.append(0, np.cumsum(is_label))[bounds],
        labels,
        np.append(0, np.cumsum(is_index))[bounds],
        columns,
        values,
        np.diff(line_ends) == 1,
    )
    return None if _has_twice(lines.indptr, columns) else lines


def _has_twice(indptr: Ints, columns: Ints) -> bool:
    """Tell whether a line names a feature twice; ascending lines are told at once."""
    ascends = np.diff(columns, prepend=-1) > 0
    ascends[indptr[:-1][indptr[:-1] < len(columns)]] = True
    if ascends.all():
        return False
    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    order = np.lexsort((columns, rows))
    return bool(((np.diff(rows[order]) == 0) & (np.diff(columns[order]) == 0)).any())


def _decode_each(text: bytes, file: str, first_line: int) -> Lines:
    """Decode line by line, and say where the first broken one is."""
    labels: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    label_indptr, indptr, empty = [0], [0], []
    for number, line in enumerate(decode(text).split("\n")[:-1], first_line):
        words = line.split()
        if words and ":" not in words[0]:
            if not _LABELS.fullmatch(words[0]):
                raise FormatError(
                    f"labels must be numbers and commas, got {words[0][:40]!r}.",
                    file,
                    number,
                )
            labels.extend(int(label) for label in words[0].split(","))
            words = words[1:]
        pairs = dict(_pair(word, file, number) for word in words)
        if len(pairs) < len(words):
            raise FormatError("a feature index occurs twice.", file, number)
        columns.extend(pairs)
        values.extend(pairs.values())
        label_indptr.append(len(labels))
        indptr.append(len(columns))
        empty.append(not line)
    return Lines(
        np.array(label_indptr),
        np.array(labels, dtype=np.int64),
        np.array(indptr),
        np.array(columns, dtype=np.int64),
        np.array(values, dtype=np.float64),
        np.array(empty, dtype=bool),
    )


def _pair(word: str, file: str, line: int) -> tuple[int, float]:
    match = _PAIR.fullmatch(word)
    try:
        if match:
            return int(match.group(1)), _number(match.group(2))
    except ValueError:
        pass
    raise FormatError(f"a feature must be index:value, got {word[:40]!r}.", file, line)


def _number(text: str) -> float:
    if "_" in text:
        raise ValueError(text)
    return float(text)


def join_lines(parts: Iterator[Lines]) -> Lines:
    """Put the pieces of a file together."""
    pieces = list(parts)
    if not pieces:
        zero, none = np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return Lines(zero, none, zero, none, none.astype(float), none.astype(bool))

    def joined(indptrs: list[Ints]) -> Ints:
        counts = np.concatenate([np.diff(indptr) for indptr in indptrs])
        return np.append(0, np.cumsum(counts))

    return Lines(
        joined([p.label_indptr for p in pieces]),
        np.concatenate([p.labels for p in pieces]),
        joined([p.indptr for p in pieces]),
        np.concatenate([p.columns for p in pieces]),
        np.concatenate([p.values for p in pieces]),
        np.concatenate([p.empty for p in pieces]),
    )


def to_matrices(
    lines: Lines, n_features: int, n_labels: int, *, sparse_labels: bool
) -> tuple[sp.csr_array, sp.csr_array | npt.NDArray[np.int32]]:
    """Build the features and the labels; lines without a character are no rows."""
    rows = np.flatnonzero(~lines.empty)
    label_indptr = np.append(lines.label_indptr[rows], len(lines.labels))
    indptr = np.append(lines.indptr[rows], len(lines.columns))
    X = build_csr(lines.values, lines.columns, indptr, (len(rows), n_features))
    X.eliminate_zeros()
    ones = np.ones(len(lines.labels), dtype=np.int32)
    Y = build_csr(ones, lines.labels, label_indptr, (len(rows), n_labels))
    if not sparse_labels:
        dense = np.zeros(Y.shape, dtype=np.int32)
        dense[np.repeat(np.arange(len(rows)), np.diff(label_indptr)), lines.labels] = 1
        return X, dense
    Y.sum_duplicates()
    Y.data[:] = 1  # a label named twice is on, once
    return X, Y
