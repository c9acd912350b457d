"""Ridge classifiers: one factorization serves all labels."""

from numbers import Real

import numpy as np
import scipy.sparse as sp
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from sklearn.base import clone
from sklearn.linear_model import Ridge

from mlclf._floats import float_dtype
from mlclf.backends._choose_backend import backend_on, refuse_large
from mlclf.solvers._linear_fit import LinearFit
from mlclf.solvers._ridge_svd import excess, is_doubtful, ridge_svd, svd_is_quick

__all__ = ["MASKS", "fit", "pays", "refuse", "refuse_device", "ridge_sparse"]

MASKS = False

# The factorized matrix has at most this many rows (800 MB).
MAX_SIZE = 10_000

# Largest share by which an objective may certainly exceed its minimum.
CERTAIN = 1e-4

DIRECT = ("auto", "cholesky", "svd")


def refuse(estimator, X, fit_params):
    """Say why no joint fit has the answer of the separate ones, or return None."""
    estimator._validate_params()
    if set(fit_params) - {"sample_weight"}:
        return "it knows no other fit parameter than sample_weight"
    if estimator.class_weight is not None:
        return "class_weight gives each label weights of its own"
    if estimator.positive:
        return "positive=True has no closed form"
    if not isinstance(estimator.alpha, Real):
        return "alpha must be one number"
    if not sp.issparse(X):
        if estimator.solver not in DIRECT:
            return f"solver={estimator.solver!r} does not factorize"
        return None
    if estimator.solver not in ("auto", "sparse_cg"):
        return f"solver={estimator.solver!r} does not factorize sparse X"
    if estimator.alpha == 0:
        return "alpha must be positive for sparse X"
    if min(X.shape) > MAX_SIZE:
        return f"sparse X must have at most {MAX_SIZE} samples or features"
    return None


def refuse_device(estimator, X, fit_params):
    """As :func:`refuse`, for a fit on a device."""
    return refuse(estimator, X, fit_params) or refuse_large(X)


def pays(estimator, X, n_columns, masks=False):  # noqa: ARG001 - the protocol of solvers
    """Say whether the joint fit is the faster one.

    Dense X is factorized by each separate fit as well. For sparse X they iterate:
    about twenty times two products with X each, at a nanosecond for a multiply-add.
    """
    if n_columns < 2 or not sp.issparse(X):
        return n_columns > 1
    size = float(min(X.shape))
    gram = X.nnz**2 / max(X.shape[0] if size == X.shape[1] else X.shape[1], 1)
    joint = 5e-9 * gram + 2e-11 * (size**3 / 3 + size**2 * n_columns)
    return joint < n_columns * (1e-3 + 40e-9 * X.nnz)


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
    """Fit one ridge classifier per column of Y.

    Parameters
    ----------
    estimator : RidgeClassifier
        Gives the parameters; never touched.

    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
        Samples.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights.

    masks : None
        Not used.

    progress : Progress, default=None
        Stepped once per column.

    device : str or torch.device, default=None
        Where samples are multiplied and factorized, as dense ones; None is the CPU,
        where sparse X stays sparse.

    Returns
    -------
    fitted : RidgeFit
        The columns.
    """
    backend = backend_on(device)
    X, Y = backend.samples(X), backend.labels(Y)
    some_on, some_off = backend.find_values(Y, None)
    varying = np.flatnonzero(some_on & some_off)
    dtype = float_dtype(X)
    coef = np.zeros((Y.shape[1], X.shape[1]), dtype=dtype)
    intercept = np.where(some_on, np.inf, -np.inf).astype(dtype)
    if len(varying):
        solve = _solve_on_cpu if backend.on_cpu else _solve_on_device
        targets = Y[:, backend.index(varying)]
        solved = solve(estimator, X, targets, sample_weight, backend)
        coef[varying], intercept[varying] = solved
    if progress is not None:
        for _ in range(Y.shape[1]):
            progress.step()
    return RidgeFit(estimator, coef, intercept)


class RidgeFit(LinearFit):
    """The ridge classifiers of all columns."""

    def _make_estimator(self, j):
        if np.isinf(self.intercept[j]):
            return super()._make_estimator(j)
        # RidgeClassifier keeps its classes in a private binarizer: fit it on anything.
        estimator = clone(self.estimator)
        estimator.fit(np.array([[0.0], [1.0]]), np.array([0, 1]))
        # Versions differ in the shapes that they give to one target.
        shape = (*np.shape(estimator.coef_)[:-1], -1)
        estimator.coef_ = self.coef[j].copy().reshape(shape)
        estimator.intercept_ = self.intercept[j].reshape(np.shape(estimator.intercept_))
        estimator.n_features_in_ = self.coef.shape[1]
        return estimator


def _solve_on_cpu(estimator, X, Y, sample_weight, backend):  # noqa: ARG001
    """Solve the normal equations, or better ones where their rounding matters."""
    solve = _solve_sparse if sp.issparse(X) else _solve_dense
    targets, alpha = 2 * Y.astype(np.float64) - 1, estimator.alpha
    centered = {"fit_intercept": estimator.fit_intercept}
    problem = X, targets, alpha, sample_weight
    doubtful = estimator.solver != "svd" and alpha > 0
    doubtful = doubtful and is_doubtful(X, alpha, sample_weight, **centered)
    try:
        coef, intercept = solve(estimator, X, Y, sample_weight)
        if not doubtful or excess(*problem, coef, intercept).max() <= CERTAIN:
            return coef, intercept
    except LinAlgError:
        pass
    if svd_is_quick(X):
        return ridge_svd(*problem, **centered)
    if not sp.issparse(X):
        return coef, intercept  # they are those of scikit-learn
    alone = [clone(estimator).fit(X, y, sample_weight=sample_weight) for y in Y.T]
    return (
        np.vstack([fitted.coef_.reshape(1, -1) for fitted in alone]),
        np.hstack([np.ravel(fitted.intercept_) for fitted in alone]),
    )


def _solve_dense(estimator, X, Y, sample_weight):
    targets = 2 * Y.astype(float_dtype(X)) - 1
    names = set(Ridge().get_params()) & set(estimator.get_params())
    params = {name: getattr(estimator, name) for name in names}
    ridge = Ridge(**params).fit(X, targets, sample_weight=sample_weight)
    return ridge.coef_, ridge.intercept_


def _solve_sparse(estimator, X, Y, sample_weight):
    return ridge_sparse(
        sp.csr_array(X, dtype=np.float64),
        2 * Y.astype(np.float64) - 1,
        estimator.alpha,
        np.ones(len(Y)) if sample_weight is None else sample_weight,
        fit_intercept=estimator.fit_intercept,
    )


def _solve_on_device(estimator, X, Y, sample_weight, backend):
    """Solve the normal equations of the smaller side, in double precision."""
    X, targets = backend.dense(X), 2 * backend.wide(Y) - 1
    weight = np.ones(len(X)) if sample_weight is None else sample_weight
    weight = backend.wide(weight)
    center, level = 0 * X[0], 0 * targets[0]
    if estimator.fit_intercept:
        share = weight / weight.sum()
        center, level = share @ X, share @ targets
    root = weight[:, None] ** 0.5
    A, B = (X - center).mul_(root), (targets - level).mul_(root)
    if A.shape[1] <= A.shape[0]:
        coef = backend.solve(A.T @ A, estimator.alpha, A.T @ B)
    else:
        coef = A.T @ backend.solve(A @ A.T, estimator.alpha, B)
    return backend.numpy(coef.T), backend.numpy(level - center @ coef)


def ridge_sparse(X, targets, alpha, weight, *, fit_intercept):
    """Solve weighted ridge regressions on sparse X by one Cholesky factorization.

    Parameters
    ----------
    X : csr_array of shape (n_samples, n_features)
        Samples.

    targets : ndarray of shape (n_samples, n_targets)
        What is to be predicted.

    alpha : float
        Ridge, positive.

    weight : ndarray of shape (n_samples,)
        Weights of the samples.

    fit_intercept : bool
        Whether there is an unpenalized intercept.

    Returns
    -------
    coef : ndarray of shape (n_targets, n_features)
        Coefficients.

    intercept : ndarray of shape (n_targets,)
        Intercepts.

    Notes
    -----
    The normal equations have the size of the smaller side of X. Centering is a
    correction of rank one or two: sparse X is never made dense.
    """
    n_samples, n_features = X.shape
    center, level = np.zeros(n_features), np.zeros(targets.shape[1])
    if fit_intercept:
        center, level = weight @ X / weight.sum(), weight @ targets / weight.sum()
    root = np.sqrt(weight)
    diagonal = sp.dia_array((root[None], [0]), shape=(n_samples, n_samples))
    X_root = sp.csr_array(diagonal @ X)
    T_root = root[:, None] * (targets - level)
    if n_features <= n_samples:
        gram = (X_root.T @ X_root).toarray() - weight.sum() * np.outer(center, center)
        coef = _cholesky_solve(gram, alpha, X_root.T @ T_root)
    else:
        # Rows of the design are root * (x - center); their products, expanded.
        cross = np.outer(X_root @ center, root)
        gram = (X_root @ X_root.T).toarray() - cross - cross.T
        gram += center @ center * np.outer(root, root)
        dual = _cholesky_solve(gram, alpha, T_root)
        coef = X_root.T @ dual - np.outer(center, root @ dual)
    return coef.T, level - center @ coef


def _cholesky_solve(gram, alpha, right):
    gram.flat[:: len(gram) + 1] += alpha
    factor = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
    return cho_solve(factor, right, check_finite=False)
