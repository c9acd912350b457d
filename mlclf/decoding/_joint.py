"""Maximizers of example-based metrics for a known distribution of labelsets."""

import numpy as np
from sklearn.utils import check_array

from mlclf._labels import check_indicator

__all__ = [
    "labelset_mode",
    "marginals_of_labelsets",
    "maximize_joint_f",
    "maximize_joint_jaccard",
]

_CELLS_AT_ONCE = 2**23  # of the tables below: 64 MiB
_ALL_SETS = 10  # labels up to which every labelset is a candidate


def marginals_of_labelsets(proba, labelsets):
    """Return the marginals of a distribution of labelsets.

    Parameters
    ----------
    proba : array-like of shape (n_samples, n_labelsets)
        Probability of each labelset; rows sum to 1.

    labelsets : array-like of shape (n_labelsets, n_labels) \
            or (n_samples, n_labelsets, n_labels)
        The labelsets, the same for all samples or each sample's own.

    Returns
    -------
    P : ndarray of shape (n_samples, n_labels)
        In [0, 1].
    """
    proba, labelsets = check_distribution(proba, labelsets)
    return np.clip(_weighted_sum(proba, labelsets), 0, 1)


def labelset_mode(proba, labelsets):
    """Return the most probable labelset: it maximizes the subset accuracy.

    Parameters
    ----------
    proba : array-like of shape (n_samples, n_labelsets)
        Probability of each labelset. Of labelsets drawn at random, equal ones are
        counted together.

    labelsets : array-like of shape (n_labelsets, n_labels) \
            or (n_samples, n_labelsets, n_labels)
        The labelsets, the same for all samples or each sample's own.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.
    """
    proba, labelsets = check_distribution(proba, labelsets)
    if labelsets.ndim == 2:
        return _mode(proba, labelsets)
    modes = [_mode(p[None], own) for p, own in zip(proba, labelsets)]
    return np.concatenate([np.empty((0, labelsets.shape[2]), dtype=np.int64), *modes])


def maximize_joint_f(proba, labelsets, *, beta=1.0, zero_division=0.0):
    """Return the labels with the greatest expected F-beta: the general F-maximizer.

    Exact for any dependence between labels [1]_. For each number k of labels
    predicted, the best ones are those with the greatest
    ``sum_s (1 + beta^2) P(y_j = 1, s labels in all) / (beta^2 s + k)``.

    Parameters
    ----------
    proba : array-like of shape (n_samples, n_labelsets)
        Probability of each labelset; rows sum to 1.

    labelsets : array-like of shape (n_labelsets, n_labels) \
            or (n_samples, n_labelsets, n_labels)
        The labelsets, the same for all samples or each sample's own.

    beta : float, default=1.0
        Weight of the recall.

    zero_division : float, default=0.0
        F-beta of the empty prediction of a sample without labels.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.

    References
    ----------
    .. [1] Waegeman, W., Dembczyński, K., Jachnik, A., Cheng, W., & Hüllermeier, E.
       (2014). On the Bayes-optimality of F-measure maximizers. JMLR, 15, 3333-3388.
    """
    proba, labelsets = check_distribution(proba, labelsets)
    n_labels = labelsets.shape[-1]
    sizes = labelsets.sum(axis=-1)
    counts = np.arange(1, n_labels + 1)
    weight = (1 + beta**2) / (
        beta**2 * np.arange(sizes.max(initial=0) + 1)[:, None] + counts
    )
    Y = np.empty((len(proba), n_labels), dtype=np.int64)
    chunk = max(1, _CELLS_AT_ONCE // (n_labels * (n_labels + len(weight))))
    for start in range(0, len(proba), chunk):
        rows = slice(start, start + chunk)
        own = labelsets if labelsets.ndim == 2 else labelsets[rows]
        by_size = _by_size(proba[rows], own, len(weight))  # (rows, sizes, labels)
        gain = np.einsum("isj,sk->ikj", by_size, weight, optimize=True)
        undefined = (own.sum(axis=-1) == 0) | (beta == 0)
        empty = zero_division * (proba[rows] * undefined).sum(axis=1)
        Y[rows] = _best_of_sizes(gain, empty)
    return Y


def maximize_joint_jaccard(proba, labelsets, *, zero_division=0.0):
    """Return the labels with the greatest expected Jaccard index found.

    All labelsets are tried up to 10 labels, which is exact; beyond, those of the
    distribution and the k most probable labels for every k, as no efficient exact
    rule is known.

    Parameters
    ----------
    proba : array-like of shape (n_samples, n_labelsets)
        Probability of each labelset; rows sum to 1.

    labelsets : array-like of shape (n_labelsets, n_labels) \
            or (n_samples, n_labelsets, n_labels)
        The labelsets, the same for all samples or each sample's own.

    zero_division : float, default=0.0
        Index of the empty prediction of a sample without labels.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.
    """
    proba, labelsets = check_distribution(proba, labelsets)
    n_labels = labelsets.shape[-1]
    P = marginals_of_labelsets(proba, labelsets)
    everything = None
    if n_labels <= _ALL_SETS:
        everything = np.arange(2**n_labels)[:, None] >> np.arange(n_labels) & 1
    if labelsets.ndim == 2:
        candidates = labelsets if everything is None else everything
        expected = proba @ _jaccard(labelsets, candidates, zero_division)
    Y = np.empty((len(proba), n_labels), dtype=np.int64)
    for i, p in enumerate(proba):
        own = labelsets if labelsets.ndim == 2 else labelsets[i]
        if labelsets.ndim == 3:
            candidates = own if everything is None else everything
            value = p @ _jaccard(own, candidates, zero_division)
        else:
            value = expected[i]
        Y[i], best = candidates[value.argmax()], value.max()
        if everything is None:
            tops = np.tri(n_labels, dtype=np.int64)[:, np.argsort(np.argsort(-P[i]))]
            value = p @ _jaccard(own, tops, zero_division)
            if value.max() > best:
                Y[i] = tops[value.argmax()]
    return Y


def check_distribution(proba, labelsets):
    """Return a distribution of labelsets as two arrays, or say what is wrong with it.

    Parameters
    ----------
    proba : array-like of shape (n_samples, n_labelsets)
        Probability of each labelset.

    labelsets : array-like of shape (n_labelsets, n_labels) \
            or (n_samples, n_labelsets, n_labels)
        The labelsets.

    Returns
    -------
    proba, labelsets : ndarray
        Floats and int8.
    """
    proba = check_array(proba, dtype=float, ensure_min_samples=0, input_name="proba")
    if proba.size and (proba.min() < 0 or abs(proba.sum(axis=1) - 1).max() > 1e-3):
        raise ValueError(
            "proba must hold probabilities that sum to 1 in each row, got a minimum of "
            f"{proba.min():g} and sums from {proba.sum(axis=1).min():g} to "
            f"{proba.sum(axis=1).max():g}."
        )
    shape = np.shape(labelsets)
    if len(shape) not in (2, 3) or shape[:-1] != (
        *proba.shape[: len(shape) - 2],
        proba.shape[1],
    ):
        raise ValueError(
            f"labelsets must have the shape ({proba.shape[1]}, n_labels) or "
            f"({len(proba)}, {proba.shape[1]}, n_labels), got {shape}."
        )
    flat = labelsets if len(shape) == 2 else np.reshape(labelsets, (-1, shape[-1]))
    return proba, check_indicator(flat, name="labelsets").reshape(shape)


def _mode(proba, labelsets):
    distinct, proba = _merged(proba, labelsets)
    return distinct[proba.argmax(axis=1)].astype(np.int64)


def _jaccard(truth, prediction, zero_division):
    """Return the index of every pair, of shape (n_true, n_predicted)."""
    hits = truth.astype(float) @ prediction.T.astype(float)
    union = truth.sum(axis=1)[:, None] + prediction.sum(axis=1) - hits
    empty = np.full(hits.shape, float(zero_division))
    return np.divide(hits, union, out=empty, where=union > 0)


def _weighted_sum(proba, labelsets):
    if labelsets.ndim == 2:
        return proba @ labelsets
    return np.einsum("is,isj->ij", proba, labelsets)


def _merged(proba, labelsets):
    """Return distinct labelsets, and the probability of each."""
    distinct, codes = np.unique(labelsets, axis=0, return_inverse=True)
    if len(distinct) == len(labelsets):
        return labelsets, proba
    merged = np.zeros((len(proba), len(distinct)))
    np.add.at(merged.T, codes.ravel(), proba.T)
    return distinct, merged


def _by_size(proba, labelsets, n_sizes):
    """Return P(y_j = 1, s labels in all), of shape (n_samples, n_sizes, n_labels)."""
    sizes = labelsets.sum(axis=-1)
    parts = np.zeros((len(proba), n_sizes, labelsets.shape[-1]))
    for s in range(1, n_sizes):
        if labelsets.ndim == 2:
            chosen = sizes == s
            parts[:, s] = proba[:, chosen] @ labelsets[chosen]
        else:
            parts[:, s] = _weighted_sum(proba * (sizes == s), labelsets)
    return parts


def _best_of_sizes(gain, empty):
    """Return the best set among the best of each size.

    ``gain[i, k - 1, j]`` is what label j adds for sample i when k are predicted.
    """
    order = np.argsort(-gain, axis=2, kind="stable")
    n_labels = gain.shape[2]
    sorted_gain = np.take_along_axis(gain, order, axis=2)
    first_k = np.tri(n_labels)  # row k - 1: ones for the first k
    expected = np.column_stack([empty, (sorted_gain * first_k).sum(axis=2)])
    best = expected.argmax(axis=1)
    Y = np.zeros((len(gain), n_labels), dtype=np.int64)
    for i in np.flatnonzero(best):
        Y[i, order[i, best[i] - 1, : best[i]]] = 1
    return Y
