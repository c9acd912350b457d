"""CSV and Parquet tables: a column per feature, a column per label."""

import csv
import io
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mlclf.datasets._arff_dense import decode_dense
from mlclf.datasets._arff_header import Attribute, Header, decode
from mlclf.datasets._arff_rows import Block, nominal_codes, parse_number
from mlclf.datasets._assemble import Assembler, MissingLabels, Nominal
from mlclf.datasets._cells import Cells, NotPlain
from mlclf.datasets._columns import choose_labels
from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import PathOrFile, open_source, writing
from mlclf.datasets._frames import import_pandas
from mlclf.datasets._writing import (
    check_lengths,
    column_names,
    dense_labels,
    distinct_names,
    number,
)

__all__ = ["dump_csv", "dump_parquet", "load_csv", "load_parquet"]

_CHUNK = 1 << 18
_NOT_PARQUET = (OSError, ValueError, TypeError, LookupError, NotImplementedError)
_MISSING = ("", "?", "NA", "NaN", "nan", "null")


def load_csv(
    path: PathOrFile,
    labels: int | Sequence[str],
    *,
    separator: str = ",",
    missing_labels: MissingLabels = "error",
    nominal: Nominal = "ordinal",
    dtype: Any = np.float64,
    return_X_y: bool = False,
    as_frame: bool = False,
) -> Any:
    r"""Load a CSV table whose first line names the columns.

    Parameters
    ----------
    path : str, path-like or file object
        The file, plain or compressed (gz, bz2, xz).

    labels : int or sequence of str
        Which columns are labels: the first ``labels`` ones (the last ones if negative),
        or those named. Their values are 0 and 1, no and yes, or false and true.

    separator : str, default=","
        What stands between two cells.

    missing_labels, nominal, dtype, return_X_y, as_frame
        As for :func:`load_arff`. A column with anything but numbers is nominal, its
        values in alphabetical order. Empty cells, ``?`` and ``NA`` are missing.

    Returns
    -------
    bunch : Bunch
        As :func:`load_arff` returns it.

    Raises
    ------
    FormatError
        If a row has another number of cells than the first line, or a label other
        values.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import load_csv
    >>> table = io.StringIO("size,color,a,b\n1.5,red,1,0\n2,blue,0,1")
    >>> load_csv(table, -2).data
    array([[1.5, 1. ],
           [2. , 0. ]])
    """
    if len(separator) != 1:
        raise ValueError(f"separator must be one character, got {separator!r}.")
    with open_source(path) as source:
        texts = list(source.chunks(_CHUNK))
        if not texts:
            raise FormatError("the file is empty.", source.name)
        texts[0] = texts[0].removeprefix(b"\xef\xbb\xbf")
        decoded = _numeric_blocks(texts) if separator == "," else None
        if decoded is None:
            decoded = _any_block(texts, separator, source.name)
        header, blocks = decoded
        found = choose_labels(header, labels, source.name)
        parts = Assembler(header, found, source.name, missing_labels, nominal, dtype)
        for block, text, line in blocks:
            parts.add(block, text, line)
        bunch = parts.bunch(as_frame)
    return (bunch.data, bunch.target) if return_X_y else bunch


def dump_csv(
    X: Any,
    y: Any,
    path: PathOrFile,
    *,
    feature_names: Sequence[str] | None = None,
    label_names: Sequence[str] | None = None,
) -> None:
    """Write a CSV table, the labels last; ``load_csv(path, -n_labels)`` reads it.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Features; NaN becomes an empty cell.

    y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
        Label indicators, 0 or 1; -1, for missing, becomes an empty cell.

    path : str, path-like or binary file object
        Where to write; .gz, .bz2 and .xz compress.

    feature_names, label_names : sequence of str, default=None
        Names; by default the columns of a DataFrame, or numbered ones.
    """
    Y = dense_labels(y)
    table = X.toarray() if hasattr(X, "toarray") else X
    rows = table.to_numpy() if hasattr(table, "to_numpy") else np.asarray(table)
    if rows.ndim != 2:
        raise ValueError(f"X must have 2 dimensions, got {rows.ndim}.")
    check_lengths(rows, Y)
    features = column_names(feature_names, X, rows.shape[1], "feature")
    labels = column_names(label_names, y, Y.shape[1], "label")
    names = distinct_names(features, labels)
    with writing(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        for cells, marks in zip(rows.tolist(), Y.tolist()):
            on = ["" if mark < 0 else mark for mark in marks]
            writer.writerow([*(_cell(cell) for cell in cells), *on])
        text.detach()


def load_parquet(
    path: PathOrFile,
    labels: int | Sequence[str],
    *,
    missing_labels: MissingLabels = "error",
    nominal: Nominal = "ordinal",
    dtype: Any = np.float64,
    return_X_y: bool = False,
    as_frame: bool = False,
) -> Any:
    """Load a Parquet table; needs pandas and pyarrow.

    Parameters
    ----------
    path : str, path-like or binary file object
        The file.

    labels : int or sequence of str
        Which columns are labels, as for :func:`load_csv`.

    missing_labels, nominal, dtype, return_X_y, as_frame
        As for :func:`load_csv`; the features of a DataFrame keep the types that the
        file gives them.

    Returns
    -------
    bunch : Bunch
        As :func:`load_arff` returns it.
    """
    pandas = import_pandas()
    with open_source(path) as source:
        try:
            frame = pandas.read_parquet(io.BytesIO(source.read()))
        except _NOT_PARQUET as error:
            raise FormatError(f"not a Parquet file: {error}", source.name) from error
        texts = [_texts(frame.iloc[:, j]) for j in range(frame.shape[1])]
        header, block = _block([str(name) for name in frame.columns], texts)
        found = choose_labels(header, labels, source.name)
        parts = Assembler(header, found, source.name, missing_labels, nominal, dtype)
        parts.add(block, b"-\n" * block.n_rows, 1)
        bunch = parts.bunch(as_frame=False)
    if as_frame:
        is_label = np.isin(np.arange(frame.shape[1]), found.columns)
        bunch.data = frame.loc[parts.kept[0], ~is_label].reset_index(drop=True)
        bunch.target = pandas.DataFrame(bunch.target, columns=bunch.label_names)
    return (bunch.data, bunch.target) if return_X_y else bunch


def dump_parquet(
    X: Any,
    y: Any,
    path: PathOrFile,
    *,
    feature_names: Sequence[str] | None = None,
    label_names: Sequence[str] | None = None,
) -> None:
    """Write a Parquet table, the labels last; needs pandas and pyarrow.

    Parameters
    ----------
    X, y, path, feature_names, label_names
        As for :func:`dump_csv`; the columns of a DataFrame keep their types.
    """
    pandas = import_pandas()
    X = X.toarray() if hasattr(X, "toarray") else X
    if np.ndim(X) != 2:
        raise ValueError(f"X must have 2 dimensions, got {np.ndim(X)}.")
    frame = pandas.DataFrame(X.copy() if hasattr(X, "iloc") else np.asarray(X))
    frame.columns = column_names(feature_names, X, frame.shape[1], "feature")
    Y = dense_labels(y)
    check_lengths(frame, Y)
    names = column_names(label_names, y, Y.shape[1], "label")
    distinct_names([*frame.columns], names)
    for j, name in enumerate(names):
        labels = pandas.array(Y[:, j], dtype="Int8")
        labels[Y[:, j] < 0] = pandas.NA
        frame[name] = labels
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    with writing(path) as out:
        out.write(stream.getvalue())


def _numeric_blocks(
    texts: list[bytes],
) -> tuple[Header, list[tuple[Block, bytes, int]]] | None:
    """Decode a table of numbers at once; None where it is more than that."""
    first, _, rest = texts[0].partition(b"\n")
    if b'"' in first:
        return None
    attributes = [Attribute(n, "numeric", line=1) for n in decode(first).split(",")]
    header = Header("", tuple(attributes), "", 1)
    cells = Cells(header)
    blocks, line = [], 2
    try:
        for text in (rest, *texts[1:]):
            if text:
                blocks.append((decode_dense(text, cells), text, line))
            line += text.count(b"\n")
    except NotPlain:
        return None
    return header, blocks


def _any_block(
    texts: list[bytes], separator: str, file: str
) -> tuple[Header, list[tuple[Block, bytes, int]]]:
    """Decode any table: what does not parse as numbers is nominal."""
    lines = (line + "\n" for line in decode(b"".join(texts)).split("\n"))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            if row and rows and len(row) != len(rows[0]):
                raise FormatError(
                    f"expected {len(rows[0])} cells, got {len(row)}.",
                    file,
                    reader.line_num,
                )
            if row:
                rows.append(row)
                ends.append(reader.line_num)
    except csv.Error as error:
        raise FormatError(f"{error}.", file, reader.line_num) from error
    if not rows:
        raise FormatError("the file is empty.", file)
    columns = [[row[j].strip() for row in rows[1:]] for j in range(len(rows[0]))]
    header, block = _block(rows[0], columns)
    # What stands for the text, for the messages: a dash in the last line of each row.
    gaps = [end - before for before, end in pairwise(ends)]
    text = b"".join(b"\n" * (gap - 1) + b"-\n" for gap in gaps)
    return header, [(block, text, ends[0] + 1)]


def _block(names: list[str], columns: list[list[str]]) -> tuple[Header, Block]:
    attributes, values = [], []
    for name, texts in zip(names, columns):
        attribute, numbers = _column(name, texts)
        attributes.append(attribute)
        values.append(numbers)
    dense = np.array(values, dtype=np.float64).reshape(len(names), -1).T
    return Header("", tuple(attributes), "", 1), Block(len(dense), dense=dense)


def _column(name: str, texts: list[str]) -> tuple[Attribute, list[float]]:
    """Tell numbers from nominal values, and return them as numbers."""
    try:
        numbers = [math.nan if t in _MISSING else parse_number(t) for t in texts]
        return Attribute(name, "numeric", line=1), numbers
    except ValueError:
        declared = tuple(sorted({*texts}.difference(_MISSING)))
        attribute = Attribute(name, "nominal", declared, line=1)
        codes = dict.fromkeys(_MISSING, math.nan) | nominal_codes(attribute)
        return attribute, [codes[text] for text in texts]


def _texts(column: Any) -> list[str]:
    """Return the cells of a DataFrame column as a CSV file has them."""
    missing = column.isna().tolist()
    return ["" if none else _cell(v) for v, none in zip(column.tolist(), missing)]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else number(value)
    return "" if value is None else str(value)
