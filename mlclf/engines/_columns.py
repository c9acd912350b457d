"""Fitted columns: one interface, fitted in one solve or one by one."""

from abc import ABC, abstractmethod

import numpy as np

from mlclf._base import positive_proba
from mlclf._device import from_tensor
from mlclf._floats import as_floats
from mlclf._frames import as_numbers, name_features

__all__ = ["Columns", "JointColumns", "SeparateColumns"]


class Columns(ABC):
    """Fitted binary classifiers, one per label column."""

    @property
    @abstractmethod
    def estimators(self):
        """Fitted scikit-learn classifiers, in the order in which they were fitted."""

    @abstractmethod
    def predict_proba(self, X):
        """Return P(y = 1) of shape (n_samples, n_columns), in the order of y."""


class JointColumns(Columns):
    """Columns that a solver fitted in one solve; estimators are made on request.

    Parameters
    ----------
    joint : object
        Result of a solver's ``fit``.

    estimator : classifier
        The unfitted base classifier.

    names : ndarray of shape (n_features,) of str, default=None
        Names of the features.
    """

    def __init__(self, joint, estimator, names=None):
        self._joint, self._estimator, self._names = joint, estimator, names
        self._made = None

    @property
    def estimators(self):
        if self._made is None:
            self._made = name_features(self._joint.make_estimators(), self._names)
        return self._made

    def predict_proba(self, X):
        X = as_numbers(from_tensor(X)[0], self._estimator)
        return self._joint.predict_proba(as_floats(X))


class SeparateColumns(Columns):
    """Columns that were fitted one by one.

    Parameters
    ----------
    estimators : list of fitted classifiers
        One per column.

    tensors : bool
        Whether they compute on tensors.
    """

    def __init__(self, estimators, *, tensors):
        self._estimators, self._tensors = estimators, tensors

    @property
    def estimators(self):
        return self._estimators

    def predict_proba(self, X):
        X = X if self._tensors else from_tensor(X)[0]
        return np.column_stack([positive_proba(e, X) for e in self._estimators])
