"""One column of a joint fit, left to scikit-learn."""

import numpy as np
from sklearn.base import clone

__all__ = ["fit_alone"]


def fit_alone(estimator, X, y, sample_weight=None):
    """Fit one column by scikit-learn.

    Parameters
    ----------
    estimator : classifier
        Linear; a clone is fitted.

    X : {ndarray, csr_array} of shape (n_samples, n_features)
        Samples.

    y : ndarray of shape (n_samples,), 0 or 1
        The column, of both values.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights.

    Returns
    -------
    coef : ndarray of shape (n_features,)
        Coefficients.

    intercept : float
        Intercept.

    n_iter : int
        Iterations.
    """
    if sample_weight is not None and estimator.class_weight == "balanced":
        counts = sample_weight > 0  # scikit-learn counts all of them
        X, y, sample_weight = X[counts], y[counts], sample_weight[counts]
    fitted = clone(estimator).fit(X, y, sample_weight=sample_weight)
    return fitted.coef_.ravel(), np.ravel(fitted.intercept_)[0], np.max(fitted.n_iter_)
