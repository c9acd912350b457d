"""The design of all columns: X standardized, so that every solver sees good numbers."""

import numpy as np
import scipy.sparse as sp

__all__ = ["Design"]

# A product with a sparse matrix does a fifth of the flops per second of a dense one,
# so below this share of non-zeros it is the faster way, and above it the slower.
SPARSE_DENSITY = 0.15
DENSE_BYTES = 2**28


class Design:
    """X in coordinates where each feature has mean 0 and variance 1.

    A linear model of X is one of the design, with other coefficients and another
    intercept: :meth:`restore` goes back. Sparse X is scaled, never centered: the
    products subtract the means. Features without any spread are left out.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples; copied.

    share : ndarray of shape (n_samples,)
        Weight of each sample in means and variances; sums to 1.

    intercept : bool
        Whether the models have an intercept; without one nothing is centered.

    backend : NumpyBackend or TorchBackend
        Where the products are done.

    Attributes
    ----------
    n_params : int
        Number of features kept, and one for the intercept.

    work : int
        Multiplications per column of one product.
    """

    def __init__(self, X, share, *, intercept, backend):
        self.backend = backend
        self.intercept = intercept
        self.n_samples, self.n_features = X.shape
        X = _best_container(X)
        self.is_sparse = sp.issparse(X)
        center, spread = _moments(X, share, intercept)
        self.used = np.flatnonzero(spread > 10 * np.finfo(float).eps * np.abs(center))
        self._center = center[self.used]
        self.scale = spread[self.used]
        if len(self.used) < self.n_features:
            X = X[:, self.used]
        self.n_params = len(self.used) + 1
        self.work = X.nnz if self.is_sparse else X.size
        self._offset = None
        if self.is_sparse:
            A = sp.csr_array(X, dtype=float, copy=True)
            A.data /= self.scale[A.indices]
            self.A, self.A_T = backend.sparse(A)
            if intercept:
                self._offset = backend.array((self._center / self.scale)[:, None])
        else:
            A = (X - self._center) / self.scale if intercept else X / self.scale
            self.A = backend.array(A)
            self.A_T = self.A.T

    def forward(self, T):
        """Return the margins (n_samples, k) of parameters T (n_params, k)."""
        b = T[-1]
        if self._offset is not None:
            b = b - (self._offset * T[:-1]).sum(0)
        M = self.A @ T[:-1]
        M += b
        return M

    def backward(self, R):
        """Return the gradient (n_params, k) of residuals R (n_samples, k)."""
        total = R.sum(0)
        G = self.backend.empty((self.n_params, R.shape[1]))
        G[:-1] = self.A_T @ R
        if self._offset is not None:
            G[:-1] -= self._offset * total
        G[-1] = total if self.intercept else 0
        return G

    def ridge(self, strength):
        """Return the penalty of each parameter, of shape (n_params, 1)."""
        return self.backend.array(np.append(strength / self.scale**2, 0.0)[:, None])

    def unit(self):
        """Return what gradients are multiplied by, of shape (n_params, 1).

        A gradient is small where it is so for the features of X, as scikit-learn has
        it, or for features of unit variance where those of X are larger.
        """
        return self.backend.array(np.append(np.minimum(self.scale, 1), 1.0)[:, None])

    def restore(self, T):
        """Return coefficients (k, n_features) and intercepts (k,) in terms of X."""
        coef = np.zeros((T.shape[1], self.n_features))
        coef[:, self.used] = T[:-1].T / self.scale
        return coef, T[-1] - coef[:, self.used] @ self._center

    def correlation(self, share):
        """Return the weighted second moments (n_params - 1, n_params - 1), dense."""
        A = self.backend.numpy(self.A)
        return A.T @ (A * share[:, None].astype(A.dtype))


def is_well_scaled(X, limit=100.0):
    """Say whether single precision does: no mean far beyond the spread around it."""
    center, spread = _moments(X, np.full(X.shape[0], 1 / X.shape[0]), True)
    return bool(np.all(np.abs(center) <= limit * spread))


def _best_container(X):
    """Return X dense where most of it is not zero, sparse where most of it is."""
    n_samples, n_features = X.shape
    if sp.issparse(X):
        small = 8 * n_samples * n_features <= DENSE_BYTES
        dense = X.nnz > SPARSE_DENSITY * n_samples * n_features
        return X.toarray() if small and dense else sp.csr_array(X)
    if np.count_nonzero(X) < SPARSE_DENSITY * X.size:
        return sp.csr_array(X)
    return X


def _moments(X, share, intercept):
    """Return the weighted mean of each feature (or 0), and the spread around it."""
    if sp.issparse(X):
        mean, square = share @ X, share @ X.multiply(X)
    elif intercept:
        mean = share @ X
        return mean, np.sqrt(share @ (X - mean) ** 2)
    else:
        mean, square = np.zeros(X.shape[1]), share @ (X * X)
    mean, square = (np.asarray(a, dtype=float).ravel() for a in (mean, square))
    if not intercept:
        return np.zeros_like(mean), np.sqrt(square)
    return mean, np.sqrt(np.maximum(square - mean**2, 0))
