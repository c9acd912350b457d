"""Label powerset: each distinct labelset is one class."""

import numpy as np
from scipy.special import softmax
from sklearn.base import clone

from mlclf._fit_arguments import map_arguments
from mlclf._floats import as_floats
from mlclf._frames import column_names, name_features
from mlclf._labels import encode_labelsets
from mlclf._meta import MetaClassifier
from mlclf._sklearn import HasMethods, StrOptions, num_samples, safe_indexing
from mlclf._threads import fit_work, limit_blas
from mlclf.engines import Work
from mlclf.solvers import find_class_solver


class LabelPowerset(MetaClassifier):
    r"""Treat each distinct set of labels as one class of a multiclass problem.

    One multiclass fit. It learns every dependence between labels and aims at the
    subset accuracy [1]_; it predicts only labelsets seen in training, and suffers
    when most of those are rare (bibtex has 2,856 among 7,395 samples).

    Parameters
    ----------
    estimator : classifier
        Multiclass base classifier. Without ``predict_proba``, the softmax of its
        ``decision_function``, or its prediction, stands in for the probabilities.

    solver : {"auto", "joint", "separate"}, default="auto"
        "auto": a ``LogisticRegression`` on dense X is fitted to the same optimum by
        a faster route of our own, where that pays. "joint": always by it, or an
        error. "separate": never, the estimator fits by itself.

    Attributes
    ----------
    estimator_ : classifier
        Fitted on the numbers of the labelsets; None when training had one labelset.

    labelsets_ : ndarray of shape (n_labelsets, n_labels)
        Distinct labelsets of the training set, in lexicographic order.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    ``predict`` answers the most probable labelset, which need not be the set of
    labels whose marginal exceeds one half. The marginals are sums of the labelsets'
    probabilities: :math:`P(y_j = 1) = \sum_{S \ni j} P(S)`.

    References
    ----------
    .. [1] Boutell, M., Luo, J., Shen, X., & Brown, C. (2004). Learning multi-label
       scene classification. Pattern Recognition, 37(9), 1757-1771.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import LabelPowerset
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> powerset = LabelPowerset(LogisticRegression(max_iter=1000)).fit(X, y)
    >>> powerset.predict_labelset_proba(X).shape == (100, len(powerset.labelsets_))
    True
    """

    _delegates_X = True

    _parameter_constraints: dict = {
        "estimator": [HasMethods(["fit"])],
        "solver": [StrOptions({"auto", "joint", "separate"})],
    }

    def __init__(self, estimator, *, solver="auto"):
        self.estimator = estimator
        self.solver = solver

    def _fit(self, X, Y, **fit_params):
        self._progress(1, "fit")
        self.labelsets_, codes = encode_labelsets(Y)
        self.estimator_ = None
        n_labelsets = len(self.labelsets_)
        if n_labelsets == 1:
            return
        numbers = Work(self.solver).joint_input(self.estimator, X)
        solver = find_class_solver(
            self.estimator, numbers, n_labelsets, fit_params, choice=self.solver
        )
        if solver is not None:
            fitted = solver.fit(self.estimator, as_floats(numbers), codes, **fit_params)
            (self.estimator_,) = name_features([fitted], column_names(X))
            return
        fit_params = map_arguments(fit_params, self._known_labelsets)
        with limit_blas(fit_work(self.estimator, X, n_labelsets)):
            self.estimator_ = clone(self.estimator).fit(X, codes, **fit_params)

    def _known_labelsets(self, X, Y):
        """Return the rows of an evaluation set that have a number, and their numbers.

        A labelset that training has not is no class: its rows cannot be evaluated.
        """
        n_known = len(self.labelsets_)
        Y = np.reshape(Y, (len(Y), -1)).astype(self.labelsets_.dtype)
        labelsets, codes = encode_labelsets(np.vstack([self.labelsets_, Y]))
        numbers = np.full(len(labelsets), -1)
        numbers[codes[:n_known]] = np.arange(n_known)
        codes = numbers[codes[n_known:]]
        known = np.flatnonzero(codes >= 0)
        return (X if len(known) == len(Y) else safe_indexing(X, known)), codes[known]

    def predict_labelset_proba(self, X):
        """Estimate the probability of each labelset seen in training.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        proba : ndarray of shape (n_samples, n_labelsets)
            ``proba[i, s]`` is the probability that sample i carries exactly
            ``labelsets_[s]``; rows sum to 1.
        """
        return self._labelset_proba(self._check_X(X))

    def _labelset_proba(self, X):
        if self.estimator_ is None:
            return np.ones((num_samples(X), 1))
        known = self.estimator_.classes_
        proba = np.zeros((num_samples(X), len(self.labelsets_)))
        if hasattr(self.estimator_, "predict_proba"):
            proba[:, known] = self.estimator_.predict_proba(X)
            return proba
        if hasattr(self.estimator_, "decision_function"):
            scores = self.estimator_.decision_function(X)
            if scores.ndim == 1:
                scores = np.column_stack([np.zeros_like(scores), scores])
            if scores.shape[1] == len(known):
                proba[:, known] = softmax(scores, axis=1)
                return proba
        proba[np.arange(len(proba)), self._predict_codes(X)] = 1
        return proba

    def _predict_proba(self, X):
        # The sum may exceed 1 by a rounding error.
        return np.clip(self._labelset_proba(X) @ self.labelsets_, 0, 1)

    def _predict(self, X):
        if self.estimator_ is None:
            return np.repeat(self.labelsets_.astype(int), num_samples(X), axis=0)
        return self.labelsets_[self._predict_codes(X)].astype(int)

    def _predict_codes(self, X):
        return np.ravel(self.estimator_.predict(X))  # of CatBoost, it is a column
