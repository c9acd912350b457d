"""Floating-point samples: what joint solves compute with."""

import numpy as np

__all__ = ["as_floats", "float_dtype"]


def float_dtype(X):
    """Return the dtype to learn from X in: float32 for float32, else float64.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor}
        Samples.

    Returns
    -------
    dtype : dtype
        numpy.float32 or numpy.float64.
    """
    single = str(X.dtype).endswith("float32")  # of numpy or of torch
    return np.dtype(np.float32 if single else np.float64)


def as_floats(X):
    """Convert samples to the dtype of :func:`float_dtype`, as scikit-learn does.

    Squares and sums of integers overflow in their own dtype without an error: a
    uint8 pixel of 16 squared is 0.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples; never changed.

    Returns
    -------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        X itself where it has float32 or float64, else a copy.

    Examples
    --------
    >>> as_floats(np.array([[16, 255]], dtype=np.uint8)) ** 2
    array([[  256., 65025.]])
    """
    dtype = float_dtype(X)
    if str(X.dtype).endswith(dtype.name):
        return X
    if hasattr(X, "astype"):
        return X.astype(dtype)
    return X.double()
