"""What the writers share: rows, numbers and names as text."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mlclf._labels import check_indicator

__all__ = [
    "check_lengths",
    "column_names",
    "dense_labels",
    "distinct_names",
    "label_matrix",
    "line_of",
    "number",
    "sparse_rows",
]


def number(value: float) -> str:
    """Return the shortest text that reads back as the same number; NaN is ``?``."""
    if value != value:
        return "?"
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def sparse_rows(X: Any) -> sp.csr_array:
    """Return X as CSR, sorted and without zeros; never a view of the caller's."""
    rows = sp.csr_array(X if sp.issparse(X) else dense_rows(X))
    rows = rows.astype(np.float64, copy=True)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    return rows


def dense_rows(X: Any) -> npt.NDArray[np.float64]:
    """Return X as a matrix of real numbers."""
    rows = np.asarray(X)
    if rows.dtype.kind == "c":
        raise ValueError(f"X must hold real numbers, got {rows.dtype}.")
    if rows.ndim != 2:
        raise ValueError(f"X must have 2 dimensions, got {rows.ndim}.")
    return rows.astype(np.float64)


def check_lengths(X: Any, Y: Any) -> None:
    """Raise where there is not one row of labels for each sample."""
    if X.shape[0] != Y.shape[0]:
        raise ValueError(f"X has {X.shape[0]} rows, but y has {Y.shape[0]}.")


def label_matrix(y: Any) -> sp.csr_array:
    """Return y as CSR of 0 and 1."""
    Y: sp.csr_array = check_indicator(y, sparse=True)
    return Y


def line_of(X: sp.csr_array, Y: sp.csr_array, i: int) -> bytes:
    """Return row i as ``label,label index:value``; a row of nothing is one blank."""
    labels = Y.indices[Y.indptr[i] : Y.indptr[i + 1]].tolist()
    span = slice(X.indptr[i], X.indptr[i + 1])
    pairs = zip(X.indices[span].tolist(), X.data[span].tolist())
    features = " ".join(f"{j}:{_finite(value)}" for j, value in pairs)
    return f"{','.join(map(str, labels))} {features}\n".encode()


def _finite(value: float) -> str:
    return "nan" if value != value else number(value)


def column_names(
    given: Sequence[str] | None, table: Any, n_columns: int, what: str
) -> list[str]:
    """Return the names given, or those of a DataFrame, or numbered ones."""
    if given is None:
        columns: Any = getattr(table, "columns", None)
        given = None if columns is None else [str(column) for column in columns]
    names = [f"{what}{j}" for j in range(n_columns)] if given is None else [*given]
    if len(names) != n_columns:
        raise ValueError(
            f"{what}_names must have {n_columns} names, one per column, got "
            f"{len(names)}."
        )
    return names


def distinct_names(features: list[str], labels: list[str]) -> list[str]:
    """Return the names of all columns, where none occurs twice."""
    names = [*features, *labels]
    if len({*names}) < len(names):
        twice = next(name for name, n in Counter(names).items() if n > 1)
        raise ValueError(f"names must be distinct, got {twice!r} twice.")
    return names


def dense_labels(y: Any) -> npt.NDArray[np.int8]:
    """Return y as a dense array of 0, 1 and, where missing, -1."""
    Y = y.toarray() if sp.issparse(y) else np.asarray(y)
    Y = Y.reshape(-1, 1) if Y.ndim == 1 else Y
    missing = Y == -1
    checked: npt.NDArray[np.int8] = check_indicator(np.where(missing, 0, Y))
    checked[missing] = -1
    return checked
