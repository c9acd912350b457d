"""Formulas of the metrics that are made of counts of the four outcomes."""

from typing import NamedTuple

import numpy as np

from mlclf.metrics._checks import Floats


class Tally(NamedTuple):
    """Counts of the four outcomes, for each row or each label or all cells."""

    tp: Floats
    fp: Floats
    fn: Floats
    tn: Floats
    weight: Floats  # of each entry in the average


def ratio(part: Floats, whole: Floats, zero_division: float) -> Floats:
    """Divide, with ``zero_division`` for 0/0."""
    empty = whole == 0
    return np.where(empty, zero_division, part / np.where(empty, 1.0, whole))


def precision(t: Tally, zero_division: float) -> Floats:
    """Divide the labels predicted rightly by all that are predicted."""
    return ratio(t.tp, t.tp + t.fp, zero_division)


def recall(t: Tally, zero_division: float) -> Floats:
    """Divide the labels predicted rightly by all that are true."""
    return ratio(t.tp, t.tp + t.fn, zero_division)


def fbeta(t: Tally, zero_division: float, beta: float = 1.0) -> Floats:
    """Compute the weighted harmonic mean of precision and recall."""
    if np.isinf(beta):
        return recall(t, zero_division)
    hits = (1 + beta**2) * t.tp
    return ratio(hits, hits + beta**2 * t.fn + t.fp, zero_division)


def jaccard(t: Tally, zero_division: float) -> Floats:
    """Divide the labels predicted rightly by all that are true or predicted."""
    return ratio(t.tp, t.tp + t.fn + t.fp, zero_division)


def specificity(t: Tally, zero_division: float) -> Floats:
    """Divide the absent labels left out by all that are absent."""
    return ratio(t.tn, t.tn + t.fp, zero_division)


def false_positive_rate(t: Tally, zero_division: float) -> Floats:
    """Divide the absent labels predicted by all that are absent."""
    return ratio(t.fp, t.tn + t.fp, zero_division)


def false_negative_rate(t: Tally, zero_division: float) -> Floats:
    """Divide the true labels left out by all that are true."""
    return ratio(t.fn, t.tp + t.fn, zero_division)


def balanced_accuracy(t: Tally, zero_division: float) -> Floats:
    """Average recall and specificity; one alone where the other is 0/0."""
    del zero_division  # one of the two is always defined
    found, left_out = recall(t, np.nan), specificity(t, np.nan)
    found = np.where(np.isnan(found), left_out, found)
    left_out = np.where(np.isnan(left_out), found, left_out)
    return (found + left_out) / 2


def geometric_mean(t: Tally, zero_division: float) -> Floats:
    """Compute the geometric mean of recall and specificity."""
    value = np.sqrt(recall(t, np.nan) * specificity(t, np.nan))
    return np.where(np.isnan(value), zero_division, value)


def harmonic_mean(t: Tally, zero_division: float) -> Floats:
    """Compute the harmonic mean of recall and specificity."""
    found, left_out = recall(t, np.nan), specificity(t, np.nan)
    value = ratio(2 * found * left_out, found + left_out, 0.0)
    return np.where(np.isnan(value), zero_division, value)


def matthews(t: Tally, zero_division: float) -> Floats:
    """Compute the correlation of true and predicted labels."""
    true, pred = t.tp + t.fn, t.tp + t.fp
    not_true, not_pred = t.tn + t.fp, t.tn + t.fn
    # Roots first: the product of four counts of a micro average is beyond 2**53.
    scale = np.sqrt(true) * np.sqrt(pred) * np.sqrt(not_true) * np.sqrt(not_pred)
    return ratio(t.tp * t.tn - t.fp * t.fn, scale, zero_division)
