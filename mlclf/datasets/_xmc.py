"""Text files of the Extreme Classification repository, and their split files."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import PathOrFile, open_source, writing
from mlclf.datasets._svmlight import bunch_of_lines, read_lines
from mlclf.datasets._writing import check_lengths, label_matrix, line_of, sparse_rows

__all__ = ["dump_xmc", "load_xmc", "load_xmc_split"]

_HEADER = re.compile(rb"\s*(\d{1,12})\s+(\d{1,10})\s+(\d{1,10})\s*")


def load_xmc(
    path: PathOrFile,
    *,
    train_split: PathOrFile | None = None,
    test_split: PathOrFile | None = None,
    column: int = 0,
    sparse_labels: bool = True,
    return_X_y: bool = False,
) -> Any:
    r"""Load a text file of the Extreme Classification repository.

    The first line is ``n_samples n_features n_labels``, every other one
    ``label,label index:value index:value``, counted from 0.

    Parameters
    ----------
    path : str, path-like or file object
        The file, plain or compressed (gz, bz2, xz).

    train_split, test_split : str, path-like or file object, default=None
        The files that come with some data sets: the rows of each part, one column per
        split.

    column : int, default=0
        Which of their splits to take.

    sparse_labels : bool, default=True
        Return the labels as CSR, or as a dense array.

    return_X_y : bool, default=False
        Return ``(data, target)`` alone.

    Returns
    -------
    bunch : Bunch
        As :func:`load_arff` returns it; ``data`` is CSR, the names are numbers,
        ``train_index`` and ``test_index`` come from the split files.

    Raises
    ------
    FormatError
        If the first line is missing, does not hold, or a line is broken.

    References
    ----------
    .. [1] Bhatia, K., Dahiya, K., Jain, H., Kar, P., Mittal, A., Prabhu, Y. & Varma, M.
       (2016). The extreme classification repository: Multi-label datasets and code.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import load_xmc
    >>> X, y = load_xmc(io.BytesIO(b"2 4 3\n0,2 0:0.5 3:1\n 2:1\n"), return_X_y=True)
    >>> y.toarray()
    array([[1, 0, 1],
           [0, 0, 0]], dtype=int32)
    """
    with open_source(path) as source:
        first, lines = read_lines(source)
        sizes = _HEADER.fullmatch(first)
        if sizes is None:
            raise FormatError(
                "the first line must be 'n_samples n_features n_labels', got "
                f"{first[:40].decode('latin-1')!r}.",
                source.name,
                1,
            )
        n, d, L = (int(size) for size in sizes.groups())
        if len(lines.empty) == n:
            lines.empty[:] = False
        if (~lines.empty).sum() != n:
            raise FormatError(
                f"the first line says {n} rows, there are {(~lines.empty).sum()}.",
                source.name,
            )
        bunch = bunch_of_lines(lines, d, L, source.name, sparse_labels)
    for name, part in (("train_index", train_split), ("test_index", test_split)):
        if part is not None:
            bunch[name] = load_xmc_split(part, column, n_samples=n)
    return (bunch.data, bunch.target) if return_X_y else bunch


def load_xmc_split(
    path: PathOrFile, column: int = 0, *, n_samples: int | None = None
) -> npt.NDArray[np.int64]:
    """Load the rows of one part of a split.

    Parameters
    ----------
    path : str, path-like or file object
        A split file: row numbers, counted from 1, one column per split.

    column : int, default=0
        Which split.

    n_samples : int, default=None
        Number of rows that there are; a larger number in the file is an error.

    Returns
    -------
    rows : ndarray of shape (n_rows,)
        Row numbers, counted from 0.
    """
    with open_source(path) as source:
        lines = [line for line in _lines_of(source) if line.split("#")[0].strip()]
        if not lines:
            raise FormatError("the split file is empty.", source.name)
        try:
            table = np.loadtxt(lines, dtype=np.int64, ndmin=2)
        except ValueError as error:
            raise FormatError(f"not a split file: {error}", source.name) from error
        if not 0 <= column < table.shape[1]:
            raise FormatError(
                f"column must be below {table.shape[1]}, the number of splits, got "
                f"{column}.",
                source.name,
            )
        rows: npt.NDArray[np.int64] = table[:, column] - 1
        high = rows.max(initial=-1)
        if rows.min(initial=0) < 0 or (n_samples is not None and high >= n_samples):
            raise FormatError(
                f"row numbers must lie between 1 and {n_samples or 'n_samples'}, got "
                f"{rows.min() + 1} to {high + 1}.",
                source.name,
            )
    return rows


def _lines_of(source: Any) -> list[str]:
    """Return the lines of a small file."""
    text: bytes = b"".join(source.chunks(1 << 20))
    return text.decode("latin-1").splitlines()


def dump_xmc(X: Any, y: Any, path: PathOrFile) -> None:
    """Write a text file in the layout of the Extreme Classification repository.

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
        stream.write(f"{X.shape[0]} {X.shape[1]} {Y.shape[1]}\n".encode())
        for i in range(X.shape[0]):
            stream.write(line_of(X, Y, i))
