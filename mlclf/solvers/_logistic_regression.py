"""Logistic regression: all label columns by one batched quasi-Newton solve."""

import numpy as np

from mlclf._device import from_tensor
from mlclf.backends._choose_backend import backend_on
from mlclf.quasi_newton._joint_solve import solve_columns, warn_unconverged
from mlclf.quasi_newton._logistic_columns import LogisticColumns
from mlclf.solvers._finish_columns import finish_columns
from mlclf.solvers._linear_fit import LinearFit
from mlclf.solvers._logistic_newton import LogisticNewton

MASKS = True

# Who allows fewer iterations wants a rough fit soon: columns that creep are left as
# they are, with a warning.
FEW_ITERATIONS = 50


def refuse(estimator, X, fit_params):  # noqa: ARG001 - the protocol of solvers
    """Say why no joint fit has the optimum of the separate ones, or return None."""
    estimator._validate_params()
    params = estimator.get_params(deep=False)
    if set(fit_params) - {"sample_weight"}:
        return "it knows no other fit parameter than sample_weight"
    weight = fit_params.get("sample_weight")
    if weight is not None and np.min(weight) < 0:
        return "sample_weight must not be negative"
    if params["solver"] == "liblinear":
        return "solver='liblinear' penalizes the intercept"
    if params["penalty"] not in ("l2", "deprecated") or params["l1_ratio"]:
        return "the penalty must be l2"
    if not np.isfinite(params["C"]):
        return "C must be finite"
    if params.get("multi_class", "deprecated") == "multinomial":
        return "multi_class='multinomial' is another model"
    if params["verbose"] or getattr(estimator, "_skl_callbacks", None):
        return "a joint fit reports through the callbacks of the outer classifier"
    return None


refuse_device = refuse


def pays(estimator, X, n_columns, masks=False):  # noqa: ARG001 - the protocol of solvers
    """Say whether the joint fit is the faster one.

    It begins by standardizing X, and it goes nearer to the optimum: a few columns
    alone do not repay that. With more features than samples it takes some more,
    because the steps cost as much as the products that columns share.
    """
    n_samples, n_features = X.shape
    return n_columns >= (4 if n_features <= n_samples else 10)


def fit(estimator, X, Y, *, sample_weight=None, masks=None, progress=None, device=None):
    """Fit one logistic regression per column of Y.

    Parameters
    ----------
    estimator : LogisticRegression
        Gives the parameters; never touched.

    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        The design of all columns.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,) or (n_samples, n_columns), \
            default=None
        Weights; two-dimensional where each column has its own. A weight of zero takes
        the sample out.

    masks : ndarray of shape (n_features, n_columns) of bool, default=None
        The features that each column may use; None for all.

    progress : Progress, default=None
        Stepped once per column.

    device : str or torch.device, default=None
        Where to compute; None is the CPU.

    Returns
    -------
    fitted : LinearFit
        The columns, of the dtype of X where that is floating.
    """
    backend, max_iter = backend_on(device), estimator.max_iter
    problem = {"sample_weight": sample_weight, "masks": masks, "progress": progress}
    solved = solve_columns(LogisticColumns, estimator, X, Y, backend=backend, **problem)
    coef, intercept, n_iter = solved
    creeping = np.flatnonzero(n_iter >= max_iter)
    if len(creeping) and backend.on_cpu and max_iter >= FEW_ITERATIONS:
        finish_columns(
            LogisticNewton, estimator, from_tensor(X)[0], Y, solved, creeping, **problem
        )
    else:
        n_iter = warn_unconverged(n_iter, max_iter, progress)
    return LinearFit(estimator, coef, intercept, n_iter=n_iter, masks=masks)
