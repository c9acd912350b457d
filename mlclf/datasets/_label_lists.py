"""Lists of label names, one per sample, from and to label matrices."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from mlclf.datasets._arff_header import decode
from mlclf.datasets._csr import build_csr
from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import PathOrFile, open_source, writing
from mlclf.datasets._writing import column_names, distinct_names, label_matrix

__all__ = ["dump_label_lists", "load_label_lists"]


def load_label_lists(
    lists: PathOrFile | Iterable[Iterable[str]],
    label_names: Sequence[str] | None = None,
    *,
    separator: str = ",",
    sparse_labels: bool = False,
) -> tuple[Any, list[str]]:
    """Turn lists of label names into a label matrix.

    Parameters
    ----------
    lists : path, file object, or iterable of iterables of str
        The labels of each sample; a file has one sample per line, an empty line is a
        sample without labels. A line may be a JSON list of strings; blanks between
        two separators, or after the last, are no label.

    label_names : sequence of str, default=None
        The labels that there are, in the order of the columns; by default those that
        occur, in alphabetical order.

    separator : str, default=","
        What stands between two labels in a file.

    sparse_labels : bool, default=False
        Return the matrix as CSR.

    Returns
    -------
    Y : {ndarray, csr_array} of shape (n_samples, n_labels), dtype int32
        0 and 1.

    label_names : list of str
        The columns of Y.

    Raises
    ------
    FormatError
        If a label is not among ``label_names``.

    Examples
    --------
    >>> from mlclf.datasets import load_label_lists
    >>> Y, names = load_label_lists([["sea", "sun"], [], ["sun"]])
    >>> names
    ['sea', 'sun']
    >>> Y
    array([[1, 1],
           [0, 0],
           [0, 1]], dtype=int32)
    """
    if not separator:
        raise ValueError("separator must not be empty.")
    file: str | None = None
    if isinstance(lists, str) or not isinstance(lists, Iterable) or _is_file(lists):
        with open_source(lists) as source:  # type: ignore[arg-type]
            file = source.name
            text = decode(
                b"".join(source.chunks(1 << 20)).removeprefix(b"\xef\xbb\xbf")
            )
        lists = [_split(line, separator) for line in text.split("\n")[:-1]]
    rows = [_labels_of(labels) for labels in lists]
    if label_names is None:
        label_names = sorted({label for row in rows for label in row})
    names = distinct_names([], [*label_names])
    column = {name: j for j, name in enumerate(names)}
    for i, row in enumerate(rows):
        for label in row:
            if label not in column:
                raise FormatError(
                    f"label {label!r} is not among the {len(names)} label names.",
                    file,
                    i + 1,
                )
    columns = [column[label] for row in rows for label in row]
    indptr = np.append(0, np.cumsum([len(row) for row in rows], dtype=np.int64))
    ones = np.ones(len(columns), np.int32)
    Y = build_csr(ones, columns, indptr, (len(rows), len(names)))
    Y.sum_duplicates()
    Y.data[:] = 1  # a label named twice is on, once
    return (Y if sparse_labels else Y.toarray()), names


def dump_label_lists(
    y: Any,
    path: PathOrFile,
    label_names: Sequence[str] | None = None,
    *,
    separator: str = ",",
) -> None:
    """Write the label names of each sample in a line.

    Parameters
    ----------
    y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    path : str, path-like or binary file object
        Where to write; .gz, .bz2 and .xz compress.

    label_names : sequence of str, default=None
        Names; by default the columns of a DataFrame, or numbered ones.

    separator : str, default=","
        What stands between two labels; no name may contain it.
    """
    Y = label_matrix(y)
    names = distinct_names([], column_names(label_names, y, Y.shape[1], "label"))
    for name in names:
        if separator in name or name.strip() != name or not name or "\n" in name:
            raise ValueError(
                f"a label name must not be empty, nor contain {separator!r}, a line "
                f"end or blanks around it, got {name!r}."
            )
    with writing(path) as stream:
        for i in range(Y.shape[0]):
            labels = [names[j] for j in Y.indices[Y.indptr[i] : Y.indptr[i + 1]]]
            line = separator.join(labels)
            if _split(line, separator) != labels:
                raise ValueError(f"the line {line!r} would be read as a JSON list.")
            stream.write(f"{line}\n".encode())


def _labels_of(labels: Iterable[str]) -> list[str]:
    if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
        raise TypeError(f"each sample must have a list of labels, got {labels!r}.")
    return [*labels]


def _is_file(lists: object) -> bool:
    return hasattr(lists, "read")


def _split(line: str, separator: str) -> list[str]:
    if line.lstrip().startswith("["):
        try:
            labels = json.loads(line)
        except (ValueError, RecursionError):
            labels = None  # a name may begin with a bracket
        if isinstance(labels, list) and all(isinstance(x, str) for x in labels):
            line_labels = [label.strip() for label in labels]
            return [label for label in line_labels if label]
    return [label for part in line.split(separator) if (label := part.strip())]
