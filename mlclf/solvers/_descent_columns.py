"""Support vector machines of all columns over one CSR matrix, on every core."""

import numpy as np
import scipy.sparse as sp

from mlclf._threads import count_threads
from mlclf.solvers._blocks import run_blocks
from mlclf.solvers._class_weights import class_weights
from mlclf.solvers._dual_descent import compiled_descent

__all__ = ["descend_columns"]

# Passes' worth of work after which a column is given up: well-scaled columns take about
# 20, and where the descent creeps, Newton steps are better.
MAX_WORK = 80

# Columns tried before the descent is given up for all of them: a part of them, for a
# column that was tried in vain costs as much as one that is done.
N_TRIES, PART = 2, 0.1


def descend_columns(estimator, X, Y, *, sample_weight=None, progress=None):
    """Fit one support vector machine per column of Y by dual coordinate descent.

    Parameters
    ----------
    estimator : LinearSVC
        Gives the parameters; never touched.

    X : sparse matrix of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights.

    progress : Progress, default=None
        Stepped once per column.

    Returns
    -------
    coef, intercept, n_iter : ndarray
        As from ``solve_columns``, but the iterations are below zero where a column was
        given up.
    """
    columns = _Columns(estimator, X, Y, sample_weight)
    n_columns = Y.shape[1]
    coef = np.zeros((n_columns, X.shape[1]))
    intercept = np.where(Y[0] > 0, np.inf, -np.inf)
    n_iter = np.zeros(n_columns, dtype=int)
    constant = Y.min(axis=0) == Y.max(axis=0)

    def solve(block, on_done):
        for j in range(block.start, block.stop):
            if not constant[j]:
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

    def __init__(self, estimator, X, Y, weight):
        self.estimator = estimator
        X = sp.csr_array(X, dtype=X.dtype if X.dtype.kind == "f" else np.float64)
        if weight is not None:
            # A sample without weight has no place in the sum.
            X, Y, weight = X[weight > 0], Y[weight > 0], weight[weight > 0]
        if not X.has_canonical_format:
            X = X.copy()
            X.sum_duplicates()
        self.X = X
        self.Y = np.ascontiguousarray(Y.T)
        self.weight = np.ones(X.shape[0]) if weight is None else weight
        self.bias = float(estimator.fit_intercept * estimator.intercept_scaling)
        squares = np.asarray(X.multiply(X).sum(axis=1), dtype=np.float64).ravel()
        self.norms = squares + self.bias**2
        self.descend = compiled_descent()
        self.n_tries = min(N_TRIES, max(1, int(PART * len(self.Y))))
        self.tried = self.failed = 0

    def solve(self, j):
        """Return the coefficients, the intercept and the passes of one column."""
        y, w = self.Y[j], np.zeros(self.X.shape[1] + 1)
        hopeless = self.tried >= self.n_tries and self.failed > self.tried / 2
        if hopeless or y.min() == y.max():
            return w[:-1], 0.0, -1
        n_passes = self.descend(
            self.X.indptr,
            self.X.indices,
            self.X.data,
            self.norms,
            y,
            self._diagonal(y),
            self.bias,
            self.estimator.tol,
            self.estimator.max_iter,
            float(MAX_WORK * self.X.nnz),
            w,
        )
        self.tried += 1
        self.failed += n_passes < 0
        return w[:-1], w[-1] * self.bias, n_passes

    def _diagonal(self, y):
        on = np.count_nonzero(y)
        counts = np.array([[on], [len(y) - on]])
        weights = class_weights(self.estimator.class_weight, *counts)
        C = self.estimator.C * self.weight
        return np.array([0.5 / (C * weight) for weight in weights])
