"""Columns of labels beside the features: the data of a chain's links."""

import numpy as np
import scipy.sparse as sp

__all__ = ["append_labels", "link_masks"]


def append_labels(X, labels):
    """Append columns of labels to samples.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Samples.

    labels : ndarray of shape (n_samples, n_appended)
        Label indicators.

    Returns
    -------
    X : {ndarray, CSR matrix} of shape (n_samples, n_features + n_appended)
        X itself if there are no labels to append.
    """
    if labels.shape[1] == 0:
        return X
    if sp.issparse(X):
        return sp.hstack([X, labels.astype(X.dtype)], format="csr")
    return np.hstack([X, labels.astype(X.dtype)])


def link_masks(n_features, orders):
    """Return a mask of the columns of [X, Y] that each chain link may use.

    Parameters
    ----------
    n_features : int
        Features of X, which every link may use.

    orders : sequence of array-like of shape (n_labels,)
        Labels in the order of each chain.

    Returns
    -------
    masks : ndarray of shape (n_features + n_labels, n_chains * n_labels) of bool
        The links chain by chain, each in chain order.
    """
    blocks = []
    for order in orders:
        before = np.zeros((len(order), len(order)), dtype=bool)
        before[order] = np.tri(len(order), k=-1, dtype=bool).T
        blocks.append(before)
    among = np.hstack(blocks)
    return np.vstack([np.ones((n_features, among.shape[1]), dtype=bool), among])
