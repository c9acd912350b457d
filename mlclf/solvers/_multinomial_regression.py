"""Multinomial logistic regression: quasi-Newton in a basis that knows the curvature."""

import warnings

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from mlclf._threads import limit_blas

__all__ = ["fit", "pays", "refuse"]

# Iterations that scikit-learn's fit is expected to take; ours takes a tenth.
USUAL_ITERATIONS = 200

# Share of the objective that may be left to gain at the end, were the curvatures one;
# where classes are nearly separable they are less, and more is left.
MAX_GAIN = 1e-10


def refuse(estimator, X, fit_params):
    """Say why this fit has not the optimum of scikit-learn's, or return None."""
    estimator._validate_params()
    params = estimator.get_params(deep=False)
    weight = fit_params.get("sample_weight")
    if set(fit_params) - {"sample_weight"}:
        return "it knows no other fit parameter than sample_weight"
    if weight is not None and np.min(weight) <= 0:
        return "sample_weight must be positive"
    if params["solver"] != "lbfgs":
        return "solver must be 'lbfgs'"
    if params["penalty"] not in ("l2", "deprecated") or params["l1_ratio"]:
        return "the penalty must be l2"
    if not np.isfinite(params["C"]):
        return "C must be finite"
    if params.get("multi_class", "deprecated") == "ovr":
        return "multi_class='ovr' is another model"
    if params["class_weight"] is not None:
        return "class_weight must be None"
    if params["verbose"] or params["warm_start"]:
        return "verbose and warm_start must be off"
    if getattr(estimator, "_skl_callbacks", None):
        return "the estimator has callbacks of its own"
    if sp.issparse(X) or X.dtype.kind != "f":
        return "X must be dense, of floating point numbers"
    return None


def pays(X, n_classes):
    """Say whether the eigenbasis costs less than the iterations it saves."""
    n_samples, n_features = X.shape
    products = 2 * USUAL_ITERATIONS * n_samples * n_features * n_classes
    return n_classes > 2 and 10 * n_features**3 < products


def fit(estimator, X, codes, *, sample_weight=None):
    r"""Fit a multinomial logistic regression to three classes or more.

    Parameters
    ----------
    estimator : LogisticRegression
        Gives the parameters; never touched.

    X : ndarray of shape (n_samples, n_features)
        Samples.

    codes : ndarray of shape (n_samples,)
        Classes; every number below the number of classes occurs.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights.

    Returns
    -------
    fitted : LogisticRegression
        A fitted clone, as scikit-learn would have fitted it.

    Notes
    -----
    The curvature of the loss in class k is at most about :math:`p_k (1 - p_k) \Lambda`
    in the eigenbasis of the Gram matrix of the centered samples, with
    :math:`p_k` the frequency of the class [1]_. Scaled by its inverse square root, all
    coefficients have curvatures near one, and L-BFGS takes tens of iterations where
    it took hundreds.

    References
    ----------
    .. [1] Böhning, D. (1992). Multinomial logistic regression algorithm. Annals of
       the Institute of Statistical Mathematics, 44(1), 197-200.
    """
    n_classes = int(codes.max()) + 1
    with limit_blas(X.shape[0] * X.shape[1] * n_classes):
        problem = _Problem(estimator, X, codes, n_classes, sample_weight)
        coef, intercept, n_iter = problem.solve()
    if problem.gradient > estimator.tol and n_iter >= estimator.max_iter:
        warnings.warn(
            f"LogisticRegression did not converge in max_iter={estimator.max_iter} "
            "iterations: scale the features or increase max_iter.",
            ConvergenceWarning,
            stacklevel=2,
        )
    fitted = clone(estimator)
    fitted.coef_ = coef.astype(X.dtype)
    fitted.intercept_ = intercept.astype(X.dtype)
    fitted.classes_ = np.arange(n_classes)
    fitted.n_features_in_ = X.shape[1]
    fitted.n_iter_ = np.array([n_iter], dtype=np.int32)
    return fitted


class _Problem:
    """The objective, in coordinates where its curvature is about one."""

    def __init__(self, estimator, X, codes, n_classes, sample_weight):
        n_samples, n_features = X.shape
        weight = np.ones(n_samples) if sample_weight is None else sample_weight
        self.share = weight / weight.sum()
        self.codes, self.rows = codes, np.arange(n_samples)
        self.tol, self.max_iter = estimator.tol, estimator.max_iter
        self.has_intercept = bool(estimator.fit_intercept)
        self.center = np.zeros(n_features)
        if self.has_intercept:
            self.center = self.share @ X
        X = X - self.center
        values, self.basis = np.linalg.eigh((X * self.share[:, None]).T @ X)
        ridge = 1 / (estimator.C * weight.sum())
        frequency = np.bincount(codes, self.share, minlength=n_classes)
        spread = frequency * (1 - frequency)
        self.design = np.column_stack([X @ self.basis, np.ones(n_samples)])
        self.penalty = np.append(np.full(n_features, ridge), 0)
        curvature = spread[:, None] * np.append(np.maximum(values, 0), 1)
        self.scale = 1 / np.sqrt(curvature + self.penalty)
        if not self.has_intercept:
            self.scale[:, -1] = 0
        self.start = np.zeros_like(self.scale)
        if self.has_intercept:
            self.start[:, -1] = np.log(frequency) / self.scale[:, -1]
        self.gradient = self.gain = np.inf

    def solve(self):
        """Return coefficients, intercepts and the number of iterations."""
        n_iter = 0

        def stop_early(intermediate_result):  # noqa: ARG001 - scipy goes by the name
            nonlocal n_iter
            n_iter += 1
            if self.gradient <= self.tol and self.gain <= MAX_GAIN:
                raise StopIteration

        result = minimize(
            self.objective,
            self.start.ravel(),
            jac=True,
            method="L-BFGS-B",
            callback=stop_early,
            options={
                "maxiter": self.max_iter,
                "maxls": 50,
                "gtol": 0,
                "ftol": 64 * np.finfo(float).eps,
            },
        )
        V = self.scale * result.x.reshape(self.scale.shape)
        coef = V[:, :-1] @ self.basis.T
        return coef, V[:, -1] - coef @ self.center, n_iter

    def objective(self, scaled):
        """Return the objective and its gradient; note the largest plain gradient."""
        V = self.scale * scaled.reshape(self.scale.shape)
        P = self.design @ V.T
        P -= P.max(axis=1, keepdims=True)
        chosen = P[self.rows, self.codes]
        np.exp(P, out=P)
        total = P.sum(axis=1)
        loss = self.share @ (np.log(total) - chosen)
        P /= total[:, None]
        P[self.rows, self.codes] -= 1
        P *= self.share[:, None]
        G = P.T @ self.design + self.penalty * V
        # scikit-learn's tolerance is for the features as they came.
        self.gradient = np.abs(G[:, :-1] @ self.basis.T).max()
        if self.has_intercept:
            self.gradient = max(self.gradient, np.abs(G[:, -1]).max())
        value = loss + 0.5 * np.sum(V * V @ self.penalty)
        # Where curvatures are about one, so much could still be gained.
        G *= self.scale
        self.gain = 0.5 * np.sum(G * G) / value
        return value, G.ravel()
