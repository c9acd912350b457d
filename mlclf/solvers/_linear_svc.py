"""Linear support vector machines: all label columns at once, by either of two ways."""

import numpy as np
import scipy.sparse as sp

from mlclf._device import from_tensor
from mlclf.solvers._backend import NumpyBackend
from mlclf.solvers._descent_columns import descend_columns
from mlclf.solvers._dual_descent import is_available, is_compiled
from mlclf.solvers._hinge_columns import HingeColumns
from mlclf.solvers._joint_solve import solve_columns
from mlclf.solvers._linear_fit import LinearFit
from mlclf.solvers._torch_backend import backend_on

__all__ = ["MASKS", "fit", "pays", "refuse", "refuse_device"]

MASKS = True

# With so many samples a feature, the quasi-Newton solve shared by all columns is faster
# than the descent on each: where the Hessian is dense and factored, and where not.
TALL, TALL_SPARSE = 2, 40

# Fewer columns do not repay what a joint fit of sparse samples begins with.
FEW = 8

# Seconds of scikit-learn's fit: of a dense and of a sparse entry, and of all else.
DENSE, SPARSE, FIT = 100e-9, 50e-9, 1e-3

# Seconds of an iteration of the shared solve: to read an entry, to multiply it by that
# of a column, and all else; about so many iterations, or so many for a feature a
# sample.
READ, MULTIPLY, ITERATION = 1.3e-9, 0.1e-9, 300e-6
FEWEST, CREEPING = 10, 200

# Seconds of the descent: to load numba and the machine code, and of an entry.
COMPILE, DESCENT = 1.0, 25e-9


def refuse(estimator, X, fit_params):  # noqa: ARG001 - the protocol of solvers
    """Say why no joint fit has the optimum of the separate ones, or return None."""
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


refuse_device = refuse


def pays(estimator, X, n_columns, masks=False):  # noqa: ARG001 - the protocol of solvers
    """Say whether the joint fit is the faster one, compilation included."""
    n_samples, n_features = X.shape
    dense = _is_dense(X)
    if n_columns < (2 if dense or n_samples <= n_features else FEW):
        return False
    if _is_tall(X, dense):
        return not dense or _separate(X) * n_columns > _shared(X, n_columns)
    if masks or not is_available():
        return False
    n_entries = X.nnz if sp.issparse(X) else np.count_nonzero(X)
    saved = _separate(X) - DESCENT * n_entries
    return is_compiled() or saved * n_columns > COMPILE


def _separate(X):
    """Return the seconds of scikit-learn's fit of a column, about."""
    return FIT + (SPARSE * X.nnz if sp.issparse(X) else DENSE * X.shape[0] * X.shape[1])


def _shared(X, n_columns):
    """Return the seconds of the shared solve of a dense design, about."""
    n_samples, n_features = X.shape
    iterations = max(FEWEST, CREEPING * n_features / n_samples)
    entry = READ + MULTIPLY * n_columns
    return iterations * (ITERATION + entry * n_samples * n_features)


def _is_dense(X):
    """Say whether most of X is not zero, whatever its container."""
    backend = NumpyBackend(float)
    if sp.issparse(X):
        return X.nnz > backend.sparse_density * X.shape[0] * X.shape[1]
    return not backend.is_mostly_zero(X)


def _is_tall(X, dense):
    n_samples, n_features = X.shape
    return n_samples >= (TALL if dense else TALL_SPARSE) * n_features


def fit(
    estimator,
    X,
    Y,
    *,
    sample_weight=None,
    masks=None,
    progress=None,
    device=None,
):
    """Fit one linear support vector machine per column of Y.

    Parameters
    ----------
    estimator : LinearSVC
        Gives the parameters; never touched.

    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        The design of all columns.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,) or (n_samples, n_columns), \
            default=None
        Weights; two-dimensional where each column has its own.

    masks : ndarray of shape (n_features, n_columns) of bool, default=None
        The features that each column may use; None for all.

    progress : Progress, default=None
        Stepped once per column.

    device : str or torch.device, default=None
        Where to compute; None is the CPU. Only there is coordinate descent an option.

    Returns
    -------
    fitted : LinearFit
        The columns.
    """
    backend = backend_on(device)
    one_weight = sample_weight is None or np.ndim(sample_weight) == 1
    if backend.threads and masks is None and one_weight:
        X = from_tensor(X)[0]
        if is_available() and not _is_tall(X, _is_dense(X)):
            coef, intercept, n_iter = descend_columns(
                estimator,
                sp.csr_array(X),
                Y,
                sample_weight=sample_weight,
                progress=progress,
            )
            return LinearFit(estimator, coef, intercept, n_iter=n_iter)
    coef, intercept, n_iter = solve_columns(
        HingeColumns,
        estimator,
        X,
        Y,
        sample_weight=sample_weight,
        masks=masks,
        progress=progress,
        backend=backend,
        bias=float(estimator.fit_intercept * estimator.intercept_scaling),
    )
    coef, intercept = (A.astype(float) for A in (coef, intercept))  # as liblinear's
    return LinearFit(estimator, coef, intercept, n_iter=n_iter, masks=masks)
