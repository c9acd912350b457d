"""Gaussian naive Bayes: means and variances of all labels from two products Y'X."""

import numpy as np
import scipy.sparse as sp
from scipy.special import expit
from sklearn.base import clone
from sklearn.dummy import DummyClassifier

from mlclf.backends._choose_backend import backend_on

__all__ = ["MASKS", "GaussianFit", "fit", "pays", "refuse", "refuse_device"]

MASKS = False

# Numbers in one temporary block of samples.
BLOCK_SIZE = 2**22


def refuse(estimator, X, fit_params):
    """Say why no joint fit has the answer of the separate ones, or return None."""
    estimator._validate_params()
    if set(fit_params) - {"sample_weight"}:
        return "it knows no other fit parameter than sample_weight"
    if sp.issparse(X):
        return "GaussianNB takes dense X only"
    priors = estimator.priors
    if priors is not None and (
        len(priors) != 2 or np.min(priors) < 0 or not np.isclose(np.sum(priors), 1)
    ):
        return "priors must be two probabilities that add up to 1"
    return None


refuse_device = refuse


def pays(estimator, X, n_columns, masks=False):  # noqa: ARG001 - the protocol of solvers
    """Say whether the joint fit is the faster one."""
    return n_columns > 1


def fit(
    estimator,
    X,
    Y,
    *,
    sample_weight=None,
    masks=None,  # noqa: ARG001 - the protocol of solvers
    progress=None,
    device=None,
):
    """Fit one Gaussian naive Bayes classifier per column of Y.

    Parameters
    ----------
    estimator : GaussianNB
        Gives the parameters; never touched.

    X : {ndarray, tensor} of shape (n_samples, n_features)
        Samples.

    Y : {ndarray, tensor} of shape (n_samples, n_columns), 0 or 1
        Label columns.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights.

    masks : None
        Not used.

    progress : Progress, default=None
        Stepped once per column.

    device : str or torch.device, default=None
        Where samples are added up; None is the CPU.

    Returns
    -------
    fitted : GaussianFit
        The columns.
    """
    backend = backend_on(device)
    X, Y = backend.samples(X), backend.labels(Y)
    n_samples, n_features = X.shape
    weight = np.ones(n_samples) if sample_weight is None else sample_weight
    blocks = _blocks(n_samples, n_features)
    # Sums of squares cancel less around the mean of everything ...
    center = backend.mean(X)
    # ... and where it is the larger class that is found by subtraction.
    swapped = backend.weigh(Y, None) > n_samples // 2
    minority = backend.index(swapped) != Y
    small, total = np.zeros((Y.shape[1], 2 * n_features)), np.zeros(2 * n_features)
    spread = 0
    for rows in blocks:
        powers = backend.empty((len(X[rows]), 2 * n_features))
        x, squares = powers[:, :n_features], powers[:, n_features:]
        x[...] = backend.wide(X[rows]) - center
        squares[...] = x * x
        small += backend.label_sums(powers, minority[rows], weight[rows])
        total += backend.total(powers, weight[rows])
        spread = spread + squares.sum(0)
    sums = _by_class(small, total, swapped).reshape(2, Y.shape[1], 2, n_features)
    class_count = _by_class(
        backend.weigh(minority, weight[:, None]), weight.sum(), swapped
    )
    some_on, some_off = backend.find_values(Y, None)
    fitted = GaussianFit(
        estimator,
        backend.numpy(center),
        *_moments(sums, class_count),
        class_count,
        epsilon=estimator.var_smoothing * float(spread.max()) / n_samples,
        constant=np.where(some_on & some_off, np.nan, some_on),
    )
    if progress is not None:
        for _ in range(Y.shape[1]):
            progress.step()
    return fitted


class GaussianFit:
    """The Gaussian naive Bayes classifiers of all columns.

    Parameters
    ----------
    estimator : GaussianNB
        The unfitted base classifier.

    center : ndarray of shape (n_features,)
        Origin of the means.

    mean, variance : ndarray of shape (2, n_columns, n_features)
        Of the samples without and with each label; ``epsilon`` is yet to be added.

    class_count : ndarray of shape (2, n_columns)
        Weight of the samples without and with each label.

    epsilon : float
        Added to every variance.

    constant : ndarray of shape (n_columns,)
        The value of a constant column, NaN for the others.
    """

    def __init__(
        self, estimator, center, mean, variance, class_count, *, epsilon, constant
    ):
        self.estimator = estimator
        self.center = center
        self.mean = mean
        self.variance = variance + epsilon
        self.class_count = class_count
        self.epsilon = epsilon
        self.constant = constant
        prior = class_count / class_count.sum(axis=0)
        if estimator.priors is not None:
            prior = np.broadcast_to(np.reshape(estimator.priors, (2, 1)), prior.shape)
        self.prior = prior

    def decision_function(self, X):
        """Return the log-odds, of shape (n_samples, n_columns)."""
        # The log-odds are quadratic in x: a'x^2 + b'x + c.
        with np.errstate(divide="ignore", invalid="ignore"):
            precision = 1 / self.variance
            a = 0.5 * (precision[0] - precision[1])
            slope = self.mean * precision
            b = slope[1] - slope[0]
            constants = np.log(self.prior) - 0.5 * np.sum(
                np.log(self.variance) + self.mean * slope, axis=2
            )
        weights = np.hstack([b, a]).T
        S = np.empty((len(X), len(self.constant)))
        for rows in _blocks(len(X), X.shape[1]):
            x = X[rows] - self.center
            S[rows] = np.hstack([x, x * x]) @ weights
        S += constants[1] - constants[0]
        known = ~np.isnan(self.constant)
        S[:, known] = np.where(self.constant[known] > 0, np.inf, -np.inf)
        return S

    def predict_proba(self, X):
        """Return the logistic function of the log-odds."""
        S = self.decision_function(X)
        return expit(S, out=S)

    def make_estimators(self):
        """Return one fitted scikit-learn classifier per column."""
        return [self._make_estimator(j) for j in range(len(self.constant))]

    def _make_estimator(self, j):
        if not np.isnan(self.constant[j]):
            value = int(self.constant[j])
            constant = DummyClassifier(strategy="constant", constant=value)
            return constant.fit([[0]], [value])
        estimator = clone(self.estimator)
        estimator.classes_ = np.array([0, 1])
        estimator.n_features_in_ = len(self.center)
        estimator.epsilon_ = self.epsilon
        estimator.theta_ = self.mean[:, j] + self.center
        estimator.var_ = self.variance[:, j].copy()
        estimator.class_count_ = self.class_count[:, j].copy()
        estimator.class_prior_ = self.prior[:, j].copy()
        return estimator


def _blocks(n_samples, n_features):
    step = max(1, BLOCK_SIZE // max(n_features, 1))
    return [slice(start, start + step) for start in range(0, n_samples, step)]


def _by_class(minority, total, swapped):
    """Return [without, with] each label from the sums of its smaller class."""
    by_class = np.array([total - minority, minority])
    by_class[:, swapped] = by_class[::-1, swapped]
    return by_class


def _moments(sums, class_count):
    """Return means and variances, of shape (2, n_columns, n_features) each."""
    # A class without weight has mean and variance zero, as in scikit-learn.
    count = np.where(class_count > 0, class_count, 1)[..., None, None]
    mean, square = (sums / count).swapaxes(1, 2).swapaxes(0, 1)
    return mean, np.maximum(square - mean**2, 0)
