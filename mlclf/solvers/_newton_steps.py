"""The interface of Newton steps that fit one column after another."""

from abc import ABC, abstractmethod

import numpy as np

from mlclf.quasi_newton._class_weights import weigh_samples

__all__ = ["NewtonSteps"]


class NewtonSteps(ABC):
    """The fit of one kind of estimator to columns over the same dense samples.

    Parameters
    ----------
    estimator : classifier
        Gives the parameters; never touched.

    X : ndarray of shape (n_samples, n_features)
        Samples.
    """

    @staticmethod
    @abstractmethod
    def is_quick(X):
        """Say whether the steps are the better way for columns where others creep."""

    @abstractmethod
    def fit(self, y, sample_weight=None, *, coef, intercept):
        """Fit a column.

        Parameters
        ----------
        y : ndarray of shape (n_samples,), 0 or 1
            The column, of both values.

        sample_weight : ndarray of shape (n_samples,), default=None
            Weights.

        coef : ndarray of shape (n_features,)
            Coefficients to begin with.

        intercept : float
            Intercept to begin with.

        Returns
        -------
        coef, intercept, n_iter
            As from :func:`fit_alone`.

        Raises
        ------
        LinAlgError
            If the steps do not get to the solution.
        """

    @staticmethod
    @abstractmethod
    def losses(margins):
        """Return the losses of margins that are positive on the right side."""

    @staticmethod
    @abstractmethod
    def bias(estimator):
        """Return the constant feature of a penalized intercept; 0 is none."""

    @classmethod
    def objective(cls, estimator, X, y, sample_weight, solution):
        """Return what the fit of a column minimizes.

        Parameters
        ----------
        estimator : classifier
            Gives the parameters.

        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            Samples.

        y, sample_weight
            As for :meth:`fit`.

        solution : tuple
            Coefficients, intercept, and what else there may be.
        """
        coef, intercept, *_ = solution
        coef = np.asarray(coef, dtype=float)
        weight = np.ones(len(y)) if sample_weight is None else sample_weight
        weight = weigh_samples(estimator.class_weight, y, weight)
        margins = np.where(y > 0, 1, -1) * (X @ coef + intercept)
        bias = cls.bias(estimator)
        penalty = coef @ coef + (intercept / bias) ** 2 if bias else coef @ coef
        return 0.5 * penalty + estimator.C * (weight @ cls.losses(margins))
