"""Metrics that are made of counts: their formulas, and what their names mean."""

import re

import numpy as np

__all__ = [
    "FORMULAS",
    "count_metric",
    "f_measure",
    "parse_count_metric",
    "ratio",
]

# The value of a metric from its counts: true positives, positives predicted, positives
# there are, and all. 0 / 0 is 0, as in scikit-learn.
FORMULAS = {
    "precision": lambda tp, on, _pos, _n: ratio(tp, on),
    "recall": lambda tp, _on, pos, _n: ratio(tp, pos),
    "jaccard": lambda tp, on, pos, _n: ratio(tp, on + pos - tp),
    "accuracy": lambda tp, on, pos, n: (n - on - pos + 2 * tp) / n,
    "match": lambda tp, on, pos, _n: np.isclose(on + pos, 2 * tp).astype(float),
    "balanced_accuracy": lambda tp, on, pos, n: (
        (ratio(tp, pos) + ratio(n - on - pos + tp, n - pos)) / 2
    ),
}
AVERAGES = ("micro", "macro", "weighted", "samples")
ALIASES = {
    "hamming_loss": ("accuracy", "macro"),
    "subset_accuracy": ("match", "samples"),
    "zero_one_loss": ("match", "samples"),
}


def ratio(numerator, denominator):
    """Divide; 0 / 0 is 0."""
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    zero = np.zeros(numerator.shape)
    return np.divide(numerator, denominator, out=zero, where=denominator > 0)


def f_measure(beta):
    def formula(tp, on, pos, _n):
        return ratio((1 + beta**2) * tp, on + beta**2 * pos)

    return formula


def parse_count_metric(metric):
    """Return the formula and the average a name stands for; None: not from counts."""
    name, average = ALIASES.get(metric) or metric.rpartition("_")[::2]
    f_beta = re.fullmatch(r"f(\d+(?:\.\d+)?)", name)
    if average not in AVERAGES or not (f_beta or name in FORMULAS):
        return None
    if name == "accuracy":  # all cells weigh the same, however they are averaged
        average = "macro"
    return (f_measure(float(f_beta[1])) if f_beta else FORMULAS[name]), average


def count_metric(Y, Z, metric, weight):
    """Return the value of a metric made of counts, the higher the better.

    Parameters
    ----------
    Y, Z : ndarray of shape (n_samples, n_labels)
        True and predicted label indicators.

    metric : str
        A name that :func:`parse_count_metric` knows.

    weight : ndarray of shape (n_samples,)
        Weights of the samples.

    Returns
    -------
    value : float
        In [0, 1]; of a loss, what it lacks to 1.
    """
    formula, average = parse_count_metric(metric)
    if average == "samples":
        n = np.full(len(Y), Y.shape[1])
        values = formula((Y * Z).sum(axis=1), Z.sum(axis=1), Y.sum(axis=1), n)
        return float(values @ weight / weight.sum())
    tp, on, pos = weight @ (Y * Z), weight @ Z, weight @ Y
    n = np.full(Y.shape[1], weight.sum())
    if average == "micro":
        return float(formula(*(np.array([a.sum()]) for a in (tp, on, pos, n)))[0])
    share = (
        ratio(pos, pos.sum()) if average == "weighted" else np.full(len(n), 1 / len(n))
    )
    return float(formula(tp, on, pos, n) @ share)
