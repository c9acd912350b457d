"""What the writers share: rows, numbers and names as text."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mlclf._labels import check_indicator

__all__ = ["column_names", "label_matrix", "line_of", "number", "sparse_rows"]


def number(value: float) -> str:
    """Return the shortest text that reads back as the same number; NaN is ``?``."""
    if value != value:
        return "?"
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def sparse_rows(X: Any) -> sp.csr_array:
    """Return X as CSR, sorted and without zeros; never a view of the caller's."""
    rows = sp.csr_array(X if sp.issparse(X) else np.asarray(X, dtype=np.float64))
    rows = rows.astype(np.float64, copy=True)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    return rows


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


def dense_labels(y: Any) -> npt.NDArray[np.int8]:
    """Return y as a dense array of 0, 1 and, where missing, -1."""
    Y = y.toarray() if sp.issparse(y) else np.asarray(y)
    Y = Y.reshape(-1, 1) if Y.ndim == 1 else Y
    missing = Y == -1
    checked: npt.NDArray[np.int8] = check_indicator(np.where(missing, 0, Y))
    checked[missing] = -1
    return checked
