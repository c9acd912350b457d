"""Bags of samples: which labels are rare, how many samples each bag gives or gets."""

import numpy as np

from mlclf._labels import imbalance_ratios

__all__ = ["allot", "imbalance", "labelset_bags"]


def imbalance(Y):
    """Return the imbalance ratio of each label and their mean.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    Returns
    -------
    ratios : ndarray of shape (n_labels,)
        IRLbl; 0 for a label that no sample carries.

    mean : float
        MeanIR, over the labels that samples carry.
    """
    ratios = imbalance_ratios(Y.sum(axis=0, dtype=np.int64))
    used = ratios[ratios > 0]
    return ratios, used.mean() if len(used) else 0.0


def labelset_bags(codes):
    """Return the rows of each labelset.

    Parameters
    ----------
    codes : ndarray of shape (n_samples,)
        Number of each row's labelset.

    Returns
    -------
    bags : list of ndarray
        Rows of each labelset, ascending.
    """
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.cumsum(np.bincount(codes))[:-1])


def allot(room, total):
    """Share a number of samples among bags, none of which takes more than its room.

    Each takes an equal share; what a bag cannot take goes to those after it.

    Parameters
    ----------
    room : ndarray of shape (n_bags,)
        How many samples each bag can take, ascending.

    total : int
        How many there are.

    Returns
    -------
    taken : ndarray of shape (n_bags,) of int
        How many each bag takes.

    Examples
    --------
    >>> allot(np.array([1.0, 4.0, 9.0]), 9).tolist()
    [1, 4, 4]
    """
    taken = np.empty(len(room))
    for i, most in enumerate(room):
        taken[i] = min(most, (total - taken[:i].sum()) / (len(room) - i))
    # Rounded in sum, so that fractions of samples are not lost.
    return np.diff(np.round(np.cumsum(taken)).astype(int), prepend=0)
