"""CSR matrices with the small indices that scikit-learn's solvers ask for."""

from typing import Any

import numpy as np
import scipy.sparse as sp

__all__ = ["build_csr"]

_MOST = np.iinfo(np.int32).max


def build_csr(
    values: Any, columns: Any, indptr: Any, shape: tuple[int, int]
) -> sp.csr_array:
    """Build a CSR array, its indices int32 wherever they fit.

    Parameters
    ----------
    values, columns : ndarray of shape (n_entries,)
        The entries.

    indptr : ndarray of shape (n_rows + 1,)
        Where each row begins and ends.

    shape : tuple of int
        Number of rows and columns.

    Returns
    -------
    matrix : csr_array
        Sorted within its rows.
    """
    fits = max(len(values), *shape) <= _MOST
    kind = np.int32 if fits else np.int64
    parts = (values, np.asarray(columns, kind), np.asarray(indptr, kind))
    matrix = sp.csr_array(parts, shape=shape)
    matrix.sort_indices()
    return matrix
