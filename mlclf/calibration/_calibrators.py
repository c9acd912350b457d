"""One-dimensional maps from scores to probabilities."""

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_expit, logit
from sklearn.isotonic import IsotonicRegression

__all__ = ["IsotonicCalibrator", "SigmoidCalibrator", "TemperatureCalibrator"]

_EDGE = 1e-12  # a marginal of 0 or 1 has no logit


class SigmoidCalibrator:
    """Platt's sigmoid of the log-odds: p becomes expit(a logit(p) + b) [1]_.

    Two parameters, kept from certainty by Platt's smoothed targets; good with few
    positives.

    Attributes
    ----------
    slope_, intercept_ : float
        a, at least 0, and b.

    References
    ----------
    .. [1] Platt, J. (1999). Probabilistic outputs for support vector machines and
       comparisons to regularized likelihood methods. Advances in Large Margin
       Classifiers.

    Examples
    --------
    >>> calibrator = SigmoidCalibrator().fit(np.array([0.9, 0.8, 0.9]), [1, 0, 0])
    >>> bool(calibrator.predict(np.array([0.9]))[0] < 0.9)
    True
    """

    def fit(self, p, y, sample_weight=None):
        """Fit the map.

        Parameters
        ----------
        p : ndarray of shape (n_samples,)
            Probabilities to be corrected.

        y : array-like of shape (n_samples,)
            What was true, 0 or 1.

        sample_weight : ndarray of shape (n_samples,), default=None
            Weights of the samples.

        Returns
        -------
        self : object
            The fitted map.
        """
        y = np.asarray(y, dtype=float)
        weight = np.ones(len(y)) if sample_weight is None else sample_weight
        z = _logit(p)
        positives, negatives = weight @ y, weight @ (1 - y)
        target = np.where(
            y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2)
        )

        def loss(parameters):
            a, b = parameters
            score = a * z + b
            gradient = weight * (expit(score) - target)
            value = -(
                weight * (target * log_expit(score) + (1 - target) * log_expit(-score))
            ).sum()
            return value, np.array([gradient @ z, gradient.sum()])

        prior = np.log((positives + 1) / (negatives + 1))
        # A slope below 0 would turn the ranking round.
        best = minimize(
            loss,
            [1.0, prior - z.mean()],
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None), (None, None)],
            options={"ftol": 0, "gtol": 1e-10},
        )
        self.slope_, self.intercept_ = (float(v) for v in best.x)
        return self

    def predict(self, p):
        """Return the corrected probabilities.

        Parameters
        ----------
        p : ndarray of shape (n_samples,)
            Probabilities.

        Returns
        -------
        p : ndarray of shape (n_samples,)
            In [0, 1].
        """
        return expit(self.slope_ * _logit(p) + self.intercept_)


class TemperatureCalibrator:
    """One temperature for the log-odds: p becomes expit(logit(p) / T) [1]_.

    One parameter; it corrects over- and underconfidence and moves no label across one
    half.

    Attributes
    ----------
    temperature_ : float
        T, above 1 where the probabilities were too sure.

    References
    ----------
    .. [1] Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. (2017). On calibration of
       modern neural networks. ICML.

    Examples
    --------
    >>> p = np.array([0.99, 0.99, 0.99, 0.01])
    >>> calibrator = TemperatureCalibrator().fit(p, [1, 1, 0, 0])
    >>> bool(calibrator.temperature_ > 1)
    True
    """

    def fit(self, p, y, sample_weight=None):
        """Fit the map.

        Parameters
        ----------
        p : ndarray of shape (n_samples,)
            Probabilities to be corrected.

        y : array-like of shape (n_samples,)
            What was true, 0 or 1.

        sample_weight : ndarray of shape (n_samples,), default=None
            Weights of the samples.

        Returns
        -------
        self : object
            The fitted map.
        """
        sign = np.where(np.asarray(y) == 1, 1.0, -1.0)
        weight = np.ones(len(sign)) if sample_weight is None else sample_weight
        margin = sign * _logit(p)

        def loss(log_temperature):
            return -(weight * log_expit(margin * np.exp(-log_temperature))).sum()

        # From 1/20 to 20: where all labels are told apart, no temperature is best.
        limit = np.log(20)
        best = minimize_scalar(loss, bounds=(-limit, limit), method="bounded")
        self.temperature_ = float(np.exp(best.x))
        return self

    def predict(self, p):
        """Return the corrected probabilities.

        Parameters
        ----------
        p : ndarray of shape (n_samples,)
            Probabilities.

        Returns
        -------
        p : ndarray of shape (n_samples,)
            In [0, 1].
        """
        return expit(_logit(p) / self.temperature_)


class IsotonicCalibrator:
    """The best nondecreasing map [1]_.

    Free in shape, so that it wants some hundred positives; it makes ties.

    Attributes
    ----------
    regression_ : IsotonicRegression
        scikit-learn's.

    References
    ----------
    .. [1] Zadrozny, B., & Elkan, C. (2002). Transforming classifier scores into
       accurate multiclass probability estimates. KDD.

    Examples
    --------
    >>> p = np.array([0.1, 0.2, 0.8, 0.9])
    >>> IsotonicCalibrator().fit(p, [0, 1, 0, 1]).predict(p)
    array([0. , 0.5, 0.5, 1. ])
    """

    def fit(self, p, y, sample_weight=None):
        """Fit the map.

        Parameters
        ----------
        p : ndarray of shape (n_samples,)
            Probabilities to be corrected.

        y : array-like of shape (n_samples,)
            What was true, 0 or 1.

        sample_weight : ndarray of shape (n_samples,), default=None
            Weights of the samples.

        Returns
        -------
        self : object
            The fitted map.
        """
        self.regression_ = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
        self.regression_.fit(p, y, sample_weight=sample_weight)
        return self

    def predict(self, p):
        """Return the corrected probabilities.

        Parameters
        ----------
        p : ndarray of shape (n_samples,)
            Probabilities.

        Returns
        -------
        p : ndarray of shape (n_samples,)
            In [0, 1].
        """
        return self.regression_.predict(p)


def _logit(p):
    return logit(np.clip(p, _EDGE, 1 - _EDGE))
