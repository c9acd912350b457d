"""Approximate inverse Hessians of ridge-penalized linear models, shared by columns."""

import numpy as np
from scipy.linalg import lapack

__all__ = [
    "CholeskyPreconditioner",
    "DiagonalPreconditioner",
    "inverse_factor",
    "nested_families",
]


class DiagonalPreconditioner:
    """Takes the features for uncorrelated: one division per entry.

    Parameters
    ----------
    ridge : array of shape (n_params, 1)
        Penalty of each parameter; 0 for the intercept, the last.

    curvature : array of shape (n_columns,)
        Second derivative of each column's loss by its margins, summed over samples.

    backend : NumpyBackend or TorchBackend
        Where the arrays live.
    """

    def __init__(self, ridge, curvature, backend):
        self._ridge, self._curvature, self._backend = ridge, curvature, backend

    def apply(self, G):
        """Return the approximate inverse Hessian times G (n_params, n_columns)."""
        return G / (self._curvature + self._ridge)

    def take(self, columns):
        """Return the preconditioner of some columns."""
        curvature = self._backend.columns(self._curvature, columns)
        return DiagonalPreconditioner(self._ridge, curvature, self._backend)


class CholeskyPreconditioner:
    """Knows the correlations: one factor for columns of like curvature.

    Parameters
    ----------
    factors : list of array of shape (n_params - 1, n_params - 1)
        Of :func:`inverse_factor`.

    group : ndarray of shape (n_columns,)
        Number of each column's factor, ascending.

    masks : array of shape (n_params, n_columns), or None
        Of each factor's rows (not features), the ones that a column uses.

    curvature : array of shape (n_columns,)
        As for the diagonal one; used for the intercept.

    backend : NumpyBackend or TorchBackend
        Where the arrays live.
    """

    def __init__(self, factors, group, masks, curvature, backend):
        self._factors, self._group, self._masks = factors, group, masks
        self._curvature, self._backend = curvature, backend
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        self._slices = [
            (group[start], slice(start, end))
            for start, end in zip(starts, [*starts[1:], len(group)])
        ]

    def apply(self, G):
        """Return the approximate inverse Hessian times G (n_params, n_columns)."""
        out = self._backend.empty(G.shape)
        for number, columns in self._slices:
            factor = self._factors[number]
            half = factor @ G[:-1, columns]
            if self._masks is not None:
                half *= self._masks[:, columns]
            out[:-1, columns] = factor.T @ half
        out[-1] = G[-1] / self._curvature
        return out

    def take(self, columns):
        """Return the preconditioner of some columns."""
        some = self._backend.columns
        return CholeskyPreconditioner(
            self._factors,
            self._group[columns],
            None if self._masks is None else some(self._masks, columns),
            some(self._curvature, columns),
            self._backend,
        )


def inverse_factor(correlation, curvature, ridge, order):
    """Return F with F'F the inverse of curvature * correlation + diag(ridge).

    None where that matrix is not positive definite to working precision. Rows of F
    follow ``order``, columns the features. Row r depends on the first r features of
    the order only: F'(F G) with some last rows left out inverts the Hessian of the
    other features alone. This is how one factor serves a whole chain.
    """
    H = curvature * correlation[np.ix_(order, order)]
    H[np.diag_indices_from(H)] += ridge[order]
    L, failed = lapack.dpotrf(H, lower=True, clean=True)
    if failed:
        return None
    inverse, _ = lapack.dtrtri(L, lower=True)
    factor = np.empty_like(inverse)
    factor[:, order] = inverse
    return factor


def nested_families(masks):
    """Split columns into families whose masks include one another.

    Parameters
    ----------
    masks : ndarray of shape (n_features, n_columns) of bool
        The features that each column may use.

    Returns
    -------
    family : ndarray of shape (n_columns,)
        Number of each column's family.

    orders : list of ndarray of shape (n_features,)
        Per family, features such that each column uses the first ones.
    """
    sizes = masks.sum(axis=0)
    family = np.empty(masks.shape[1], dtype=int)
    smallest, members = [], []
    for j in np.argsort(-sizes, kind="stable"):
        inside = (not (masks[:, j] & ~last).any() for last in smallest)
        number = next((n for n, yes in enumerate(inside) if yes), len(smallest))
        if number == len(smallest):
            smallest.append(None)
            members.append([])
        smallest[number] = masks[:, j]
        members[number].append(j)
        family[j] = number
    orders = [np.argsort(-masks[:, js].sum(axis=1), kind="stable") for js in members]
    return family, orders
