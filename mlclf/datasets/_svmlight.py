"""svmlight and LIBSVM files with several labels per line."""

import re
from itertools import chain
from numbers import Integral
from typing import Any, Literal

from sklearn.utils import Bunch

from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import PathOrFile, Source, open_source, writing
from mlclf.datasets._lines import Lines, decode_lines, join_lines, to_matrices
from mlclf.datasets._writing import check_lengths, label_matrix, line_of, sparse_rows

__all__ = ["bunch_of_lines", "dump_svmlight", "load_svmlight", "read_lines"]

_CHUNK = 1 << 18
_MOST_COLUMNS = 10**8  # a hundred times what the largest published set has
_MOST_CELLS = 1 << 29  # 2 GiB
_MOST_NAMES = 10**6
_FIRST = re.compile(rb"\s*#|\s*\d+\s+\d+\s+\d+\s*$")
_HEADER = re.compile(rb"#\s*num_feature\s*=\s*(\d+)\s+num_label\s*=\s*(\d+)\s*")


def load_svmlight(
    path: PathOrFile,
    *,
    n_features: int | None = None,
    n_labels: int | None = None,
    zero_based: bool | Literal["auto"] = "auto",
    zero_based_labels: bool = True,
    sparse_labels: bool = False,
    return_X_y: bool = False,
) -> Any:
    r"""Load a multi-label svmlight (LIBSVM) file.

    Every line is ``label,label index:value index:value``; a line may have no label. A
    first line ``#num_feature=1836 num_label=159`` is read where it stands.

    Parameters
    ----------
    path : str, path-like or file object
        The file, plain or compressed (gz, bz2, xz).

    n_features, n_labels : int, default=None
        Number of columns; by default what the first line says, or else one more than
        the largest index.

    zero_based : bool or "auto", default="auto"
        Whether the first feature is 0 or 1. "auto" takes 0 where the first line says
        the sizes or index 0 occurs, else 1.

    zero_based_labels : bool, default=True
        Whether the first label is 0 or 1.

    sparse_labels : bool, default=False
        Return the labels as CSR.

    return_X_y : bool, default=False
        Return ``(data, target)`` alone.

    Returns
    -------
    bunch : Bunch
        As :func:`load_arff` returns it; ``data`` is CSR, the names are numbers (None
        beyond a million).

    Raises
    ------
    FormatError
        If a line is broken, or an index is outside the sizes given.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import load_svmlight
    >>> toy = load_svmlight(io.BytesIO(b"0,2 1:0.5 3:1\n 2:1\n"))
    >>> toy.target
    array([[1, 0, 1],
           [0, 0, 0]], dtype=int32)
    """
    if zero_based != "auto" and not isinstance(zero_based, bool):
        raise ValueError(f"zero_based must be a bool or 'auto', got {zero_based!r}.")
    for name, size in (("n_features", n_features), ("n_labels", n_labels)):
        if size is not None and (not isinstance(size, Integral) or size < 0):
            raise ValueError(f"{name} must be a whole number from 0, got {size!r}.")
    with open_source(path) as source:
        first, lines = read_lines(source)
        sizes = _HEADER.fullmatch(first)
        if zero_based == "auto":
            zero_based = bool(sizes) or lines.columns.min(initial=1) == 0
        if sizes:
            n_features = int(sizes.group(1)) if n_features is None else n_features
            n_labels = int(sizes.group(2)) if n_labels is None else n_labels
        lines.columns -= not zero_based
        lines.labels -= not zero_based_labels
        bunch = bunch_of_lines(lines, n_features, n_labels, source.name, sparse_labels)
    return (bunch.data, bunch.target) if return_X_y else bunch


def dump_svmlight(X: Any, y: Any, path: PathOrFile) -> None:
    """Write a multi-label svmlight file, 0-based, its sizes in the first line.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Features; zeros are left out.

    y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    path : str, path-like or binary file object
        Where to write; .gz, .bz2 and .xz compress.
    """
    X, Y = sparse_rows(X), label_matrix(y)
    check_lengths(X, Y)
    with writing(path) as stream:
        stream.write(f"#num_feature={X.shape[1]} num_label={Y.shape[1]}\n".encode())
        for i in range(X.shape[0]):
            stream.write(line_of(X, Y, i))


def read_lines(source: Source) -> tuple[bytes, Lines]:
    """Read a whole file; the first line apart where it is no row."""
    chunks = source.chunks(_CHUNK)
    begin = next(chunks, b"").removeprefix(b"\xef\xbb\xbf")
    first, _, rest = begin.partition(b"\n")
    if not _FIRST.match(first):
        first, rest = b"", begin

    def parts() -> Any:
        line = 2 if first else 1
        for text in chain([rest], chunks):
            if text:
                yield decode_lines(text, source.name, line)
            line += text.count(b"\n")

    return first, join_lines(parts())


def bunch_of_lines(
    lines: Lines,
    n_features: int | None,
    n_labels: int | None,
    file: str,
    sparse_labels: bool,
) -> Bunch:
    """Build the Bunch, after a look at the indices."""
    n_features = _checked_size(lines.columns, n_features, "feature", file)
    n_labels = _checked_size(lines.labels, n_labels, "label", file)
    n_rows = int((~lines.empty).sum())
    if not sparse_labels and n_rows * n_labels > _MOST_CELLS:
        raise FormatError(
            f"{n_rows} rows of {n_labels} labels are too many for a dense target; "
            "sparse_labels=True gives a sparse one.",
            file,
        )
    X, Y = to_matrices(lines, n_features, n_labels, sparse_labels=sparse_labels)
    return Bunch(
        data=X,
        target=Y,
        feature_names=_numbered(n_features),
        label_names=_numbered(n_labels),
        label_parents=None,
        sample_weight=None,
        train_index=None,
        test_index=None,
        name="",
        citation="",
        DESCR="",
    )


def _numbered(size: int) -> list[str] | None:
    return [str(j) for j in range(size)] if size <= _MOST_NAMES else None


def _checked_size(indices: Any, size: int | None, what: str, file: str) -> int:
    low, high = (indices.min(), indices.max()) if len(indices) else (0, -1)
    if low < 0:
        raise FormatError(f"{what} {low + 1} occurs, but the first one is 1.", file)
    if size is None:
        size = int(high) + 1
    if size > _MOST_COLUMNS:
        raise FormatError(f"{size} {what}s are more than {_MOST_COLUMNS}.", file)
    if high >= size:
        raise FormatError(f"{what} {high} is outside the {size} that there are.", file)
    return size
