"""What a joint fit of linear classifiers learned: one coefficient matrix."""

import numpy as np
from scipy.special import expit
from sklearn.base import clone
from sklearn.dummy import DummyClassifier

from mlclf._threads import limit_blas
from mlclf.solvers._products import product

__all__ = ["LinearFit"]


class LinearFit:
    """The linear classifiers of all columns.

    Parameters
    ----------
    estimator : classifier
        The unfitted base classifier; copied by :meth:`make_estimators`.

    coef : ndarray of shape (n_columns, n_features)
        Coefficients.

    intercept : ndarray of shape (n_columns,)
        Intercepts. A constant column has an infinite one, and no coefficients.

    n_iter : ndarray of shape (n_columns,) or None, default=None
        Iterations that each column took.

    masks : ndarray of shape (n_features, n_columns) of bool, default=None
        The features that each column saw; None for all.
    """

    def __init__(self, estimator, coef, intercept, *, n_iter=None, masks=None):
        self.estimator = estimator
        self.coef = coef
        self.intercept = intercept
        self.n_iter = n_iter
        self.masks = masks

    def decision_function(self, X):
        """Return the signed distances, of shape (n_samples, n_columns)."""
        return self._margins(X, self.coef)

    def predict_proba(self, X):
        """Return the logistic function of the decision values."""
        S = self.decision_function(X)
        return expit(S, out=S)

    def predict_chain(self, X):
        """Return the probabilities along a chain, whose links are the columns.

        The last ``n_columns`` features are the labels in chain order. One product
        with X serves all links; only the few label terms wait for one another.
        """
        n_columns = len(self.coef)
        n_features = self.coef.shape[1] - n_columns
        S = self._margins(X, self.coef[:, :n_features])
        _follow(S, self.coef[:, n_features:])
        return expit(S, out=S)

    def _margins(self, X, coef):
        with limit_blas(X.shape[0] * coef.size):
            S = product(X, coef.T)
        S += self.intercept
        return S

    def reorder_features(self, columns, features):
        """Return the fit of some columns, their features in another order.

        Parameters
        ----------
        columns : slice
            The columns.

        features : ndarray of int
            The features, in the order of the new design.
        """
        return LinearFit(
            self.estimator,
            self.coef[columns][:, features],
            self.intercept[columns],
            n_iter=None if self.n_iter is None else self.n_iter[columns],
            masks=None if self.masks is None else self.masks[features, columns],
        )

    def make_estimators(self):
        """Return one fitted scikit-learn classifier per column."""
        return [self._make_estimator(j) for j in range(len(self.coef))]

    def _make_estimator(self, j):
        if np.isinf(self.intercept[j]):
            value = int(self.intercept[j] > 0)
            constant = DummyClassifier(strategy="constant", constant=value)
            return constant.fit([[0]], [value])
        seen = slice(None) if self.masks is None else self.masks[:, j]
        estimator = clone(self.estimator)
        estimator.coef_ = self.coef[j : j + 1, seen].copy()
        estimator.intercept_ = self.intercept[j : j + 1].copy()
        estimator.classes_ = np.array([0, 1])
        estimator.n_features_in_ = estimator.coef_.shape[1]
        if self.n_iter is not None:
            estimator.n_iter_ = self.n_iter[j : j + 1].astype(np.int32)
        return estimator


def _follow(S, among, block=32):
    """Add to the decision values of each link what the links before it decided.

    Link t adds ``among[s, t]`` to every later link s wherever its own value is above
    zero. Blocks of links make most of that matrix products.
    """
    n_links = len(among)
    for first in range(0, n_links, block):
        end = min(first + block, n_links)
        for t in range(first, end - 1):
            S[:, t + 1 : end] += np.outer(S[:, t] > 0, among[t + 1 : end, t])
        if end < n_links:
            on = (S[:, first:end] > 0).astype(among.dtype)
            S[:, end:] += on @ among[end:, first:end].T
