"""Fitted chains: each column also sees the columns before it."""

import numpy as np

from mlclf._base import positive_proba
from mlclf._device import from_tensor
from mlclf._floats import as_floats
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
    """

    def __init__(self, joint, order):
        self._joint, self._order, self._made = joint, order, None

    @property
    def estimators(self):
        if self._made is None:
            self._made = self._joint.make_estimators()
        return self._made

    def predict_proba(self, X):
        X = as_floats(from_tensor(X)[0])
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
    """

    def __init__(self, links, order):
        self._links, self._order = links, order

    @property
    def estimators(self):
        return self._links

    def predict_proba(self, X):
        X, _ = from_tensor(X)
        P = np.zeros((X.shape[0], len(self._order)))
        for t, (label, link) in enumerate(zip(self._order, self._links)):
            previous = P[:, self._order[:t]] > 0.5
            P[:, label] = positive_proba(link, append_labels(X, previous))
        return P
