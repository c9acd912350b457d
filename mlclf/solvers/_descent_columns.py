"""Support vector machines of all columns over one CSR matrix, on every core."""

import numpy as np
import scipy.sparse as sp

from mlclf._threads import count_threads
from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.quasi_newton._blocks import run_blocks
from mlclf.quasi_newton._class_weights import weigh_samples
from mlclf.solvers._dual_descent import compiled_descent

__all__ = ["descend_columns"]

# Passes' worth of work after which a column is given up: well-scaled columns take about
# 20, and where the descent creeps, Newton steps are better.
MAX_WORK = 80

# Columns tried before the descent is given up for all of them: a part of them, for a
# column that was tried in vain costs as much as one that is done.
N_TRIES, PART = 2, 0.1


def descend_columns(estimator, X, Y, *, sample_weight=None, masks=None, progress=None):
    """Fit one support vector machine per column of Y by dual coordinate descent.

    Parameters
    ----------
    estimator : LinearSVC
        Gives the parameters; never touched.

    X : sparse matrix of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight, masks
        As for ``solve_columns``.

    progress : Progress, default=None
        Stepped once per column.

    Returns
    -------
    coef, intercept, n_iter : ndarray
        As from ``solve_columns``, but the iterations are below zero where a column was
        given up.
    """
    weight = sample_weight
    if weight is not None:
        weight = np.asarray(weight, dtype=float).reshape(len(Y), -1)
    on, off = NumpyBackend(float).find_values(Y, weight)
    columns = _Columns(estimator, X, Y, weight, masks)
    n_columns = Y.shape[1]
    coef = np.zeros((n_columns, X.shape[1]))
    intercept = np.where(on, np.inf, -np.inf)
    n_iter = np.zeros(n_columns, dtype=int)

    def solve(block, on_done):
        for j in range(block.start, block.stop):
            if on[j] and off[j]:
                coef[j], intercept[j], n_iter[j] = columns.solve(j)
            on_done(int(n_iter[j] >= 0))

    width = max(1, min(8, n_columns // count_threads()))
    blocks = [
        slice(start, min(start + width, n_columns))
        for start in range(0, n_columns, width)
    ]
    run_blocks(solve, blocks, work=X.nnz, progress=progress)
    return coef, intercept, n_iter


class _Columns:
    """The samples as the descent wants them, shared by all columns."""

    def __init__(self, estimator, X, Y, weight, masks):
        self.estimator = estimator
        X = sp.csr_array(X, dtype=X.dtype if X.dtype.kind == "f" else np.float64)
        if not X.has_canonical_format:
            X = X.copy()
            X.sum_duplicates()
        self.X = X
        self.Y = np.ascontiguousarray(Y.T)
        self.weight = np.ones((len(Y), 1)) if weight is None else weight
        self.masks = masks
        self.bias = float(estimator.fit_intercept * estimator.intercept_scaling)
        self.row_of_entry = np.repeat(np.arange(len(Y)), np.diff(X.indptr))
        self.norms = self._norms(X.data)
        self.descend = compiled_descent()
        self.n_tries = min(N_TRIES, max(1, int(PART * len(self.Y))))
        self.tried = self.failed = 0

    def solve(self, j):
        """Return the coefficients, the intercept and the passes of one column."""
        w = np.zeros(self.X.shape[1] + 1)
        if self.tried >= self.n_tries and self.failed > self.tried / 2:
            return w[:-1], 0.0, -1
        weight = self.weight[:, j if self.weight.shape[1] > 1 else 0]
        data, norms = self.X.data, self.norms
        if self.masks is not None:
            # A feature that is zero keeps a coefficient of zero.
            data = data * self.masks[self.X.indices, j]
            norms = self._norms(data)
        n_passes = self.descend(
            self.X.indptr,
            self.X.indices,
            data,
            norms,
            np.flatnonzero(weight),
            self.Y[j],
            self._diagonal(self.Y[j], weight),
            self.bias,
            self.estimator.tol,
            self.estimator.max_iter,
            float(MAX_WORK * self.X.nnz),
            w,
        )
        self.tried += 1
        self.failed += n_passes < 0
        return w[:-1], w[-1] * self.bias, n_passes

    def _norms(self, data):
        """Return the squared norms of samples, the bias included."""
        squares = np.square(data, dtype=float)
        n_samples = self.X.shape[0]
        return np.bincount(self.row_of_entry, squares, n_samples) + self.bias**2

    def _diagonal(self, y, weight):
        """Return the diagonal of the dual, infinite for samples of no weight."""
        weight = weigh_samples(self.estimator.class_weight, y, weight)
        with np.errstate(divide="ignore"):
            return 0.5 / (self.estimator.C * weight)
