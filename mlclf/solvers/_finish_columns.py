"""Columns that a joint fit of support vector machines has given up, one by one."""

import numpy as np
import scipy.sparse as sp
from scipy.linalg import LinAlgError

from mlclf.quasi_newton._blocks import plan_blocks, run_blocks
from mlclf.solvers._fit_alone import fit_alone
from mlclf.solvers._hinge_newton import HingeNewton
from mlclf.solvers._svc_costs import newton_is_quick

__all__ = ["finish_columns"]


def finish_columns(
    estimator, X, Y, solved, columns, *, sample_weight=None, masks=None, progress=None
):
    """Fit some columns by Newton steps where that is quick, or by scikit-learn.

    Parameters
    ----------
    estimator : LinearSVC
        Gives the parameters; never touched.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_columns), 0 or 1
        Label columns.

    solved : tuple of ndarray
        Coefficients, intercepts and iterations as from ``solve_columns``: where to
        begin; of these columns they are replaced.

    columns : ndarray of int
        The columns.

    sample_weight, masks, progress
        As for ``solve_columns``.
    """
    coef, intercept, n_iter = solved
    by_newton = newton_is_quick(X)
    if by_newton and sp.issparse(X):
        X = X.toarray()
    shared = HingeNewton(estimator, X) if by_newton and masks is None else None

    def fit_one(j):
        y, weight, used = Y[:, j], sample_weight, slice(None)
        if np.ndim(weight) == 2:
            weight = weight[:, j]
        if masks is not None:
            used = np.flatnonzero(masks[:, j])
        start = {"coef": coef[j, used], "intercept": intercept[j]}
        its_coef = np.zeros(X.shape[1])
        if by_newton:
            newton = shared or HingeNewton(estimator, X[:, used])
            try:
                its_coef[used], *rest = newton.fit(y, weight, **start)
                return its_coef, *rest
            except LinAlgError:
                pass  # features of such scales that the Hessian is singular
        its_coef[used], *rest = fit_alone(estimator, X[:, used], y, weight)
        return its_coef, *rest

    def solve(block, on_done):
        for j in columns[block]:
            coef[j], intercept[j], n_iter[j] = fit_one(j)
            on_done(1)

    n_samples, n_features = X.shape
    work = n_samples * n_features
    blocks = plan_blocks(
        len(columns),
        work=work * min(n_samples, n_features),
        bytes_per_column=24 * work,
    )
    run_blocks(solve, blocks, work=work, progress=progress)
