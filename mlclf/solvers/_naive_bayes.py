"""Discrete naive Bayes: the counts of all labels are one product Y'X."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.naive_bayes import BernoulliNB, ComplementNB
from sklearn.preprocessing import binarize

from mlclf._device import tensor_device
from mlclf.backends._choose_backend import backend_on
from mlclf.solvers._linear_fit import LinearFit

__all__ = ["MASKS", "fit", "pays", "refuse", "refuse_device"]

MASKS = False

# Below this scikit-learn warns or divides by zero, depending on force_alpha.
MIN_ALPHA = 1e-10


def refuse(estimator, X, fit_params):
    """Say why no joint fit has the answer of the separate ones, or return None."""
    estimator._validate_params()
    if set(fit_params) - {"sample_weight"}:
        return "it knows no other fit parameter than sample_weight"
    if np.min(estimator.alpha) < MIN_ALPHA:
        return f"alpha must be at least {MIN_ALPHA}"
    if np.ndim(estimator.alpha) and (
        np.shape(estimator.alpha) != X.shape[1:] or isinstance(estimator, BernoulliNB)
    ):
        return "alpha must be one number, or one for each feature"
    if estimator.class_prior is not None and len(estimator.class_prior) != 2:
        return "class_prior must have two numbers"
    if isinstance(estimator, BernoulliNB):
        if estimator.binarize is None:
            return "binarize must be a number"
    elif X.shape[0] and X.min() < 0:
        return "X must not be negative"
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
    """Fit one naive Bayes classifier per column of Y.

    Parameters
    ----------
    estimator : MultinomialNB, ComplementNB or BernoulliNB
        Gives the parameters; never touched.

    X : {ndarray, sparse matrix, tensor} of shape (n_samples, n_features)
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
    fitted : NaiveBayesFit
        The columns.
    """
    backend = backend_on(device)
    X, Y = _seen(estimator, backend.samples(X)), backend.labels(Y)
    weight = np.ones(len(Y)) if sample_weight is None else sample_weight
    counts = backend.label_sums(X, Y, sample_weight)
    total = backend.total(X, weight)
    on = backend.weigh(Y, weight[:, None])
    off = np.maximum(weight.sum() - on, 0)
    some_on, some_off = backend.find_values(Y, None)
    constant = np.where(some_on & some_off, -1, some_on)
    fitted = NaiveBayesFit(estimator, counts, total, np.array([off, on]), constant)
    if progress is not None:
        for _ in range(Y.shape[1]):
            progress.step()
    return fitted


class NaiveBayesFit(LinearFit):
    """The naive Bayes classifiers of all columns, whose log-odds are linear.

    Parameters
    ----------
    estimator : MultinomialNB, ComplementNB or BernoulliNB
        The unfitted base classifier.

    counts : {ndarray, csr_array} of shape (n_columns, n_features)
        Sums of the samples that carry each label.

    total : ndarray of shape (n_features,)
        Sum of all samples.

    class_count : ndarray of shape (2, n_columns)
        Weight of the samples without and with each label.

    constant : ndarray of shape (n_columns,)
        The value of a constant column, -1 for the others.
    """

    def __init__(self, estimator, counts, total, class_count, constant):
        self.counts = counts
        self.total = total
        self.class_count = class_count
        self.constant = constant
        n_columns, n_features = counts.shape
        coef, intercept = np.empty((n_columns, n_features)), np.empty(n_columns)
        for start in range(0, n_columns, 256):
            block = slice(start, start + 256)
            coef[block], intercept[block] = _log_odds(
                estimator, self._counts(block), class_count[:, block]
            )
        known = constant >= 0
        coef[known] = 0
        intercept[known] = np.where(constant[known] > 0, np.inf, -np.inf)
        super().__init__(estimator, coef, intercept)

    def decision_function(self, X):
        """Return the log-odds, of shape (n_samples, n_columns)."""
        return super().decision_function(_seen(self.estimator, X))

    def _counts(self, block):
        """Return the counts of some columns, of shape (2, n_columns, n_features)."""
        on = self.counts[block]
        counts = np.empty((2, *on.shape))
        counts[1] = on.toarray() if sp.issparse(on) else on
        np.subtract(self.total, counts[1], out=counts[0])
        # A count of nothing must not come out below zero by rounding.
        np.maximum(counts[0], 0, out=counts[0])
        return counts

    def _make_estimator(self, j):
        if self.constant[j] >= 0:
            return super()._make_estimator(j)
        column = slice(j, j + 1)
        counts, class_count = self._counts(column), self.class_count[:, column]
        estimator = clone(self.estimator)
        estimator.classes_ = np.array([0, 1])
        estimator.n_features_in_ = len(self.total)
        estimator.class_count_ = class_count[:, 0]
        estimator.class_log_prior_ = _log_prior(estimator, class_count)[:, 0]
        estimator.feature_count_ = counts[:, 0]
        estimator.feature_log_prob_ = _log_proba(estimator, counts, class_count)[:, 0]
        if isinstance(estimator, ComplementNB):
            estimator.feature_all_ = self.total
        return estimator


def _seen(estimator, X):
    """Return X as the classifier counts it."""
    if not isinstance(estimator, BernoulliNB):
        return X
    if tensor_device(X) is not None:
        return estimator.binarize < X
    return binarize(X, threshold=estimator.binarize)


def _log_odds(estimator, counts, class_count):
    """Return the coefficients and intercepts of log P(1 | x) - log P(0 | x)."""
    weights = _log_proba(estimator, counts, class_count)
    if isinstance(estimator, ComplementNB):
        # With two classes ComplementNB has no prior.
        return weights[1] - weights[0], 0.0
    constants = _log_prior(estimator, class_count)
    if isinstance(estimator, BernoulliNB):
        absent = np.log1p(-np.exp(weights))
        constants = constants + absent.sum(axis=2)
        weights = weights - absent
    return weights[1] - weights[0], constants[1] - constants[0]


def _log_proba(estimator, counts, class_count):
    """Return the features' log-weights, of shape (2, n_columns, n_features)."""
    if isinstance(estimator, ComplementNB):
        complement = counts[::-1] + estimator.alpha
        logged = np.log(complement / complement.sum(axis=2, keepdims=True))
        if estimator.norm:
            return logged / logged.sum(axis=2, keepdims=True)
        return -logged
    weights = counts + estimator.alpha
    if isinstance(estimator, BernoulliNB):
        total = class_count + 2 * estimator.alpha
    else:
        total = weights.sum(axis=2)
    np.log(weights, out=weights)
    weights -= np.log(total)[..., None]
    return weights


def _log_prior(estimator, class_count):
    """Return the log-priors, of shape (2, n_columns)."""
    if estimator.class_prior is not None:
        prior = np.asarray(estimator.class_prior, dtype=float)
    elif estimator.fit_prior:
        prior = class_count / class_count.sum(axis=0)
    else:
        prior = np.array([0.5, 0.5])
    with np.errstate(divide="ignore"):
        logged = np.log(prior)
    return np.broadcast_to(logged.reshape(2, -1), class_count.shape)
