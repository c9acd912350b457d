"""Ridge regressions whose normal equations are lost in rounding, by singular values."""

import numpy as np
import scipy.sparse as sp
from scipy.linalg import svd

__all__ = ["excess", "is_doubtful", "ridge_svd", "svd_is_quick"]

# Rounding of the normal equations matters beyond this ratio of squares to the ridge.
DOUBTFUL = 1e9

# Multiply-adds of a decomposition that takes about a second, and entries made dense.
QUICK_WORK, ENTRIES = 2e9, 2**24


def is_doubtful(X, alpha, weight, *, fit_intercept):
    """Say whether the normal equations may have lost the ridge in their rounding.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    alpha : float
        Ridge.

    weight : ndarray of shape (n_samples,) or None
        Weights of the samples.

    fit_intercept : bool
        Whether the features are centered.
    """
    share = np.ones(X.shape[0]) if weight is None else weight
    values = X.data if sp.issparse(X) else X
    with np.errstate(over="ignore"):
        if sp.issparse(X):
            squares = X.copy()
            squares.data = np.square(values, dtype=float)
            total = (share @ squares).sum()
        elif fit_intercept:
            total = (share @ np.square(X - share @ X / share.sum())).sum()
        else:
            total = (share @ np.square(X, dtype=float)).sum()
    return not total <= DOUBTFUL * alpha


def excess(X, targets, alpha, weight, coef, intercept):
    """Return how far above their minima objectives are at most, as a share.

    An objective with a ridge of ``alpha * coef @ coef`` exceeds its minimum by no more
    than the square of its gradient over ``4 * alpha``.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    targets : ndarray of shape (n_samples, n_targets)
        What is to be predicted.

    alpha : float
        Ridge, positive.

    weight : ndarray of shape (n_samples,) or None
        Weights of the samples.

    coef, intercept : ndarray
        Of shape (n_targets, n_features), and (n_targets,) or a number.

    Returns
    -------
    share : ndarray of shape (n_targets,)
        Infinite where a number is not finite.
    """
    weight = np.ones(len(targets)) if weight is None else weight
    coef = np.asarray(coef, dtype=float)
    residual = X @ coef.T + intercept - targets
    pull = weight[:, None] * residual
    gradient = 2 * (X.T @ pull).T + 2 * alpha * coef
    objective = (pull * residual).sum(axis=0) + alpha * (coef**2).sum(axis=1)
    above = (gradient**2).sum(axis=1) / (4 * alpha)
    tiny = np.finfo(float).tiny
    return np.nan_to_num(above / np.maximum(objective, tiny), nan=np.inf)


def svd_is_quick(X):
    """Say whether the decomposition of dense samples is a matter of a second."""
    n_entries = X.shape[0] * X.shape[1]
    return n_entries <= ENTRIES and n_entries * min(X.shape) <= QUICK_WORK


def ridge_svd(X, targets, alpha, weight, *, fit_intercept):
    """Solve weighted ridge regressions by a singular value decomposition.

    Squares are nowhere taken: half as many digits are lost as by normal equations.

    Parameters
    ----------
    X, targets, alpha, weight, fit_intercept
        As for :func:`ridge_sparse`; X may be dense.

    Returns
    -------
    coef, intercept
        As from :func:`ridge_sparse`.
    """
    X = X.toarray() if sp.issparse(X) else X
    X = X.astype(float, copy=False)
    weight = np.ones(len(X)) if weight is None else weight
    center, level = np.zeros(X.shape[1]), np.zeros(targets.shape[1])
    if fit_intercept:
        share = weight / weight.sum()
        center = share @ X
        center += share @ (X - center)  # what the first mean has lost to rounding
        level = share @ targets
    root = np.sqrt(weight)[:, None]
    U, size, V = svd(root * (X - center), full_matrices=False, check_finite=False)
    seen = size > max(X.shape) * np.finfo(float).eps * size[:1].max(initial=0)
    U, size, V = U[:, seen], size[seen], V[seen]
    shrunk = size / (size**2 + alpha)
    coef = V.T @ (shrunk[:, None] * (U.T @ (root * (targets - level))))
    return coef.T, level - center @ coef
