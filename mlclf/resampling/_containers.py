"""Samples and labels appended or replaced in the container that the caller has."""

import numpy as np
import scipy.sparse as sp

__all__ = ["extended", "replaced"]


def replaced(y, labels):
    """Return new labels in the container of the old ones.

    Parameters
    ----------
    y : {ndarray, list, sparse matrix, DataFrame, Series} of n_samples rows
        The old labels.

    labels : ndarray of shape (n_samples, n_labels)
        The new ones.

    Returns
    -------
    y : same type as ``y``
        Of the same types of columns.
    """
    if sp.issparse(y):
        return type(y)(labels.astype(y.dtype))
    if isinstance(y, list):
        return labels.tolist()
    new = labels.reshape(len(labels), *y.shape[1:])
    if isinstance(y, np.ndarray):
        return new.astype(y.dtype)
    if hasattr(y, "iloc"):
        names = {"name": y.name} if new.ndim == 1 else {"columns": y.columns}
        return type(y)(new, index=y.index, **names).astype(y.dtypes)
    if new.ndim == 1:
        return type(y)(y.name, new).cast(y.dtype)
    return type(y)(new, schema=y.columns).cast(y.schema)


def extended(old, new):
    """Append rows to a container; whole numbers become fractions where they must.

    Parameters
    ----------
    old : {ndarray, list, sparse matrix, DataFrame, Series} of n_samples rows
        Samples, or labels.

    new : {ndarray, csr_array} of shape (n_new, n_columns)
        Rows to follow.

    Returns
    -------
    both : same type as ``old``
        DataFrames are numbered anew.
    """
    if sp.issparse(old):
        new = sp.csr_array(new)
        if _fits(old.dtype.kind, new.data):
            new = new.astype(old.dtype)
        return type(old)(sp.vstack([sp.csr_array(old), new]))
    if sp.issparse(new):
        new = new.toarray()
    if isinstance(old, list):
        return old + new.tolist()
    new = new.reshape(len(new), *old.shape[1:])
    if isinstance(old, np.ndarray):
        if _fits(old.dtype.kind, new):
            new = new.astype(old.dtype)
        return np.concatenate([old, new])
    if hasattr(old, "iloc"):
        return _extended_pandas(old, new)
    return _extended_polars(old, new)


def _extended_pandas(old, new):
    import pandas as pd  # the caller's data are of pandas

    if new.ndim == 1:
        below = type(old)(new, name=old.name).astype(old.dtype)
        return pd.concat([old, below], ignore_index=True)
    below = type(old)(new, columns=old.columns)
    kinds = zip(old.columns, old.dtypes, new.T)
    kept = {name: kind for name, kind, column in kinds if _fits(kind.kind, column)}
    return pd.concat([old, below.astype(kept)], ignore_index=True)


def _extended_polars(old, new):
    if new.ndim == 1:
        return old.clone().append(type(old)(old.name, new).cast(old.dtype))
    below = type(old)(new, schema=old.columns)
    kinds = zip(old.columns, old.dtypes, new.T)
    below = below.cast(
        {
            name: kind
            for name, kind, column in kinds
            if _fits("f" if kind.is_float() else "", column)
        }
    )
    return old.cast(below.schema).vstack(below)


def _fits(kind, values):
    """Tell whether a type can hold values: that of fractions all, others whole ones."""
    return kind == "f" or not np.mod(values, 1).any()
