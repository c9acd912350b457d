"""What every sampler shares: checks, containers, the convention of imbalanced-learn."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, OneToOneFeatureMixin
from sklearn.utils import check_array, check_consistent_length, check_random_state
from sklearn.utils.validation import validate_data

from mlclf._labels import check_indicator, refuse_label_lists
from mlclf._sklearn import num_samples, safe_indexing
from mlclf.resampling._containers import extended, replaced

__all__ = ["MultiLabelSampler", "Resampled"]


@dataclass
class Resampled:
    """What a sampler answers.

    Parameters
    ----------
    rows : ndarray of shape (n_kept,)
        Rows of the data, in the order they are kept; clones appear more than once.

    labels : ndarray of shape (n_kept, n_labels), default=None
        Their labels, where these change.

    new_X, new_Y : ndarray of shape (n_new, n_features) and (n_new, n_labels), \
            default=None
        Synthetic samples, which follow.
    """

    rows: np.ndarray
    labels: np.ndarray | None = None
    new_X: np.ndarray | None = None
    new_Y: np.ndarray | None = None


class MultiLabelSampler(OneToOneFeatureMixin, BaseEstimator):
    """Base of every sampler.

    Features stay as they are: ``fit`` and ``fit_resample`` set ``n_features_in_``, and
    ``feature_names_in_`` where X has names; ``get_feature_names_out`` gives them back.

    A subclass writes ``_resample(X, Y, rng)``, which answers :class:`Resampled`. Where
    it sets ``_reads_X``, X is a checked array or CSR matrix of numbers; otherwise X is
    whatever the caller has, texts for example.
    """

    _reads_X = False

    def fit(self, X, y):
        """Check the data; samplers learn nothing.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        Returns
        -------
        self : object
            The sampler.
        """
        self._check(X, y)
        return self

    def fit_resample(self, X, y):
        """Resample the data.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        Returns
        -------
        X_resampled : same type as ``X``
            Samples kept or cloned, then synthetic ones. CSR where ``X`` is sparse.

        y_resampled : same type as ``y``
            Their labels. CSR where ``y`` is sparse. Of both, types of columns are kept
            where they can hold the synthetic values; these have no index.
        """
        # Of the sparse formats only some can be indexed.
        X, y = (a.tocsr() if sp.issparse(a) else a for a in (X, y))
        numbers, Y = self._check(X, y)
        rng = check_random_state(getattr(self, "random_state", None))
        answer = self._resample(numbers, Y, rng)
        self.sample_indices_ = answer.rows
        X_resampled = safe_indexing(X, answer.rows)
        y_resampled = safe_indexing(y, answer.rows)
        if answer.labels is not None:
            y_resampled = replaced(y_resampled, answer.labels)
        if answer.new_X is not None:
            X_resampled = extended(X_resampled, answer.new_X)
            y_resampled = extended(y_resampled, answer.new_Y)
        return X_resampled, y_resampled

    def _check(self, X, y):
        """Return X as the method needs it, and y as a dense 0/1 matrix."""
        self._validate_params()
        names = X  # only the caller's container has them
        if self._reads_X and num_samples(X) > 0:
            X = check_array(X, accept_sparse="csr", dtype=float, estimator=self)
            if sp.issparse(X):
                X = sp.csr_array(X).sorted_indices()
        check_consistent_length(X, y)
        if num_samples(X) == 0:
            raise ValueError("X must hold at least 1 sample, got 0.")
        refuse_label_lists(y)
        Y = check_indicator(y)
        validate_data(self, names, skip_check_array=True)
        return X, Y
