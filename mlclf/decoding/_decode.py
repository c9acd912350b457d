"""Which rule serves which metric."""

import re
from dataclasses import dataclass

import numpy as np

from mlclf._count_metrics import FORMULAS, parse_count_metric
from mlclf._threshold_search import apply_thresholds, search_thresholds
from mlclf._wrapper import check_marginals, top_labels
from mlclf.decoding._batch import maximize_macro_at_k, plugin_f_thresholds
from mlclf.decoding._independence import maximize_f, maximize_jaccard
from mlclf.decoding._joint import (
    labelset_mode,
    marginals_of_labelsets,
    maximize_joint_f,
    maximize_joint_jaccard,
)

__all__ = ["Target", "decode_joint", "decode_marginals", "parse_target"]


@dataclass(frozen=True)
class Target:
    """What a metric's name asks for.

    Attributes
    ----------
    name : str
        Name of the metric.

    kind : {"cells", "labelset", "samples", "labels", "at_k", "propensity", \
            "macro_at_k"}
        What its rule looks at: each cell, the labelset, the labels of a sample, the
        samples of a label, or the k best labels in one of three senses.

    measure : str
        "f1", "f2", "jaccard", "precision", ...

    average : str
        "micro", "macro", "weighted" or "samples"; empty where there is no choice.

    k : int
        Number of labels of every sample; 0 where it is free.
    """

    name: str
    kind: str
    measure: str = ""
    average: str = ""
    k: int = 0

    @property
    def beta(self):
        """Weight of the recall, of an F-beta."""
        return float(self.measure[1:])

    @property
    def is_f(self):
        """Whether the measure is an F-beta."""
        return re.fullmatch(r"f\d+(\.\d+)?", self.measure) is not None


def parse_target(metric):
    """Return what the name of a metric asks for.

    Parameters
    ----------
    metric : str
        Name of the metric.

    Returns
    -------
    target : Target
        Its parts.

    Raises
    ------
    ValueError
        If no rule is known for it.
    """
    if not isinstance(metric, str):
        raise TypeError(f"metric must be a str, got {type(metric).__name__}.")
    if metric == "hamming_loss":
        return Target(metric, "cells")
    if metric in ("subset_accuracy", "zero_one_loss"):
        return Target(metric, "labelset")
    if at_k := re.fullmatch(r"(.+)_at_([1-9]\d*)", metric):
        name, k = at_k[1], int(at_k[2])
        kinds = {"precision": "at_k", "propensity_scored_precision": "propensity"}
        if name in kinds:
            return Target(metric, kinds[name], k=k)
        target = Target(metric, "macro_at_k", name.removesuffix("_macro"), "macro", k)
        if name.endswith("_macro") and (target.is_f or target.measure in FORMULAS):
            return target
    elif parse_count_metric(metric):
        measure, _, average = metric.rpartition("_")
        target = Target(metric, "labels", measure, average)
        if average != "samples":
            return target
        if target.is_f or measure == "jaccard":
            return Target(metric, "samples", measure, average)
    raise ValueError(
        "metric must be one with a known rule: hamming_loss, subset_accuracy, "
        "f1_samples, jaccard_samples, f1_micro, f1_macro, precision_at_3, "
        "propensity_scored_precision_at_3, f1_macro_at_3 or the like, got "
        f"{metric!r}."
    )


def decode_marginals(P, metric, *, inverse_propensity=None, random_state=None):
    """Choose the labels that a metric rewards most, given marginals.

    Labels are taken as independent given the sample, where that matters (the
    example-based F and Jaccard, the subset accuracy). Of a metric averaged over
    labels the rows of ``P`` are decided together.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals.

    metric : str
        "hamming_loss", "subset_accuracy", "zero_one_loss"; "f1", any "f<beta>" or
        "jaccard", followed by "_samples"; these, "precision", "recall" or
        "balanced_accuracy", followed by "_micro", "_macro" or "_weighted";
        "precision_at_<k>", "propensity_scored_precision_at_<k>",
        "f1_macro_at_<k>", "recall_macro_at_<k>" and the like.

    inverse_propensity : array-like of shape (n_labels,), default=None
        For "propensity_scored_precision_at_<k>".

    random_state : int, RandomState instance or None, default=None
        Draws the order of the samples for "..._macro_at_<k>".

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.

    Examples
    --------
    One label is likely, two are not; each alone would stay off, but F1 forgives a
    wrong label more than a missed one:

    >>> from mlclf.decoding import decode_marginals
    >>> P = [[0.6, 0.4, 0.4]]
    >>> decode_marginals(P, "hamming_loss")
    array([[1, 0, 0]])
    >>> decode_marginals(P, "f1_samples")
    array([[1, 1, 1]])
    """
    P, target = check_marginals(P), parse_target(metric)
    if target.kind in ("cells", "labelset"):
        return apply_thresholds(P, 0.5)
    if target.kind == "samples":
        return maximize_f(P, beta=target.beta) if target.is_f else maximize_jaccard(P)
    if target.kind == "labels":
        return apply_thresholds(P, _thresholds_of_truth(P, target))
    if target.kind == "macro_at_k":
        return maximize_macro_at_k(
            P, target.k, metric=target.measure, random_state=random_state
        )
    if target.kind == "propensity":
        P = P * _check_propensities(inverse_propensity, P.shape[1], metric)
    return top_labels(P, target.k)


def decode_joint(proba, labelsets, metric, **params):
    """Choose the labels that a metric rewards most, given a distribution of labelsets.

    Parameters
    ----------
    proba : array-like of shape (n_samples, n_labelsets)
        Probability of each labelset; for labelsets drawn at random, 1 over their
        number.

    labelsets : array-like of shape (n_labelsets, n_labels) \
            or (n_samples, n_labelsets, n_labels)
        The labelsets, the same for all samples or each sample's own.

    metric : str
        As in :func:`decode_marginals`. The dependence between labels matters to the
        subset accuracy and to the example-based F and Jaccard; the others see the
        marginals only.

    **params : dict
        Passed to :func:`decode_marginals`.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.

    Examples
    --------
    No label is likely, and yet none is the least likely labelset:

    >>> from mlclf.decoding import decode_joint
    >>> labelsets = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    >>> decode_joint([[0.4, 0.3, 0.3]], labelsets, "hamming_loss")
    array([[0, 0, 0]])
    >>> decode_joint([[0.4, 0.3, 0.3]], labelsets, "subset_accuracy")
    array([[1, 0, 0]])
    """
    target = parse_target(metric)
    if target.kind == "labelset":
        return labelset_mode(proba, labelsets)
    if target.kind == "samples" and target.is_f:
        return maximize_joint_f(proba, labelsets, beta=target.beta)
    if target.kind == "samples":
        return maximize_joint_jaccard(proba, labelsets)
    return decode_marginals(marginals_of_labelsets(proba, labelsets), metric, **params)


def _check_propensities(inverse, n_labels, metric):
    if inverse is None:
        raise ValueError(f"{metric} needs inverse_propensity, got None.")
    inverse = np.asarray(inverse, dtype=float)
    if inverse.shape != (n_labels,):
        raise ValueError(
            f"inverse_propensity must hold {n_labels} values, got an array of shape "
            f"{inverse.shape}."
        )
    return inverse


def _thresholds_of_truth(P, target):
    """Return the thresholds that are best if P is the truth about its rows."""
    if target.average in ("micro", "macro") and (
        target.is_f or target.measure == "jaccard"
    ):
        # The Jaccard index grows with F1: what maximizes one maximizes the other.
        beta = target.beta if target.is_f else 1.0
        return plugin_f_thresholds(P, average=target.average, beta=beta)
    return search_thresholds(P, P, metric=target.name)[0]
