"""Thresholds for scores of one's own: tune them, apply them."""

import numpy as np
from sklearn.utils import check_array

from mlclf import _threshold_search as search
from mlclf._labels import check_indicator
from mlclf._sklearn import check_sample_weight
from mlclf._wrapper import check_marginals

__all__ = ["apply_thresholds", "tune_thresholds"]


def tune_thresholds(
    y_true, y_score, *, metric="f1_macro", per_label=True, sample_weight=None
):
    """Find the thresholds that maximize a metric on given scores.

    Exact, by sorting, wherever the metric is made of counts: a global threshold for
    every such metric, one threshold per label for macro averages, the Hamming loss
    and the micro-averaged F and Jaccard. One threshold per label for what couples the
    labels otherwise (example-based averages, the subset accuracy) is a coordinate
    ascent from three starts, each step of which is exact.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Label indicators.

    y_score : array-like of shape (n_samples, n_labels)
        Marginals, in [0, 1], of samples that were not shown to the classifier in
        training.

    metric : str, Metric or callable, default="f1_macro"
        "f1", "f0.5" (any F-beta), "precision", "recall", "jaccard", "accuracy" or
        "balanced_accuracy", followed by "_micro", "_macro", "_weighted" or "_samples";
        "hamming_loss", "subset_accuracy", "zero_one_loss". A grid of thresholds is
        tried for any other metric of :mod:`mlclf.metrics` that takes labels, by name,
        and for a callable ``metric(y_true, y_pred)``, the higher the better.

    per_label : bool, default=True
        Whether each label has its own threshold.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    thresholds : ndarray of shape (n_labels,)
        In [0, 1]; a label is on where its marginal is greater. Each lies in the
        middle between two scores; of equally good ones it is that of the widest gap.

    score : float
        Value of the metric on these data: optimistic, as it was maximized.

    Raises
    ------
    ValueError
        If ``metric`` is no metric of labels, or the input no labels and marginals.

    Examples
    --------
    >>> from mlclf.thresholds import tune_thresholds
    >>> y_true = [[1, 0], [1, 1], [0, 0], [0, 0]]
    >>> y_score = [[0.4, 0.1], [0.3, 0.3], [0.2, 0.2], [0.1, 0.0]]
    >>> thresholds, score = tune_thresholds(y_true, y_score, metric="f1_macro")
    >>> thresholds.round(2)
    array([0.25, 0.25])
    >>> score
    1.0
    """
    Y, P = check_indicator(y_true, name="y_true"), check_marginals(y_score, "y_score")
    if Y.shape != P.shape:
        raise ValueError(
            f"y_score must have the shape of y_true, {Y.shape}, got {P.shape}."
        )
    if sample_weight is not None:
        sample_weight = check_sample_weight(sample_weight, P)
    return search.search_thresholds(
        Y, P, metric=metric, per_label=per_label, sample_weight=sample_weight
    )


def apply_thresholds(P, thresholds, min_labels=0):
    """Return the labels whose score exceeds their threshold.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals, or scores of any scale.

    thresholds : float or array-like of shape (n_labels,)
        Thresholds.

    min_labels : int, default=0
        Labels that every sample gets: those that exceed their threshold the most,
        or miss it the least. A single label is a binary problem: it may stay off.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.

    Raises
    ------
    ValueError
        If there is not one threshold for all labels, or one for each.

    Examples
    --------
    >>> from mlclf.thresholds import apply_thresholds
    >>> apply_thresholds([[0.4, 0.1], [0.2, 0.1]], [0.3, 0.2], min_labels=1)
    array([[1, 0],
           [1, 0]])
    """
    P = check_array(P, dtype=float, ensure_min_samples=0, input_name="P")
    thresholds = np.asarray(thresholds, dtype=float)
    if thresholds.shape not in ((), P.shape[1:]):
        raise ValueError(
            f"thresholds must be a number or {P.shape[1]} numbers, one per label, got "
            f"an array of shape {thresholds.shape}."
        )
    return search.apply_thresholds(P, thresholds, min_labels)
