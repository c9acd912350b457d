"""DataFrames of samples: told apart, made numbers of, given more columns."""

from numbers import Integral

import numpy as np
from sklearn.utils import check_array, get_tags

from mlclf._floats import as_floats
from mlclf._indices import narrow_indices

__all__ = ["append_columns", "as_numbers", "column_names", "is_frame", "name_features"]


def is_frame(X):
    """Tell whether samples are a DataFrame of pandas or polars.

    Parameters
    ----------
    X : object
        Samples in any container.

    Returns
    -------
    is_frame : bool
        False for what is computed only later, as dask and lazy frames are.

    Examples
    --------
    >>> is_frame(np.eye(2))
    False
    """
    shape = getattr(X, "shape", ())
    if len(shape) != 2 or not isinstance(shape[0], Integral):
        return False
    return hasattr(X, "columns") and hasattr(X, "dtypes")


def column_names(X):
    """Return the names that scikit-learn knows the columns of X by, or None.

    Parameters
    ----------
    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Samples.

    Returns
    -------
    names : ndarray of shape (n_features,) of str, or None
        None for what is no DataFrame, and for names that are not all strings.
    """
    if not is_frame(X):
        return None
    names = np.array(list(X.columns), dtype=object)
    return names if all(isinstance(name, str) for name in names) else None


def name_features(estimators, names, *, n_appended=0):
    """Tell classifiers that were fitted on numbers what their columns are called.

    Parameters
    ----------
    estimators : list of fitted classifiers
        Changed in place.

    names : sequence of length n_features of str, or None
        Names of the columns; None changes nothing.

    n_appended : int, default=0
        How many of the last names are of links: estimator t has the first t of them.

    Returns
    -------
    estimators : list of fitted classifiers
        The same ones.
    """
    if names is not None:
        n_features = len(names) - n_appended
        for t, fitted in enumerate(estimators):
            known = names[: n_features + min(t, n_appended)]
            fitted.feature_names_in_ = np.array(known, dtype=object)
    return estimators


def as_numbers(X, estimator):
    """Return the matrix that a scikit-learn estimator makes of a DataFrame.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor, DataFrame} of shape (n_samples, n_features)
        Samples; what is no DataFrame is returned as it is.

    estimator : estimator
        Its tags say whether NaN may remain; errors name it.

    Returns
    -------
    X : {ndarray, csr_matrix} of shape (n_samples, n_features)
        Numbers.

    Raises
    ------
    ValueError
        If a column does not hold numbers.
    """
    if not is_frame(X):
        return X
    X = check_array(
        X,
        accept_sparse="csr",
        ensure_all_finite=not get_tags(estimator).input_tags.allow_nan,
        estimator=estimator,
        input_name="X",
    )
    return narrow_indices(as_floats(X) if X.dtype.kind == "f" else X)


def append_columns(X, columns, names):
    """Append named columns to a DataFrame.

    Parameters
    ----------
    X : DataFrame of shape (n_samples, n_features)
        Of pandas or polars; never changed.

    columns : ndarray of shape (n_samples, n_appended)
        New columns.

    names : sequence of length n_appended
        Their names.

    Returns
    -------
    X : DataFrame of shape (n_samples, n_features + n_appended)
        Of the same library; the columns of X keep their types.
    """
    if not hasattr(X, "iloc"):
        return X.hstack(type(X)(columns, schema=list(names)))
    import pandas as pd  # the caller's data are of pandas

    added = pd.DataFrame(columns, index=X.index, columns=list(names))
    return pd.concat([X, added], axis=1)
