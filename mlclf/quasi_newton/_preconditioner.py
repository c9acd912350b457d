"""Approximate inverse Hessians of ridge-penalized linear models, shared by columns."""

import numpy as np

__all__ = [
    "CholeskyPreconditioner",
    "DiagonalPreconditioner",
    "TiledPreconditioner",
    "inverse_factors",
    "nested_families",
]

# Columns of one tile: as many as keep a device busy, few enough to waste little where
# a factor has columns for part of one.
TILE = 64
# Entries of the matrices that are factored at once.
BATCH = 2**26


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
        Of :func:`inverse_factors`.

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
        self._arrange()

    def _arrange(self):
        """Find the columns of each factor."""
        group = self._group
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
        return type(self)(
            self._factors,
            self._group[columns],
            None if self._masks is None else some(self._masks, columns),
            some(self._curvature, columns),
            self._backend,
        )


class TiledPreconditioner(CholeskyPreconditioner):
    """The same as :class:`CholeskyPreconditioner`, in two batched products.

    Columns of one factor are laid out in tiles, the last of them filled up. There is
    one copy of the factor for each tile: two launches take the place of twenty, and
    on a device that is the time. An approximate inverse needs no more than three
    digits, which is what a GPU multiplies several times as fast.

    Parameters
    ----------
    factors : array of shape (n_factors, n_params - 1, n_params - 1)
        Of :func:`inverse_factors`, stacked.

    group, masks, curvature, backend
        As for the other.
    """

    def _arrange(self):
        """Lay out the columns in tiles, and copy the factors for them."""
        number, tiles, position = _tiles(self._group)
        self._columns = self._backend.index(tiles.ravel())
        self._back = self._backend.index(position)
        self._stack = self._factors[self._backend.index(number)]  # (n_tiles, d, d)
        self._tiled_masks = None if self._masks is None else self._tile(self._masks)

    def _tile(self, G):
        """Return columns (n, k) as rows of tiles (n_tiles, TILE, n)."""
        rows = self._backend.columns(G, self._columns).T
        return rows.reshape(len(self._stack), TILE, len(G))

    def apply(self, G):
        """Return the approximate inverse Hessian times G (n_params, n_columns)."""
        with self._backend.rough():
            half = self._tile(G[:-1]) @ self._stack.swapaxes(1, 2)
            if self._tiled_masks is not None:
                half *= self._tiled_masks
            rows = (half @ self._stack).reshape(-1, len(G) - 1)
        out = self._backend.vectors(G.shape)
        out[:-1] = self._backend.columns(rows.T, self._back)
        out[-1] = G[-1] / self._curvature
        return out


def _tiles(group):
    """Return each tile's factor and columns (n_tiles, TILE), and columns' places."""
    number, tiles, places = [], [], np.empty(len(group), dtype=int)
    for factor in np.unique(group):
        columns = np.flatnonzero(group == factor)
        places[columns] = len(number) * TILE + np.arange(len(columns))
        n_tiles = -(-len(columns) // TILE)
        filled = np.minimum(np.arange(n_tiles * TILE), len(columns) - 1)
        tiles.append(columns[filled].reshape(-1, TILE))
        number += [factor] * n_tiles
    return np.array(number), np.vstack(tiles), places


def inverse_factors(correlation, curvatures, ridge, order, backend):
    """Return, of each curvature, F with F'F = inv(curvature * correlation + ridge).

    None where such a matrix is not positive definite to working precision. Rows of F
    follow ``order``, columns the features. Row r depends on the first r features of
    the order only: F'(F G) with some last rows left out inverts the Hessian of the
    other features alone. This is how one factor serves a whole chain.

    Parameters
    ----------
    correlation : array of shape (d, d)
        Second moments of the features, in double precision.

    curvatures : ndarray of shape (n,)
        Numbers.

    ridge : ndarray of shape (d,)
        What is added to the diagonal.

    order : ndarray of shape (d,)
        The features, in any order.

    backend : NumpyBackend or TorchBackend
        Where the correlation is; it takes some matrices at once, or one at a time.

    Returns
    -------
    factors : list of array of shape (d, d), or None
        In the precision of the backend.
    """
    wide, where = backend.wide, backend.index(order)
    back = backend.index(np.argsort(order))
    ordered, ridge = correlation[where][:, where], wide(ridge[order])
    size = 1 if backend.on_cpu else max(1, BATCH // max(1, len(order)) ** 2)
    factors = []
    for start in range(0, len(curvatures), size):
        H = wide(curvatures[start : start + size])[:, None, None] * ordered
        diagonal = np.arange(len(order))
        H[:, diagonal, diagonal] += ridge
        inverses = backend.invert_factors(H, back)
        if inverses is None:
            return None
        factors += inverses
    return factors


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
