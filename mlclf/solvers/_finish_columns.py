"""Columns that a joint fit has given up, one by one."""

import numpy as np
import scipy.sparse as sp
from scipy.linalg import LinAlgError

from mlclf.quasi_newton._blocks import plan_blocks, run_blocks
from mlclf.solvers._fit_alone import fit_alone

__all__ = ["finish_columns"]


def finish_columns(
    newton,
    estimator,
    X,
    Y,
    solved,
    columns,
    *,
    sample_weight=None,
    masks=None,
    progress=None,
):
    """Fit some columns by Newton steps where that is quick, or by scikit-learn.

    Where scikit-learn's fit ends farther from the optimum than the joint one, the
    latter stays.

    Parameters
    ----------
    newton : type
        The :class:`NewtonSteps` of the estimator.

    estimator : classifier
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
    by_newton = newton.is_quick(X)
    if by_newton and sp.issparse(X):
        X = X.toarray()
    shared = newton(estimator, X) if by_newton and masks is None else None

    def fit_one(j):
        y, weight, used = Y[:, j], sample_weight, slice(None)
        if np.ndim(weight) == 2:
            weight = weight[:, j]
        if masks is not None:
            used = np.flatnonzero(masks[:, j])
        start = coef[j, used], intercept[j]
        its_coef = np.zeros(X.shape[1])
        if by_newton:
            steps = shared or newton(estimator, X[:, used])
            try:
                found = steps.fit(y, weight, coef=start[0], intercept=start[1])
                its_coef[used], *rest = found
                return its_coef, *rest
            except LinAlgError:
                pass  # features of such scales that the Hessian is singular
        X_used = X[:, used]
        found = fit_alone(estimator, X_used, y, weight)
        best = min(
            (found, (*start, found[2])),
            key=lambda it: newton.objective(estimator, X_used, y, weight, it),
        )
        its_coef[used], *rest = best
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
