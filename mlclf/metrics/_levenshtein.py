"""Levenshtein distance: rows of labels read as words of zeros and ones."""

from typing import Any

import numpy as np

from mlclf.metrics._checks import (
    check_labels,
    check_same_shape,
    check_weight,
    weighted_mean,
)

# Cells of the table that are filled side by side.
_CELLS = 2**21


def levenshtein_distance(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None
) -> float:
    """Mean number of edits from a true row to the predicted one.

    Insertions, deletions and changes, as a share of the labels, averaged over the rows
    [1]_: MEKA's measure. A shifted row is nearer than by the Hamming loss, which bounds
    it from above. It means something only where the order of the labels does, and costs
    the square of their number; so it is not among ``METRICS``.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    distance : float
        In [0, 1]; lower is better.

    References
    ----------
    .. [1] Levenshtein, V. I. (1966). Binary codes capable of correcting deletions,
       insertions, and reversals. Soviet Physics Doklady, 10(8), 707-710.

    Examples
    --------
    >>> from mlclf.metrics import hamming_loss, levenshtein_distance
    >>> y_true, y_pred = [[0, 1, 0, 1]], [[1, 0, 1, 0]]
    >>> hamming_loss(y_true, y_pred), levenshtein_distance(y_true, y_pred)
    (1.0, 0.5)
    """
    Y, Z = check_labels(y_true, "y_true"), check_labels(y_pred, "y_pred")
    check_same_shape(Y.shape, Z.shape, "y_pred")
    n_samples, n_labels = Y.shape
    weight = check_weight(sample_weight, n_samples)
    step = max(_CELLS // (n_labels + 1), 1)
    edits = [
        _edits(Y[start : start + step].toarray(), Z[start : start + step].toarray())
        for start in range(0, n_samples, step)
    ]
    return weighted_mean(np.concatenate(edits) / n_labels, weight)


def _edits(Y: Any, Z: Any) -> Any:
    """Return the number of edits of each row, all rows at once."""
    places = np.arange(Y.shape[1] + 1)
    least = np.tile(places, (len(Y), 1))  # edits from nothing to each beginning of Z
    for i in range(Y.shape[1]):
        changed = least[:, :-1] + (Y[:, [i]] != Z)
        least[:, 0] += 1
        least[:, 1:] = np.minimum(least[:, 1:] + 1, changed)
        # To insert is to go on from the left, at one edit a place.
        least = np.minimum.accumulate(least - places, axis=1) + places
    return least[:, -1]
