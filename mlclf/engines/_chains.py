"""Fitted chains: each column also sees the columns before it."""

import numpy as np

from mlclf._base import positive_proba
from mlclf._device import from_tensor
from mlclf._floats import as_floats
from mlclf._frames import as_numbers, name_features
from mlclf.engines._columns import Columns
from mlclf.engines._links import append_labels

__all__ = ["JointChain", "SeparateChain"]


class JointChain(Columns):
    """A chain that a solver fitted in one solve; estimators are made on request.

    Parameters
    ----------
    joint : object
        Result of a solver's ``fit`` with masks: its columns in the order of the chain.

    order : ndarray of shape (n_labels,)
        Label of each link.

    estimator : classifier
        The unfitted base classifier.

    names : ndarray of shape (n_features + n_labels,) of str, default=None
        Names of the features and of the links, in the order of the chain.
    """

    def __init__(self, joint, order, estimator, names=None):
        self._joint, self._order = joint, order
        self._estimator, self._names, self._made = estimator, names, None

    @property
    def estimators(self):
        if self._made is None:
            self._made = name_features(
                self._joint.make_estimators(), self._names, n_appended=len(self._order)
            )
        return self._made

    def predict_proba(self, X):
        X = as_floats(as_numbers(from_tensor(X)[0], self._estimator))
        P = np.empty((X.shape[0], len(self._order)))
        P[:, self._order] = self._joint.predict_chain(X)
        return P


class SeparateChain(Columns):
    """A chain whose links were fitted one by one.

    Parameters
    ----------
    links : list of fitted classifiers
        In the order of the chain.

    order : ndarray of shape (n_labels,)
        Label of each link.

    names : ndarray of shape (n_labels,), default=None
        What the column of each label is called beside the columns of a DataFrame.
    """

    def __init__(self, links, order, names=None):
        self._links, self._order, self._names = links, order, names

    @property
    def estimators(self):
        return self._links

    def predict_proba(self, X):
        X, _ = from_tensor(X)
        P = np.zeros((X.shape[0], len(self._order)))
        for t, (label, link) in enumerate(zip(self._order, self._links)):
            before = self._order[:t]
            names = None if self._names is None else self._names[before]
            X_link = append_labels(X, P[:, before] > 0.5, names)
            P[:, label] = positive_proba(link, X_link)
        return P
