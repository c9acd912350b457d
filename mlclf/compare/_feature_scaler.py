"""Feature scaler: standardize, unless the scales are alike already."""

from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import MaxAbsScaler, StandardScaler
from sklearn.utils.validation import check_is_fitted, validate_data

__all__ = ["FeatureScaler"]


class FeatureScaler(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Bring features to one scale where they are not on one.

    Linear models, neighbors and networks need features of one scale. Many published
    data sets have it already, and standardizing them again only moves the figures
    away from the printed ones. So dense features are standardized only where the
    largest standard deviation exceeds ``max_ratio`` times the smallest; sparse
    features are divided by their largest absolute value, which keeps zeros zero.

    Parameters
    ----------
    max_ratio : float, default=20.0
        Scales that differ by no more than this factor are left alone.

    Attributes
    ----------
    scaler_ : transformer or None
        What is applied; None where the features are left as they are.

    n_features_in_ : int
        Number of features seen during fit.

    Examples
    --------
    >>> from mlclf.compare import FeatureScaler
    >>> FeatureScaler().fit_transform([[0.0, 1000.0], [2.0, 5000.0]])
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> FeatureScaler().fit_transform([[0.0, 1.0], [2.0, 5.0]])
    array([[0., 1.],
           [2., 5.]])
    """

    def __init__(self, max_ratio: float = 20.0) -> None:
        self.max_ratio = max_ratio

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002, a Pipeline gives y
        """Learn the scales.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Training samples.

        y : None
            Ignored.

        Returns
        -------
        self : object
            Fitted scaler.
        """
        X = self._check(X, reset=True)
        self.scaler_: Any = None
        if sp.issparse(X):
            self.scaler_ = MaxAbsScaler().fit(X)
        elif self._scales_differ(X):
            self.scaler_ = StandardScaler().fit(X)
        return self

    def transform(self, X: Any) -> Any:
        """Scale the features.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            Scaled samples.
        """
        check_is_fitted(self)
        X = self._check(X, reset=False)
        return X if self.scaler_ is None else self.scaler_.transform(X)

    def _check(self, X: Any, reset: bool) -> Any:
        return validate_data(
            self, X, reset=reset, accept_sparse="csr", ensure_all_finite="allow-nan"
        )

    def _scales_differ(self, X: Any) -> bool:
        spreads = np.nanstd(X, axis=0)
        spreads = spreads[spreads > 0]
        return bool(spreads.size) and spreads.max() > self.max_ratio * spreads.min()

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.allow_nan = True
        return tags
