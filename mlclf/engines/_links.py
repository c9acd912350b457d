"""Columns of labels beside the features: the data of a chain's links."""

import re
from itertools import count

import numpy as np
import scipy.sparse as sp

from mlclf._frames import append_columns, column_names, is_frame

__all__ = ["append_labels", "link_masks", "name_links"]


def append_labels(X, labels, names=None):
    """Append columns of labels to samples.

    Parameters
    ----------
    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Samples.

    labels : ndarray of shape (n_samples, n_appended)
        Label indicators.

    names : sequence of length n_appended, default=None
        Names of the appended columns, for a DataFrame.

    Returns
    -------
    X : {ndarray, CSR matrix, DataFrame} of shape (n_samples, n_features + n_appended)
        X itself if there are no labels to append.
    """
    if labels.shape[1] == 0:
        return X
    if is_frame(X):
        return append_columns(X, labels.astype(np.int8), names)
    if sp.issparse(X):
        return sp.hstack([X, labels.astype(X.dtype)], format="csr")
    return np.hstack([X, labels.astype(X.dtype)])


def name_links(X, n_labels, label_names=None):
    """Return names of the columns of labels that a chain appends to a DataFrame.

    Parameters
    ----------
    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Samples.

    n_labels : int
        Number of labels.

    label_names : sequence of length n_labels, default=None
        Names of the labels, if they have any.

    Returns
    -------
    names : ndarray of shape (n_labels,) of object, or None
        As near to the label names as letters, digits and underscores come (boosters
        refuse some other characters), and unlike the names of features. Numbers where
        the columns of X have no strings for names; None where X is no DataFrame.
    """
    if not is_frame(X):
        return None
    taken = set(X.columns)
    if column_names(X) is None:
        free = (number for number in count(X.shape[1]) if number not in taken)
        return np.array([next(free) for _ in range(n_labels)], dtype=object)
    if label_names is None:
        label_names = [f"label_{j}" for j in range(n_labels)]
    names = []
    for label in label_names:
        name = re.sub(r"\W", "_", str(label))
        while name in taken:
            name += "_"
        taken.add(name)
        names.append(name)
    return np.array(names, dtype=object)


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
