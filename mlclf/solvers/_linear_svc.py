"""Linear support vector machines: all labels over one CSR matrix, on every core."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone

from mlclf._threads import count_threads
from mlclf.solvers._blocks import run_blocks
from mlclf.solvers._dual_descent import compiled_descent, is_available, is_compiled
from mlclf.solvers._joint_solve import solve_columns
from mlclf.solvers._linear_fit import LinearFit
from mlclf.solvers._torch_backend import backend_on

__all__ = ["MASKS", "fit", "pays", "refuse"]

MASKS = False

# Passes' worth of work after which a column is left to scikit-learn: well-scaled
# columns take about 20, and where the descent creeps, Newton steps are better.
MAX_WORK = 100

# Columns tried before the descent is given up for all of them: a part of them, for a
# column that was tried in vain costs as much as one that is done.
N_TRIES, PART = 4, 0.25

# Seconds: to load numba and the machine code; of one multiply-add, in scikit-learn's
# fit (passes and all) and in the joint one.
STARTUP, SEPARATE, JOINT = 1.0, 50e-9, 25e-9


def refuse(estimator, X, fit_params):
    """Say why no joint fit has the optimum of the separate ones, or return None."""
    reason = refuse_device(estimator, X, fit_params)
    if reason is not None:
        return reason
    if not sp.issparse(X):
        return "X must be sparse"
    if not is_available():
        return "it needs numba: pip install 'mlclf-toolkit[fast]'"
    return None


def refuse_device(estimator, X, fit_params):  # noqa: ARG001 - the protocol of solvers
    """As :func:`refuse`, for a fit on a device, which takes dense samples, too."""
    estimator._validate_params()
    weight = fit_params.get("sample_weight")
    if set(fit_params) - {"sample_weight"}:
        return "it knows no other fit parameter than sample_weight"
    if weight is not None and np.min(weight) < 0:
        return "sample_weight must not be negative"
    if estimator.loss != "squared_hinge" or estimator.penalty != "l2":
        return "loss must be squared_hinge and penalty l2"
    if estimator.multi_class != "ovr":
        return "multi_class must be ovr"
    if estimator.verbose:
        return "verbose must be 0"
    if isinstance(estimator.class_weight, dict):
        if set(estimator.class_weight) - {0, 1}:
            return "class_weight must have no other keys than 0 and 1"
    elif estimator.class_weight is not None and weight is not None:
        return "class_weight='balanced' together with sample_weight is scikit-learn's"
    return None


def pays(estimator, X, n_columns):  # noqa: ARG001 - the protocol of solvers
    """Say whether the joint fit is the faster one, compilation included."""
    saved = n_columns * (1e-3 + (SEPARATE - JOINT) * X.nnz)
    return n_columns > 1 and (is_compiled() or saved > STARTUP)


def fit(
    estimator,
    X,
    Y,
    *,
    sample_weight=None,
    masks=None,  # noqa: ARG001 - the protocol of solvers
    progress=None,
    device=None,
):
    """Fit one linear support vector machine per column of Y.

    Parameters
    ----------
    estimator : LinearSVC
        Gives the parameters; never touched.

    X : {sparse matrix, ndarray, tensor} of shape (n_samples, n_features)
        Samples; on the CPU sparse ones.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights.

    masks : None
        Not used.

    progress : Progress, default=None
        Stepped once per column.

    device : str or torch.device, default=None
        Where to compute. None is the CPU, by coordinate descent; devices have the
        quasi-Newton solve of logistic regression, of this loss.

    Returns
    -------
    fitted : LinearFit
        The columns.
    """
    backend = backend_on(device)
    if not backend.threads:
        return _fit_on_device(estimator, X, Y, sample_weight, progress, backend)
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
            on_done(1)

    width = max(1, min(8, n_columns // count_threads()))
    blocks = [
        slice(start, min(start + width, n_columns))
        for start in range(0, n_columns, width)
    ]
    run_blocks(solve, blocks, work=X.nnz, progress=progress)
    return LinearFit(estimator, coef, intercept, n_iter=n_iter)


def _fit_on_device(estimator, X, Y, sample_weight, progress, backend):
    from mlclf.solvers._hinge_columns import HingeColumns

    coef, intercept, n_iter = solve_columns(
        HingeColumns,
        estimator,
        X,
        Y,
        sample_weight=sample_weight,
        progress=progress,
        backend=backend,
        bias=float(estimator.fit_intercept * estimator.intercept_scaling),
    )
    return LinearFit(estimator, coef, intercept, n_iter=n_iter)


class _Columns:
    """The samples as the descent wants them, shared by all columns."""

    def __init__(self, estimator, X, Y, weight):
        self.estimator = estimator
        self.original = X, Y, weight
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
        y = self.Y[j]
        hopeless = self.tried >= self.n_tries and self.failed > self.tried / 2
        if hopeless or y.min() == y.max():
            return self._solve_separately(j)
        w = np.zeros(self.X.shape[1] + 1)
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
        if n_passes < 0:
            self.failed += 1
            return self._solve_separately(j)
        return w[:-1], w[-1] * self.bias, n_passes

    def _diagonal(self, y):
        weights = self.estimator.class_weight or {}
        if weights == "balanced":
            n_on = np.count_nonzero(y)
            weights = {0: len(y) / (2 * (len(y) - n_on)), 1: len(y) / (2 * n_on)}
        C = self.estimator.C * self.weight
        return np.array([0.5 / (C * weights.get(value, 1.0)) for value in (0, 1)])

    def _solve_separately(self, j):
        X, Y, weight = self.original
        fitted = clone(self.estimator).fit(X, Y[:, j], sample_weight=weight)
        return fitted.coef_.ravel(), np.ravel(fitted.intercept_)[0], fitted.n_iter_
