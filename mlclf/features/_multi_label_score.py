"""Score features by several labels, for the selectors of scikit-learn."""

import numpy as np
from sklearn.feature_selection import f_classif

from mlclf._labels import check_indicator, encode_labelsets, refuse_label_lists
from mlclf._sklearn import StrOptions, check_parameters

_AGGREGATES = {"mean": np.nanmean, "max": np.nanmax, "min": np.nanmin}


class MultiLabelScore:
    """Score each feature by several labels, from a score for one label.

    Pass it as ``score_func`` to scikit-learn's
    :class:`~sklearn.feature_selection.SelectKBest` or
    :class:`~sklearn.feature_selection.SelectPercentile`.

    Parameters
    ----------
    score_func : callable, default=f_classif
        Score for one label: ``score_func(X, y)`` returns scores, or scores and
        p-values. Examples are scikit-learn's ``f_classif``, ``chi2`` and
        ``mutual_info_classif``.

    aggregate : {"mean", "max", "min", "labelset"}, default="mean"
        How the scores of the labels become one. "max" keeps a feature that one label
        alone needs. "labelset" scores once, with each labelset as a class; it sees
        dependence between labels, but many labelsets are rare.

    See Also
    --------
    mlclf.datasets.describe_labels : Count labels and labelsets.

    Notes
    -----
    Labels of one value say nothing about features and are left out. So are scores that
    are not a number, of a constant feature for example.

    References
    ----------
    .. [1] Spolaôr, N., Cherman, E. A., Monard, M. C., & Lee, H. D. (2013). A comparison
       of multi-label feature selection methods using the problem transformation
       approach. Electronic Notes in Theoretical Computer Science, 292, 135-151.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.feature_selection import SelectKBest, chi2
    >>> from mlclf.features import MultiLabelScore
    >>> X, y = make_multilabel_classification(random_state=0)
    >>> selector = SelectKBest(MultiLabelScore(chi2, aggregate="max"), k=5)
    >>> selector.fit_transform(X, y).shape
    (100, 5)
    """

    _parameter_constraints: dict = {
        "score_func": [callable],
        "aggregate": [StrOptions({*_AGGREGATES, "labelset"})],
    }

    def __init__(self, score_func=f_classif, *, aggregate="mean"):
        self.score_func = score_func
        self.aggregate = aggregate
        check_parameters(self)

    def __repr__(self):
        name = getattr(self.score_func, "__name__", repr(self.score_func))
        return f"MultiLabelScore({name}, aggregate={self.aggregate!r})"

    def __call__(self, X, y):
        """Score the features.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples, as ``score_func`` takes them.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        Returns
        -------
        scores : ndarray of shape (n_features,)
            Higher is better. NaN where no label gives a score.
        """
        Y = _indicator(y)
        if self.aggregate == "labelset":
            return self._score(X, encode_labelsets(Y)[1])
        scores = self.score_labels(X, Y)
        known = ~np.isnan(scores).all(axis=0)
        answer = np.full(scores.shape[1], np.nan)
        answer[known] = _AGGREGATES[self.aggregate](scores[:, known], axis=0)
        return answer

    def score_labels(self, X, y):
        """Score the features for each label.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        Returns
        -------
        scores : ndarray of shape (n_labels, n_features)
            NaN for a label of one value.
        """
        Y = _indicator(y)
        varies = np.flatnonzero(Y.min(axis=0) < Y.max(axis=0))
        if not len(varies):
            raise ValueError("y must hold a label with two values, got none.")
        found = np.stack([self._score(X, Y[:, j]) for j in varies])
        scores = np.full((Y.shape[1], found.shape[1]), np.nan)
        scores[varies] = found
        return scores

    def _score(self, X, y):
        answer = self.score_func(X, y)
        scores = answer[0] if isinstance(answer, (list, tuple)) else answer
        return np.asarray(scores, dtype=float)


def _indicator(y):
    refuse_label_lists(y)
    return check_indicator(y)
