"""MCut: cut the ranking of each sample where its scores drop the most."""

import numpy as np

from mlclf._wrapper import WrapperClassifier, top_labels


class MaximumCutClassifier(WrapperClassifier):
    """Cut each sample's ranking of the labels at its widest gap (MCut).

    The labels above the widest gap between two neighboring marginals are on [1]_.
    Every sample has its own threshold and nothing is tuned; but many labels of small
    marginals leave the gap to chance. One fit of the wrapped classifier.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn; one that is fitted
        already as ``sklearn.frozen.FrozenEstimator(classifier)``.

    allow_empty : bool, default=False
        Whether 1 and 0 count as neighbors of the highest and the lowest marginal, so
        that a sample may get no label, or all of them. In the paper it gets at least
        one label and at most all but one.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    A single label is a binary problem: it is on where its marginal exceeds one half.

    References
    ----------
    .. [1] Largeron, C., Moulin, C., & Géry, M. (2012). MCut: a thresholding strategy
       for multi-label classification. Advances in Intelligent Data Analysis XI,
       172-183.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, MaximumCutClassifier
    >>> X, y = make_multilabel_classification(n_classes=5, random_state=0)
    >>> cut = MaximumCutClassifier(BinaryRelevance(LogisticRegression())).fit(X, y)
    >>> bool(cut.predict(X).any(axis=1).all())
    True
    """

    _weights_labels = True

    _parameter_constraints: dict = {
        **WrapperClassifier._parameter_constraints,
        "allow_empty": ["boolean"],
    }

    def __init__(self, estimator, *, allow_empty=False):
        self.estimator = estimator
        self.allow_empty = allow_empty

    def _fit(self, X, Y, **fit_params):
        self._fit_estimator(X, Y, **fit_params)

    def _predict(self, X):
        P = self._predict_proba(X)
        S = -np.sort(-P, axis=1)
        if self.allow_empty or self._one_column:
            S = np.pad(S, ((0, 0), (1, 1)), constant_values=((0, 0), (1, 0)))
            return top_labels(P, (S[:, :-1] - S[:, 1:]).argmax(axis=1))
        return top_labels(P, (S[:, :-1] - S[:, 1:]).argmax(axis=1) + 1)
