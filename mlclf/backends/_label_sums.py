"""Sums of samples by label: one product Y'X in place of a pass per label."""

import numpy as np
import scipy.sparse as sp

__all__ = ["label_sums"]

# Where more of Y than this is 1, a dense product with dense X is the faster one.
MAX_DENSITY = 0.05


def label_sums(X, Y, sample_weight=None):
    """Add up the samples that carry each label.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_labels), 0 or 1
        Label indicators.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    sums : {ndarray, csr_array} of shape (n_labels, n_features), dtype float64
        Sparse where X is.

    Examples
    --------
    >>> label_sums(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1, 0], [1, 1]]))
    array([[4., 6.],
           [3., 4.]])
    """
    if not sp.issparse(X) and np.count_nonzero(Y) > MAX_DENSITY * Y.size:
        weighted = Y.astype(np.float64)
        if sample_weight is not None:
            weighted *= sample_weight[:, None]
        return weighted.T @ X.astype(np.float64, copy=False)
    by_label = sp.csr_array(sp.csr_array(Y, dtype=np.float64).T)
    if sample_weight is not None:
        by_label.data *= sample_weight[by_label.indices]
    X = sp.csr_array(X) if sp.issparse(X) else X
    return by_label @ X.astype(np.float64, copy=False)
