"""Synthetic features, between two samples."""

import numpy as np
import scipy.sparse as sp

__all__ = ["categorical_mask", "interpolate"]


def categorical_mask(categorical_features, n_features):
    """Return which features are codes of categories.

    Parameters
    ----------
    categorical_features : array-like of int or bool, or None
        Column numbers, or a mask of shape (n_features,).

    n_features : int
        Number of features.

    Returns
    -------
    mask : ndarray of shape (n_features,) of bool
        Where the features are categorical.
    """
    mask = np.zeros(n_features, dtype=bool)
    if categorical_features is None:
        return mask
    chosen = np.asarray(categorical_features)
    if chosen.dtype == bool and chosen.shape != (n_features,):
        raise ValueError(
            f"categorical_features must have shape ({n_features},) as a mask, got "
            f"{chosen.shape}."
        )
    if chosen.size and chosen.dtype.kind not in "biu":
        raise ValueError(
            "categorical_features must be column numbers or a mask, got "
            f"{categorical_features!r}."
        )
    if chosen.size and chosen.dtype != bool and chosen.max() >= n_features:
        raise ValueError(
            f"categorical_features must be below n_features={n_features}, got "
            f"{chosen.max()}."
        )
    mask[chosen.astype(chosen.dtype if chosen.dtype == bool else np.intp)] = True
    return mask


def interpolate(X, start, end, rng):
    """Draw points between pairs of samples, each feature on its own.

    Parameters
    ----------
    X : {ndarray, csr_array} of shape (n_samples, n_features)
        Samples.

    start, end : ndarray of shape (n_new,)
        Rows of the two samples of each pair.

    rng : numpy.random.RandomState
        Draws a number for each feature in which the two differ.

    Returns
    -------
    new : {ndarray, csr_array} of shape (n_new, n_features)
        Dense where X is.
    """
    if sp.issparse(X):
        way = sp.csr_array(X[end] - X[start])
        way.eliminate_zeros()
        way.sort_indices()
        way.data *= rng.uniform(size=way.nnz)
        return sp.csr_array(X[start] + way)
    way = X[end] - X[start]
    differs = way != 0
    way[differs] *= rng.uniform(size=differs.sum())
    return X[start] + way
