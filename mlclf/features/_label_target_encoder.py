"""Encode categories by how often each label occurs with them."""

from numbers import Integral, Real

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import OrdinalEncoder
from sklearn.utils import check_consistent_length
from sklearn.utils.validation import check_is_fitted, validate_data

from mlclf._labels import check_indicator, label_names, refuse_label_lists
from mlclf._sklearn import (
    Interval,
    StrOptions,
    feature_names_in,
    fit_context,
)
from mlclf.model_selection import IterativeStratifiedKFold

_UNKNOWN, _MISSING = -1, -2


class LabelTargetEncoder(TransformerMixin, BaseEstimator):
    """Encode each category by the share of every label among its samples.

    One column becomes ``n_labels`` numbers. It suits columns of many categories, where
    one-hot columns would be too many. Scikit-learn's
    :class:`~sklearn.preprocessing.TargetEncoder` takes a single label only.

    Parameters
    ----------
    smooth : "auto" or float, default="auto"
        How far the share in a category is drawn to the share in all samples. A number m
        counts as m samples more. "auto" chooses by the variance, as scikit-learn does.

    cv : int, default=5
        Number of folds of ``fit_transform``.

    random_state : int, RandomState instance or None, default=None
        Draws the folds. Pass an int for the same result at every call.

    Attributes
    ----------
    encodings_ : list of length n_features of ndarray
        Encoding of each category and label, of shape (n_categories, n_labels).

    label_means_ : ndarray of shape (n_labels,)
        Share of each label in all samples. It stands for unknown categories.

    n_features_in_ : int
        Number of features seen during fit.

    feature_names_in_ : ndarray of shape (n_features,)
        Names of the features, where X was a DataFrame.

    label_names_in_ : ndarray of shape (n_labels,)
        Names of the labels, where y was a DataFrame.

    See Also
    --------
    sklearn.preprocessing.TargetEncoder : The same for one label.
    sklearn.preprocessing.OneHotEncoder : One column for each category.

    Notes
    -----
    ``fit(X, y).transform(X)`` is not ``fit_transform(X, y)``: the latter encodes each
    sample by the other folds, so that a classifier trained on it is not misled by the
    sample's own labels. Pipelines call ``fit_transform`` in training. Missing values
    are a category of their own.

    References
    ----------
    .. [1] Micci-Barreca, D. (2001). A preprocessing scheme for high-cardinality
       categorical attributes in classification and prediction problems. SIGKDD
       Explorations, 3(1), 27-32.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.features import LabelTargetEncoder
    >>> X = np.array([["red"], ["red"], ["blue"], ["blue"]])
    >>> y = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
    >>> encoder = LabelTargetEncoder(smooth=0).fit(X, y)
    >>> encoder.transform([["red"], ["green"]])
    array([[1. , 0.5],
           [0.5, 0.5]])
    """

    _parameter_constraints: dict = {
        "smooth": [StrOptions({"auto"}), Interval(Real, 0, None, closed="left")],
        "cv": [Interval(Integral, 2, None, closed="left")],
        "random_state": ["random_state"],
    }

    def __init__(self, *, smooth="auto", cv=5, random_state=None):
        self.smooth = smooth
        self.cv = cv
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Learn the share of each label in each category.

        Parameters
        ----------
        X : {array-like, DataFrame} of shape (n_samples, n_features)
            Categories: strings, numbers or other values.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        Returns
        -------
        self : object
            Fitted encoder.
        """
        self._fit(X, y)
        return self

    @fit_context(prefer_skip_nested_validation=True)
    def fit_transform(self, X, y):
        """Fit, and encode each sample by the samples of the other folds.

        Parameters
        ----------
        X : {array-like, DataFrame} of shape (n_samples, n_features)
            Categories.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        Returns
        -------
        X_encoded : ndarray of shape (n_samples, n_features * n_labels)
            Encoded feature by feature, label by label within a feature.
        """
        codes, Y = self._fit(X, y)
        if self.cv > len(Y):
            raise ValueError(
                f"cv must be at most the number of samples, {len(Y)}, got {self.cv}."
            )
        folds = IterativeStratifiedKFold(self.cv, random_state=self.random_state)
        encoded = np.empty((len(Y), codes.shape[1] * Y.shape[1]))
        for train, test in folds.split(codes, Y):
            learned = self._encode(codes[train], Y[train])
            encoded[test] = _look_up(codes[test], learned, Y[train].mean(axis=0))
        return encoded

    def transform(self, X):
        """Encode samples by what was learned from all training samples.

        Parameters
        ----------
        X : {array-like, DataFrame} of shape (n_samples, n_features)
            Categories; unknown ones are encoded by the share in all samples.

        Returns
        -------
        X_encoded : ndarray of shape (n_samples, n_features * n_labels)
            Encoded feature by feature, label by label within a feature.
        """
        check_is_fitted(self)
        validate_data(self, X, reset=False, skip_check_array=True)
        return _look_up(self._codes(X), self.encodings_, self.label_means_)

    def get_feature_names_out(self, input_features=None):
        """Name the columns of the encoded samples.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the features; None takes those seen during fit.

        Returns
        -------
        names : ndarray of str
            ``feature_label`` for each feature and label.
        """
        check_is_fitted(self)
        features = feature_names_in(self, input_features)
        labels = getattr(self, "label_names_in_", range(len(self.label_means_)))
        names = [f"{feature}_{label}" for feature in features for label in labels]
        return np.array(names, dtype=object)

    def _fit(self, X, y):
        """Set what is learned; return the categories as numbers, and the labels."""
        refuse_label_lists(y)
        Y, names = check_indicator(y), label_names(y)
        validate_data(self, X, skip_check_array=True)
        self._ordinal = OrdinalEncoder(
            handle_unknown="use_encoded_value",
            unknown_value=_UNKNOWN,
            encoded_missing_value=_MISSING,
        ).fit(X)
        codes = self._codes(X)
        check_consistent_length(codes, Y)
        self.label_means_ = Y.mean(axis=0)
        self.encodings_ = self._encode(codes, Y)
        self.__dict__.pop("label_names_in_", None)
        if names is not None:
            self.label_names_in_ = names
        return codes, Y

    def _codes(self, X):
        """Return the number of each category; missing values have the last one."""
        codes = self._ordinal.transform(X).astype(np.intp)
        last = [len(values) - 1 for values in self._ordinal.categories_]
        return np.where(codes == _MISSING, last, codes)

    def _encode(self, codes, Y):
        sizes = map(len, self._ordinal.categories_)
        return [_shares(c, Y, n, self.smooth) for c, n in zip(codes.T, sizes)]

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = True
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.target_tags.required = True
        tags.target_tags.multi_output = True
        return tags


def _shares(codes, Y, n_categories, smooth):
    """Return the smoothed share of each label in each category."""
    n_samples = len(codes)
    members = sp.csr_array(
        (np.ones(n_samples), (codes, np.arange(n_samples))),
        shape=(n_categories, n_samples),
    )
    counts = np.asarray(members.sum(axis=1)).reshape(-1, 1)
    sums, means = members @ Y.astype(float), Y.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if smooth == "auto":
            share = sums / counts
            # Of 0 and 1 the squares are the values: the variance is share (1 - share).
            within, overall = share * (1 - share), means * (1 - means)
            trust = overall * counts / (overall * counts + within)
            shares = trust * share + (1 - trust) * means
        else:
            shares = (sums + smooth * means) / (counts + smooth)
    return np.where(
        np.isnan(shares), means, shares
    )  # an empty category, a constant label


def _look_up(codes, encodings, means):
    """Return the encoding of each category, feature by feature."""
    columns = [
        np.where((code == _UNKNOWN)[:, None], means, shares[code])
        for code, shares in zip(codes.T, encodings)
    ]
    return np.hstack(columns)
