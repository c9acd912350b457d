"""What every classifier that decides on another one's marginals shares."""

from numbers import Integral, Real

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_array, get_tags, indexable
from sklearn.utils.validation import check_is_fitted

from mlclf._base import MultiLabelClassifier, decision_proba
from mlclf._labels import sklearn_labels
from mlclf._meta import MetaClassifier
from mlclf._sklearn import (
    HasMethods,
    Interval,
    Parallel,
    RealNotInt,
    StrOptions,
    check_method_params,
    delayed,
    safe_split,
)
from mlclf.model_selection import (
    IterativeStratifiedKFold,
    IterativeStratifiedShuffleSplit,
)

__all__ = [
    "CrossFittedClassifier",
    "WrapperClassifier",
    "check_marginals",
    "marginals",
    "top_labels",
]


_ROUNDING = 1e-6


class WrapperClassifier(MetaClassifier):
    """Base of the classifiers that change the decision of ``self.estimator``.

    The wrapped classifier is any multi-label one, of mlclf or of scikit-learn; it
    alone looks at X. The marginals are its own: a subclass writes ``_predict``.
    """

    _wraps_multi_label = True
    _parameter_constraints: dict = {"estimator": [HasMethods(["fit", "predict"])]}

    def _fit_estimator(self, X, Y, **fit_params):
        """Set ``estimator_``, fitted on all rows."""
        self._check_takes(Y)
        self.estimator_ = _fit_clone(self.estimator, X, Y, fit_params)

    def _check_takes(self, Y):
        """Refuse a binary classifier where there are several labels."""
        tags = get_tags(self.estimator)
        known = tags.classifier_tags is None or tags.classifier_tags.multi_label
        if Y.shape[1] > 1 and not known and not tags.target_tags.multi_output:
            raise ValueError(
                "estimator must be a multi-label classifier, such as "
                f"BinaryRelevance({self.estimator!r}), got {self.estimator!r}."
            )

    def _predict_proba(self, X):
        return marginals(self.estimator_, X, self.n_labels_)

    def _X_checks(self):
        return None

    def _validate_X(self, X, **kwargs):
        if getattr(X, "ndim", 2) == 1 and X.dtype.kind in "biuf":
            check_array(X)  # numbers in one dimension: says to reshape them
        return super()._validate_X(X, **kwargs)


class CrossFittedClassifier(WrapperClassifier):
    """Base of the wrappers that learn from the out-of-fold marginals of training."""

    _parameter_constraints: dict = {
        **WrapperClassifier._parameter_constraints,
        "cv": [
            "cv_object",
            StrOptions({"prefit"}),
            Interval(RealNotInt, 0, 1, closed="neither"),
        ],
        "refit": ["boolean"],
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
    }

    def _fit_estimator(self, X, Y, **fit_params):
        """Set ``estimator_``; one that is fitted already stays as it is."""
        if not isinstance(self.cv, str):
            super()._fit_estimator(X, Y, **fit_params)
            return
        check_is_fitted(self.estimator)
        self.estimator_ = self.estimator

    def _fit_out_of_fold(self, X, Y, *, answer=None, **fit_params):
        """Set ``estimator_`` and return the marginals of rows it was not shown.

        ``answer(estimator, X, n_labels)`` asks the fitted classifiers for something
        else than their marginals.

        Returns
        -------
        rows : ndarray of shape (n_scored,)
            Rows of ``Y`` that were scored; all of them, except under a ``cv`` that
            leaves rows out or repeats them.

        P : ndarray of shape (n_scored, n_labels)
            Their marginals.
        """
        answer = marginals if answer is None else answer
        if isinstance(self.cv, str):
            self._fit_estimator(X, Y, **fit_params)
            return np.arange(len(Y)), answer(self.estimator, X, Y.shape[1])
        self._check_takes(Y)
        (X,) = indexable(X)
        folds = list(
            self._splitter(len(Y)).split(
                np.zeros((len(Y), 1)), _target(self.estimator, Y)
            )
        )
        if not self.refit and len(folds) > 1:
            raise ValueError(
                "refit=False keeps the model of a single split, so cv must be a "
                f"float, 'prefit' or a single split, got {len(folds)} splits."
            )
        P = self._run_folds(folds, X, Y, answer, fit_params)
        return np.concatenate([test for _, test in folds]), np.vstack(P)

    def _run_folds(self, folds, X, Y, answer, fit_params):
        """Score every fold, and fit all rows at the end where ``refit`` asks for it."""
        tasks = [(train, test, not self.refit) for train, test in folds]
        if self.refit:
            tasks.append((np.arange(len(Y)), None, True))
        answers = Parallel(n_jobs=self.n_jobs, return_as="generator")(
            delayed(_fit_fold)(self.estimator, X, Y, *task, answer, fit_params)
            for task in tasks
        )
        answers = list(self._progress(len(tasks), "fold").track(answers))
        self.estimator_ = answers[-1][0]
        return [P for _, P in answers[: len(folds)]]

    def _splitter(self, n_samples):
        """Return what splits the training rows; labels stay in proportion."""
        if isinstance(self.cv, Real) and not isinstance(self.cv, Integral):
            return IterativeStratifiedShuffleSplit(
                n_splits=1, test_size=self.cv, random_state=self.random_state
            )
        if self.cv is None or isinstance(self.cv, Integral):
            n_splits = 5 if self.cv is None else self.cv
            if n_splits > n_samples:
                raise ValueError(
                    f"cv={n_splits} needs as many samples, got n_samples={n_samples}."
                )
            return IterativeStratifiedKFold(n_splits, random_state=self.random_state)
        return self.cv if hasattr(self.cv, "split") else _Splits(self.cv)


class _Splits:
    """Pairs of (train, test) rows given as an iterable."""

    def __init__(self, splits):
        self._splits = splits

    def split(self, *_):
        return iter(self._splits)


def marginals(estimator, X, n_labels):
    """Return the marginals of a fitted classifier in one shape, whatever it answers.

    Parameters
    ----------
    estimator : fitted classifier
        Its ``predict_proba`` may give an array, a sparse matrix, or scikit-learn's
        list of one array per label. Without it, the logistic function of
        ``decision_function``, or else the prediction, stands in.

    X : array-like
        Samples, as the estimator takes them.

    n_labels : int
        Number of labels it was fitted on.

    Returns
    -------
    P : ndarray of shape (n_samples, n_labels)
        In [0, 1].
    """
    if hasattr(estimator, "predict_proba"):
        P = estimator.predict_proba(X)
    elif hasattr(estimator, "decision_function"):
        P = decision_proba(estimator.decision_function(X))
    else:
        P = estimator.predict(X)
    if isinstance(P, list):
        P = np.column_stack([_on(p, c) for p, c in zip(P, estimator.classes_)])
    P = P.toarray() if hasattr(P, "toarray") else np.asarray(P, dtype=float)
    if n_labels == 1:
        return _on(P.reshape(len(P), -1), estimator.classes_).reshape(-1, 1)
    if P.shape[1:] != (n_labels,):
        raise ValueError(
            f"estimator must give the marginals of {n_labels} labels, got an array of "
            f"shape {P.shape}."
        )
    return P


def check_marginals(P, name="P"):
    """Return marginals that a caller gave as an array, or say what is wrong with them.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals; what exceeds [0, 1] by a rounding error is clipped.

    name : str, default="P"
        What the caller calls them.

    Returns
    -------
    P : ndarray of shape (n_samples, n_labels)
        In [0, 1].

    Raises
    ------
    ValueError
        If they are no matrix, not finite, or outside of [0, 1].
    """
    P = check_array(P, dtype=float, ensure_min_samples=0, input_name=name)
    if P.size and (P.min() < -_ROUNDING or P.max() > 1 + _ROUNDING):
        raise ValueError(
            f"{name} must hold probabilities in [0, 1], got values from {P.min():g} to "
            f"{P.max():g}."
        )
    return np.clip(P, 0, 1)


def _on(P, classes):
    """Return P(y = 1) from the probabilities of one label's classes."""
    if P.shape[1] == 1 and len(np.ravel(classes)) == 1:  # a constant label
        return np.full(len(P), float(np.ravel(classes)[0]))
    return P[:, -1]


def _target(estimator, Y):
    """Return what the wrapped classifier is fitted on: one column is binary."""
    if not isinstance(estimator, MultiLabelClassifier):  # ours make int8 of it anyway
        Y = sklearn_labels(Y)
    return Y[:, 0] if Y.shape[1] == 1 else Y


def _fit_clone(estimator, X, Y, fit_params):
    """Fit a clone; if it fails at labels of one value, the error has the remedy."""
    try:
        return clone(estimator).fit(X, _target(estimator, Y), **fit_params)
    except Exception as error:
        constant = np.flatnonzero(Y.min(axis=0) == Y.max(axis=0)).tolist()
        if constant and not isinstance(estimator, MultiLabelClassifier):
            error.add_note(
                f"In these rows, labels {constant} have one value, which "
                f"NativeMultiLabel({type(estimator).__name__}(...)) answers itself."
            )
        raise


def _fit_fold(estimator, X, Y, train, test, keep, answer, fit_params):
    """Fit a clone on the rows ``train``; return it and its answer for ``test``."""
    X_train, Y_train = safe_split(estimator, X, Y, train)
    fold_params = check_method_params(X, fit_params, indices=train)
    fitted = _fit_clone(estimator, X_train, Y_train, fold_params)
    P = None
    if test is not None:
        X_test, _ = safe_split(estimator, X, Y, test, train)
        P = answer(fitted, X_test, Y.shape[1])
    return (fitted if keep else None), P


def top_labels(P, k):
    """Return the k most probable labels of each row; among equals, the first.

    Parameters
    ----------
    P : ndarray of shape (n_samples, n_labels)
        Marginals.

    k : int or ndarray of shape (n_samples,)
        How many, for all rows or for each.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.
    """
    order = np.argsort(-P, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(P.shape[1])[None, :], axis=1)
    return (ranks < np.reshape(k, (-1, 1))).astype(np.int64)
