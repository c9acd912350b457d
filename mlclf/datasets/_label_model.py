"""A distribution of labels given features that is known exactly."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.utils import check_random_state

Floats = NDArray[np.float64]

_MAX_ENUMERATED = 20


@dataclass(frozen=True, eq=False)
class LabelModel:
    r"""The distribution that made-up labels were drawn from.

    Each label depends on the features and on one other label at most, its parent:

    .. math::
        P(y_j = 1 \mid x, y_p) = (1 - \nu) \, \sigma(w_j^T x + b_j +
        d \, (2 y_p - 1)) + \nu \pi_j

    so that marginals, joint distribution and mode are computed exactly.

    Parameters
    ----------
    parents : ndarray of shape (n_labels,)
        Column of each label's parent, smaller than its own; -1 for none.

    coef : ndarray of shape (n_labels, n_features)
        Weights of the features, w.

    intercept : ndarray of shape (n_labels,)
        Intercepts, b.

    prevalence : ndarray of shape (n_labels,)
        Prevalence of each label over the features it was made for, pi.

    dependence : float
        Weight of the parent, d.

    noise : float
        Share of the labels drawn by their prevalence alone, nu.
    """

    parents: NDArray[np.intp]
    coef: Floats
    intercept: Floats
    prevalence: Floats
    dependence: float
    noise: float

    def marginals(self, X: Any) -> Floats:
        """Return the probability of each label given the features alone.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        P : ndarray of shape (n_samples, n_labels)
            What ``predict_proba`` of a perfect classifier answers.
        """
        off, on = self._conditionals(X)
        P = np.empty_like(on)
        for j, parent in enumerate(self.parents):
            above = P[:, parent] if parent >= 0 else 0.0
            P[:, j] = (1 - above) * off[:, j] + above * on[:, j]
        return P

    def proba(self, X: Any, Y: Any) -> Floats:
        """Return the probability of one labelset for each sample.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.

        Y : array-like of shape (n_samples, n_labels), or (n_labels,) for all samples
            Labelsets.

        Returns
        -------
        p : ndarray of shape (n_samples,)
            Probability of exactly this labelset.
        """
        off, on = self._conditionals(X)
        Y = np.broadcast_to(np.asarray(Y, dtype=bool), on.shape)
        parent_on = Y[:, self.parents] & (self.parents >= 0)
        p = np.where(parent_on, on, off)
        return np.asarray(np.where(Y, p, 1 - p).prod(axis=1))

    def joint(self, X: Any) -> tuple[NDArray[np.int32], Floats]:
        """Return the probability of every labelset.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        labelsets : ndarray of shape (2**n_labels, n_labels)
            All labelsets, in lexicographic order.

        proba : ndarray of shape (n_samples, 2**n_labels)
            ``proba[i, s]`` is the probability of ``labelsets[s]``.

        Raises
        ------
        ValueError
            If there are more than 20 labels.
        """
        n_labels = len(self.parents)
        if n_labels > _MAX_ENUMERATED:
            raise ValueError(
                f"n_labels must be at most {_MAX_ENUMERATED} to enumerate the "
                f"labelsets, got {n_labels}."
            )
        numbers = np.arange(2**n_labels)[:, None]
        labelsets = (numbers >> np.arange(n_labels)[::-1] & 1).astype(np.int32)
        return labelsets, np.stack([self.proba(X, s) for s in labelsets], axis=1)

    def mode(self, X: Any) -> NDArray[np.int32]:
        """Return the most probable labelset of each sample.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        Y : ndarray of shape (n_samples, n_labels)
            The prediction of highest subset accuracy that there is.
        """
        given = self._conditionals(X)
        n_samples, n_labels = given[0].shape
        # below[v][:, j]: best log-probability of the labels below j when y_j = v.
        below = np.zeros((2, n_samples, n_labels))
        choice = np.zeros((2, n_samples, n_labels), dtype=np.int8)
        with np.errstate(divide="ignore"):
            for j in reversed(range(n_labels)):
                for v in (0, 1):
                    off = np.log1p(-given[v][:, j]) + below[0, :, j]
                    on = np.log(given[v][:, j]) + below[1, :, j]
                    choice[v, :, j] = on > off
                    if self.parents[j] >= 0:
                        below[v, :, self.parents[j]] += np.maximum(off, on)
        Y = np.zeros((n_samples, n_labels), dtype=np.int32)
        rows = np.arange(n_samples)
        for j, parent in enumerate(self.parents):
            Y[:, j] = choice[Y[:, parent] if parent >= 0 else 0, rows, j]
        return Y

    def sample(self, X: Any, random_state: Any = None) -> NDArray[np.int32]:
        """Draw a labelset for each sample.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.

        random_state : int, RandomState instance or None, default=None
            Pass an int for the same labels at every call.

        Returns
        -------
        Y : ndarray of shape (n_samples, n_labels)
            Label indicators.
        """
        off, on = self._conditionals(X)
        draws = check_random_state(random_state).uniform(size=on.shape)
        Y = np.zeros(on.shape, dtype=np.int32)
        for j, parent in enumerate(self.parents):
            above = Y[:, parent] if parent >= 0 else np.zeros(len(Y))
            Y[:, j] = draws[:, j] < np.where(above, on[:, j], off[:, j])
        return Y

    def _conditionals(self, X: Any) -> tuple[Floats, Floats]:
        """Return P(y_j = 1 | x, parent off) and P(y_j = 1 | x, parent on)."""
        logit = np.asarray(X, dtype=float) @ self.coef.T + self.intercept
        pull = np.where(self.parents >= 0, self.dependence, 0.0)
        base = self.noise * self.prevalence
        off = (1 - self.noise) * expit(logit - pull) + base
        return off, (1 - self.noise) * expit(logit + pull) + base
