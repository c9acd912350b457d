"""Linear support vector machines: all label columns at once, by either of two ways."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone

from mlclf._device import from_tensor
from mlclf.backends._choose_backend import backend_on
from mlclf.quasi_newton._hinge_columns import HingeColumns
from mlclf.quasi_newton._joint_solve import solve_columns
from mlclf.solvers._descent_columns import descend_columns
from mlclf.solvers._dual_descent import is_available, is_compiled
from mlclf.solvers._finish_columns import finish_columns
from mlclf.solvers._hinge_newton import HingeNewton
from mlclf.solvers._linear_fit import LinearFit
from mlclf.solvers._svc_costs import (
    descent_pays,
    is_tall,
    patience,
    shared_solve_pays,
)

__all__ = ["MASKS", "fit", "pays", "refuse", "refuse_device"]

MASKS = True


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
    if is_tall(X):
        return shared_solve_pays(X, n_columns, estimator.C)
    return is_available() and descent_pays(X, n_columns, is_compiled())


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
    if backend.on_cpu:
        X, Y = from_tensor(X)[0], from_tensor(Y)[0]
    problem = {"sample_weight": sample_weight, "masks": masks, "progress": progress}
    if backend.on_cpu and is_available() and not is_tall(X):
        solved = descend_columns(estimator, sp.csr_array(X), Y, **problem)
        given_up = solved[2] < 0
    else:
        solved, given_up = _solve_together(estimator, X, Y, backend, **problem)
    if given_up.any():
        X, Y = from_tensor(X)[0], from_tensor(Y)[0]
        finish_columns(
            HingeNewton, estimator, X, Y, solved, np.flatnonzero(given_up), **problem
        )
    coef, intercept, n_iter = solved
    return LinearFit(estimator, coef, intercept, n_iter=n_iter, masks=masks)


def _solve_together(estimator, X, Y, backend, **problem):
    """Return what the shared solve has found, and which columns creep."""
    allowed = estimator.max_iter
    if backend.on_cpu:  # elsewhere nothing is slower than to come back to the CPU
        allowed = min(allowed, patience(X, Y.shape[1]))
    coef, intercept, n_iter = solve_columns(
        HingeColumns,
        clone(estimator).set_params(max_iter=allowed),
        X,
        Y,
        backend=backend,
        bias=float(estimator.fit_intercept * estimator.intercept_scaling),
        **problem,
    )
    solved = coef.astype(float), intercept.astype(float), n_iter  # as liblinear's
    return solved, (n_iter >= allowed) & np.isfinite(intercept)
