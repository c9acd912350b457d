"""The contract that every classifier of mlclf keeps."""

import numpy as np
from scipy.sparse import issparse
from scipy.special import expit
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.utils import (
    assert_all_finite,
    check_array,
    check_consistent_length,
    get_tags,
)
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from mlclf._device import from_tensor
from mlclf._floats import as_floats
from mlclf._indices import narrow_indices, sum_duplicates
from mlclf._labels import (
    check_indicator,
    label_names,
    refuse_label_lists,
    refuse_no_labels,
)
from mlclf._sklearn import CallbackSupportMixin, Progress, fit_context, num_samples
from mlclf._threads import fit_work, limit_blas
from mlclf._transfer import as_tensor, send

__all__ = [
    "MultiLabelClassifier",
    "decision_proba",
    "fit_binary",
    "positive_predict",
    "positive_proba",
]

# Attributes that a checked fit sets, whatever the method.
_CONTRACT = (
    "_is_multiclass",
    "_one_column",
    "_saw_frame",
    "classes_",
    "feature_names_in_",
    "label_names_in_",
    "n_features_in_",
    "n_labels_",
)
_ABOVE = np.nextafter(0.5, 1)


class MultiLabelClassifier(CallbackSupportMixin, ClassifierMixin, BaseEstimator):
    """Base of every classifier: it checks the data, subclasses hold the method.

    A subclass writes two methods and nothing else of the protocol:

    - ``_fit(X, Y)``, with ``Y`` an int8 array of shape (n_samples, n_labels), or a
      CSR array where the class sets ``_sparse_labels``; what ``fit`` was given beside
      the data (``sample_weight``) follows as keywords;
    - ``_predict_proba(X)``, the marginals, of shape (n_samples, n_labels); or, where
      a prediction is not "marginal above one half", ``_predict(X)`` as well.

    ``_progress(n_steps, name)`` opens the progress bar of a long fit, of one step
    where nobody can say how far it is.

    A class that sets ``_accepts_multiclass`` also answers one column of more than two
    values: ``Y`` then holds one column per class, one of them 1 in each row, and
    ``_is_multiclass`` is True. With ``_accepts_missing_labels``, NaN in a matrix of
    labels is accepted, and is -1 in ``Y``.
    """

    _sparse_labels = False
    _accepts_multiclass = False
    _accepts_missing_labels = False
    _needs_torch = False  # a network: loads torch, and holds tensors
    _wraps_multi_label = False  # its ``estimator`` answers for all labels

    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y):
        """Fit the classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Training samples.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1. The columns of a DataFrame name the labels.
            One column is answered as scikit-learn answers a binary problem.

        Returns
        -------
        self : object
            Fitted classifier.
        """
        return self._checked_fit(X, y)

    def predict(self, X):
        """Predict the labels of each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        Y : ndarray of shape (n_samples, n_labels)
            Label indicators, 0 or 1.
        """
        X = self._check_X(X)
        Y = self._predict(X)
        if not self._one_column:
            return Y
        return self.classes_[Y.argmax(axis=1) if self._is_multiclass else Y[:, 0]]

    def predict_proba(self, X):
        """Estimate the marginal probability of each label.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        P : ndarray of shape (n_samples, n_labels)
            ``P[i, j]`` estimates the probability that sample i carries label j.
        """
        P = self._predict_proba(self._check_X(X))
        if self._one_column and not self._is_multiclass:
            P = np.hstack([1 - P, P])[:, : len(self.classes_)]
        return P

    def predict_labelsets(self, X):
        """Predict the labels of each sample, by name.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        labelsets : list of length n_samples of tuple
            The names of each sample's labels (``label_names_in_``), or their column
            numbers where ``fit`` saw no names.
        """
        X = self._check_X(X)
        names = getattr(self, "label_names_in_", range(self.n_labels_))
        return [
            tuple(name for name, on in zip(names, row) if on)
            for row in self._predict(X)
        ]

    def _checked_fit(self, X, y, **params):
        """Check the data, learn what every classifier knows, and call ``_fit``."""
        self.__dict__.pop("n_labels_", None)  # the fit before is gone, whatever comes
        X, Y = self._check_X_y(X, y)
        self.n_labels_ = Y.shape[1]
        self._open_progress = None
        try:
            self._fit(X, Y, **self._check_params(Y, params))
            if self._open_progress is None:
                self._progress(1, "fit")  # callbacks hear of a fit in one piece, too
            self._open_progress.close()
        except BaseException as error:
            del self.n_labels_  # half a fit is none
            if isinstance(error, KeyboardInterrupt):
                error.add_note(f"{type(self).__name__} was interrupted: not fitted.")
            raise
        finally:
            del self._open_progress
        return self

    def _check_X_y(self, X, y, *, reset=True, classes=None):
        """Return checked X and the 0/1 matrix Y; set classes and label names.

        ``partial_fit`` passes ``reset=False`` after its first call, and the classes
        of a one-column target, which a part of the data need not show.
        """
        refuse_label_lists(y)
        refuse_no_labels(y)
        names = label_names(y)
        X = self._validate_X(X, reset=reset, **({"y": None} if y is None else {}))
        y = check_array(
            from_tensor(y)[0],
            accept_sparse="csr",
            ensure_2d=False,
            dtype=None,
            ensure_all_finite="allow-nan" if self._accepts_missing_labels else True,
            input_name="y",
            estimator=self,
        )
        check_consistent_length(X, y)
        self._one_column = y.ndim == 1 or y.shape[1] == 1
        self._is_multiclass = False
        if self._one_column:
            Y = self._check_one_column(y, classes)
        else:
            Y = self._check_matrix(y)
            # An array whose rows are each label's classes: what scikit-learn's scorers
            # and cross_val_predict both take for a multi-label problem, two labels
            # included (np.arange(2) would pass for the classes of a single one).
            self.classes_ = np.tile([0, 1], (Y.shape[1], 1))
        self.__dict__.pop("label_names_in_", None)
        if names is not None:
            self.label_names_in_ = names
        return X, Y

    def _check_params(self, Y, params):  # noqa: ARG002 - for classifiers that take any
        """Return what ``_fit`` is given beside X and Y, checked against Y."""
        return params

    def _check_matrix(self, y):
        """Return the 0/1 matrix that ``_fit`` is to see."""
        return check_indicator(
            y, sparse=self._sparse_labels, missing=self._accepts_missing_labels
        )

    def _check_one_column(self, y, classes=None):
        """Return one column as 0/1; its two values, whatever they are, are kept."""
        y = (y.toarray() if hasattr(y, "toarray") else y).ravel()
        assert_all_finite(y, input_name="y")  # only in a matrix can labels be missing
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        self._is_multiclass = self._accepts_multiclass and (
            kind == "multiclass" or (classes is not None and len(classes) > 2)
        )
        if kind != "binary" and not self._is_multiclass:
            raise ValueError(
                "Only binary classification is supported. The type of the target "
                f"is {kind}."
            )
        self.classes_, codes = np.unique(y, return_inverse=True)
        if classes is not None:
            y_seen, self.classes_ = self.classes_, np.unique(classes)
            unknown = np.setdiff1d(y_seen, self.classes_)
            if unknown.size:
                raise ValueError(
                    f"y must hold values of classes={self.classes_}, got {unknown}."
                )
            codes = np.searchsorted(self.classes_, y)
        if self._is_multiclass:
            return np.eye(len(self.classes_), dtype=np.int8)[codes]
        if len(self.classes_) == 1 and self.classes_[0] in (0, 1):
            self.classes_, codes = np.array([0, 1]), np.asarray(y, dtype=int)
        return check_indicator(codes.reshape(-1, 1), sparse=self._sparse_labels)

    def _copy_contract(self, fitted):
        """Become as fitted as another classifier; the method is for the caller."""
        for name in _CONTRACT:
            if hasattr(fitted, name):
                setattr(self, name, getattr(fitted, name))

    def _check_X(self, X):
        check_is_fitted(self)
        return self._validate_X(X, reset=False)

    def _validate_X(self, X, **kwargs):
        checks = self._X_checks()
        device = None
        if not (self._takes_tensors() and get_config()["array_api_dispatch"]):
            X, device = from_tensor(X)
        if checks is None:
            validate_data(self, X, skip_check_array=True, **kwargs)
        else:
            X = validate_data(self, X, **{**checks, **kwargs})
            if getattr(X.dtype, "kind", None) == "f":
                X = as_floats(X)  # scikit-learn would learn in float16 from float16
        if self._takes_tensors() and kwargs.get("reset") and device is not None:
            return send(as_tensor(X), device)
        X = narrow_indices(X)
        # A graph of neighbors is sorted by distance, not by index.
        is_graph = issparse(X) and get_tags(self).input_tags.pairwise
        return X if is_graph else sum_duplicates(X)

    def _X_checks(self):
        """Return what ``check_array`` is to check, or None to leave X as it is."""
        tags = get_tags(self).input_tags
        return {
            "accept_sparse": "csr" if tags.sparse else False,
            "ensure_all_finite": not tags.allow_nan,
        }

    def _takes_tensors(self):
        """Say whether a tensor of torch stays one, on its device."""
        return False

    def _progress(self, n_steps, name):
        """Open the progress of this fit; ``fit`` closes it."""
        self._open_progress = Progress(self, n_steps, name)
        return self._open_progress

    def _predict(self, X):
        return (self._predict_proba(X) > 0.5).astype(int)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "n_labels_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = self._accepts_multiclass
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = True
        tags.input_tags.sparse = True
        return tags


def fit_binary(estimator, X, y, **fit_params):
    """Fit a clone of ``estimator`` on one label, which may be constant.

    Parameters
    ----------
    estimator : classifier
        Never touched: a clone is fitted.

    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Training samples.

    y : ndarray of shape (n_samples,)
        One label, 0 or 1, of any dtype. The clone sees int64, as from a caller's list:
        of int8, naive Bayes counts integer samples in their own narrow dtype.

    **fit_params : dict
        Passed to the fit of the clone.

    Returns
    -------
    fitted : classifier
        The clone, or a constant classifier where ``y`` has one value.
    """
    y = y.astype(np.int64, copy=False)
    if y.min() == y.max():
        return DummyClassifier(strategy="constant", constant=y[0]).fit(X, y)
    with limit_blas(fit_work(estimator, X)):
        return clone(estimator).fit(X, y, **fit_params)


def positive_proba(estimator, X):
    """Return P(y = 1) from a fitted binary classifier, or the best stand-in for it.

    Without ``predict_proba`` it is the logistic function of ``decision_function``
    (above one half exactly where the classifier says 1), or else the prediction.

    Parameters
    ----------
    estimator : fitted classifier
        What :func:`fit_binary` returned.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    Returns
    -------
    p : ndarray of shape (n_samples,)
        In [0, 1].
    """
    classes = list(estimator.classes_)
    if len(classes) == 1 and isinstance(estimator, DummyClassifier):
        return np.full(num_samples(X), float(classes[0]))
    if hasattr(estimator, "predict_proba"):
        P, _ = from_tensor(estimator.predict_proba(X))
        # CatBoost with a loss of several labels says that one label has one class.
        return P[:, classes.index(1) if len(classes) == 2 else -1]
    if hasattr(estimator, "decision_function"):
        return decision_proba(from_tensor(estimator.decision_function(X))[0])
    return np.ravel(from_tensor(estimator.predict(X))[0]).astype(float)


def decision_proba(decision):
    """Return the logistic function of a decision, above one half where it is above 0.

    Parameters
    ----------
    decision : ndarray
        Decisions; a classifier says 1 where they are positive.

    Returns
    -------
    p : ndarray of the same shape
        In [0, 1].

    Examples
    --------
    >>> decision_proba(np.array([-1e-17, 1e-17, 0.0])) > 0.5
    array([False,  True, False])
    """
    p = expit(decision)
    # Of the smallest positive decisions the function is one half, rounded.
    return np.where(decision > 0, np.maximum(p, _ABOVE), p)


def positive_predict(estimator, X):
    """Return the 0/1 prediction that agrees with :func:`positive_proba`."""
    return (positive_proba(estimator, X) > 0.5).astype(np.int8)
