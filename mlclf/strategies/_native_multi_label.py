"""Native multi-label: an estimator that takes the whole label matrix at once."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone

from mlclf._base import decision_proba, positive_proba
from mlclf._fit_arguments import map_arguments
from mlclf._labels import sklearn_labels
from mlclf._meta import MetaClassifier
from mlclf._sklearn import HasMethods, num_samples
from mlclf._threads import fit_work, limit_blas


class NativeMultiLabel(MetaClassifier):
    """Give a natively multi-label scikit-learn estimator the contract of mlclf.

    Forests, trees, nearest neighbors, ``MLPClassifier`` and ``RidgeClassifier`` fit
    an indicator matrix in one go, but answer each in its own shape: a list of
    arrays, with one column where a label is constant, or only a decision function.
    Here they all give an (n_samples, n_labels) array of marginals. Multi-output
    forests are among the strongest methods on small tabular data [1]_.

    Parameters
    ----------
    estimator : classifier
        A scikit-learn classifier whose ``fit`` accepts an indicator matrix.

    Attributes
    ----------
    estimator_ : classifier
        The fitted clone.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    References
    ----------
    .. [1] Bogatinovski, J., Todorovski, L., Džeroski, S., & Kocev, D. (2022).
       Comprehensive comparative study of multi-label classification methods. Expert
       Systems with Applications, 203, 117215.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from mlclf import NativeMultiLabel
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> forest = NativeMultiLabel(RandomForestClassifier(random_state=0)).fit(X, y)
    >>> forest.predict_proba(X).shape
    (100, 3)
    """

    _delegates_X = True

    _parameter_constraints: dict = {"estimator": [HasMethods(["fit"])]}

    def __init__(self, estimator):
        self.estimator = estimator

    def _fit(self, X, Y, **fit_params):
        self._progress(1, "fit")
        # Constant labels are left out: some estimators refuse them, and all of them
        # would only repeat the constant.
        self._varying = Y.min(axis=0) < Y.max(axis=0)
        self._constants = Y[0].astype(float)
        self.estimator_ = None
        if not self._varying.any():
            return
        fit_params = map_arguments(fit_params, lambda X, y: (X, self._target(y)))
        estimator = self._without_constants()
        with limit_blas(fit_work(estimator, X, Y.shape[1])):
            self.estimator_ = estimator.fit(X, self._target(Y), **fit_params)

    def _target(self, Y):
        """Return the labels that are fitted; a single one is a binary problem."""
        if Y.ndim == 1:
            return Y
        target = sklearn_labels(Y[:, self._varying])
        return target.ravel() if target.shape[1] == 1 else target

    def _without_constants(self):
        """Return a clone; of class weights for each label, it has those fitted."""
        estimator = clone(self.estimator)
        for name, weights in estimator.get_params().items():
            listed = isinstance(weights, (list, tuple))
            if name.rpartition("__")[2] != "class_weight" or not listed:
                continue
            if len(weights) != len(self._varying):
                continue  # the error is for the estimator to make
            kept = [weights[j] for j in np.flatnonzero(self._varying)]
            estimator.set_params(**{name: kept if len(kept) > 1 else kept[0]})
        return estimator

    def _predict_proba(self, X):
        P = np.tile(self._constants, (num_samples(X), 1))
        if self._varying.sum() == 1:
            P[:, self._varying] = positive_proba(self.estimator_, X)[:, None]
        elif self._varying.any():
            P[:, self._varying] = _marginals(self.estimator_, X)
        return P


def _marginals(estimator, X):
    """Return marginals of shape (n_samples, n_labels), whatever the estimator gives."""
    if hasattr(estimator, "predict_proba"):
        proba = estimator.predict_proba(X)
        if isinstance(proba, list):
            return np.column_stack([p[:, 1] for p in proba])
        return _dense(proba)
    if hasattr(estimator, "decision_function"):
        return decision_proba(estimator.decision_function(X))
    return _dense(estimator.predict(X))


def _dense(answer):
    """Return an array: scikit-multilearn answers in sparse matrices."""
    return answer.toarray() if sp.issparse(answer) else answer
