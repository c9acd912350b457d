"""The design of all columns: X standardized, so that every solver sees good numbers."""

import numpy as np
import scipy.sparse as sp

from mlclf._device import from_tensor, tensor_device

__all__ = ["Design", "append_constant", "choose_container", "is_well_scaled"]


class Design:
    """X in coordinates where each feature has mean 0 and variance 1.

    A linear model of X is one of the design, with other coefficients and another
    intercept: :meth:`restore` goes back. Sparse X is scaled, never centered: the
    products subtract the means. Features without any spread are left out.

    Parameters
    ----------
    X : array or csr_array of shape (n_samples, n_features)
        Samples in the container that :func:`choose_container` chose; copied.

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
        self.is_sparse = sp.issparse(X)
        center, spread = _moments(X, share, intercept, backend)
        self.used = np.flatnonzero(spread > 10 * np.finfo(float).eps * np.abs(center))
        self._center = center[self.used]
        self.scale = spread[self.used]
        if len(self.used) < self.n_features:
            X = X[:, backend.index(self.used) if not self.is_sparse else self.used]
        self.n_params = len(self.used) + 1
        self.work = X.nnz if self.is_sparse else X.shape[0] * X.shape[1]
        self._offset = None
        if self.is_sparse:
            A = sp.csr_array(X, dtype=float, copy=True)
            A.data /= self.scale[A.indices]
            self.A, self.A_T = backend.sparse(A)
            if intercept:
                self._offset = backend.array((self._center / self.scale)[:, None])
        else:
            center, scale = backend.wide(self._center), backend.wide(self.scale)
            A = (X - center) / scale if intercept else X / scale
            self.A = backend.array(A)
            self.A_T = self.A.T

    def forward(self, T):
        """Return the margins (n_samples, k) of parameters T (n_params, k)."""
        b = T[-1]
        if self._offset is not None:
            b = b - (self._offset * T[:-1]).sum(0)
        return self.backend.affine(self.A, T[:-1], b)

    def backward(self, R):
        """Return the gradient (n_params, k) of residuals R (n_samples, k)."""
        total = R.sum(0)
        G = self.backend.vectors((self.n_params, R.shape[1]))
        G[:-1] = self.A_T @ R
        if self._offset is not None:
            G[:-1] -= self._offset * total
        G[-1] = total if self.intercept else 0
        return G

    def empty_residuals(self, shape):
        """Return an array that residuals are to be written to, for ``backward``."""
        return self.backend.empty(shape)

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
        wide, numpy = self.backend.wide, self.backend.numpy
        some = wide(T)[:-1].T / wide(self.scale)
        intercept = numpy(wide(T)[-1] - some @ wide(self._center))
        if len(self.used) == self.n_features:
            return numpy(some), intercept
        coef = np.zeros((T.shape[1], self.n_features))
        coef[:, self.used] = numpy(some)
        return coef, intercept

    def correlation(self, share):
        """Return the weighted second moments (n_params - 1, n_params - 1), dense."""
        return self.backend.gram(self.A, share)


def choose_container(X, backend):
    """Return X dense where most of it is not zero, sparse where most of it is.

    Parameters
    ----------
    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples.

    backend : NumpyBackend or TorchBackend
        Knows what "most" is.

    Returns
    -------
    X : array of the backend or csr_array
        Where a :class:`Design` is made of it: sparse on the CPU.
    """
    n_samples, n_features = X.shape
    if sp.issparse(X):
        small = 8 * n_samples * n_features <= backend.dense_bytes
        dense = X.nnz > backend.sparse_density * n_samples * n_features
        return backend.dense(X) if small and dense else sp.csr_array(X)
    if backend.is_mostly_zero(X):
        return sp.csr_array(from_tensor(X)[0])
    return backend.dense(X)


def append_constant(X, value):
    """Return samples with one feature more, of the same value for all.

    Parameters
    ----------
    X : array of the backend or csr_array of shape (n_samples, n_features)
        As :func:`choose_container` returned it.

    value : float
        The value.

    Returns
    -------
    X : array or csr_array of shape (n_samples, n_features + 1)
    """
    if sp.issparse(X):
        return sp.hstack([X, np.full((X.shape[0], 1), value)], format="csr")
    if tensor_device(X) is None:
        return np.hstack([X, np.full((len(X), 1), value)])
    import torch

    return torch.hstack([X, X.new_full((len(X), 1), value)])


def is_well_scaled(X, backend, limit=100.0):
    """Say whether single precision does: no mean far beyond the spread around it."""
    share = np.full(X.shape[0], 1 / X.shape[0])
    center, spread = _moments(X, share, True, backend)
    return bool(np.all(np.abs(center) <= limit * spread))


def _moments(X, share, intercept, backend):
    """Return the weighted mean of each feature (or 0), and the spread around it."""
    if not sp.issparse(X):
        share = backend.wide(share)
        mean = share @ X if intercept else backend.wide(0 * X[0])
        spread = (share @ (X - mean if intercept else X) ** 2) ** 0.5
        return backend.numpy(mean), backend.numpy(spread)
    mean, square = share @ X, share @ X.multiply(X)
    mean, square = (np.asarray(a, dtype=float).ravel() for a in (mean, square))
    if not intercept:
        return np.zeros_like(mean), np.sqrt(square)
    return mean, np.sqrt(np.maximum(square - mean**2, 0))
