"""Weights of both classes of each label column."""

import numpy as np

__all__ = ["class_weights", "weigh_samples"]


def class_weights(class_weight, on, off):
    """Return the weights of 0 and of 1 in each column.

    Parameters
    ----------
    class_weight : dict, "balanced" or None
        As scikit-learn's linear classifiers have it.

    on, off : ndarray of shape (n_columns,)
        Total weight of the samples that have each label, and that have not.

    Returns
    -------
    of_off, of_on : ndarray of shape (n_columns,)
        The weights.

    Raises
    ------
    ValueError
        If a dict has other keys than 0 and 1.
    """
    ones = np.ones(len(on))
    if class_weight is None:
        return ones, ones
    if class_weight == "balanced":
        # A constant column, which has samples of one kind only, is not to be solved.
        return tuple((on + off) / (2 * np.where(n == 0, 1, n)) for n in (off, on))
    if set(class_weight) - {0, 1}:
        raise ValueError(
            f"class_weight must have no other keys than 0 and 1, got {class_weight}."
        )
    return ones * class_weight.get(0, 1), ones * class_weight.get(1, 1)


def weigh_samples(class_weight, y, sample_weight):
    """Return the weights of samples in one column, those of its classes included.

    Parameters
    ----------
    class_weight : dict, "balanced" or None
        As for :func:`class_weights`.

    y : ndarray of shape (n_samples,), 0 or 1
        The column.

    sample_weight : ndarray of shape (n_samples,)
        Weights; two is the same as the sample twice.

    Returns
    -------
    weight : ndarray of shape (n_samples,)
    """
    on = sample_weight @ (y > 0)
    totals = np.array([[on], [sample_weight.sum() - on]])
    of_off, of_on = class_weights(class_weight, *totals)
    return sample_weight * np.where(y > 0, of_on, of_off)
