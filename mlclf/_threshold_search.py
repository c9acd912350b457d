"""The search for thresholds: exact where a metric is made of counts."""

import numpy as np

from mlclf._count_metrics import FORMULAS, f_measure, parse_count_metric, ratio
from mlclf.metrics import get_metric

__all__ = [
    "apply_thresholds",
    "cardinality_thresholds",
    "search_thresholds",
]

_TOLERANCE = 1e-10  # between scores that differ by rounding only
_MAX_ROUNDS = 50  # of the coordinate ascent; a handful is usual


def apply_thresholds(P, thresholds, min_labels=0):
    """Return the labels whose marginal exceeds their threshold.

    Parameters
    ----------
    P : ndarray of shape (n_samples, n_labels)
        Marginals.

    thresholds : float or ndarray of shape (n_labels,)
        Thresholds.

    min_labels : int, default=0
        Labels that every sample gets: those that exceed their threshold the most,
        or miss it the least. A single label is a binary problem: it may stay off.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.
    """
    margin = P - thresholds
    Y = (margin > 0).astype(np.int64)
    short = Y.sum(axis=1) < min_labels
    if P.shape[1] > 1 and short.any():
        # Stable: among equals, the first label.
        best = np.argsort(-margin[short], axis=1, kind="stable")[:, :min_labels]
        Y[np.flatnonzero(short)[:, None], best] = 1
    return Y


def cardinality_thresholds(Y, P, *, per_label=False, sample_weight=None):
    """Return thresholds that predict as many labels as there are.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    P : ndarray of shape (n_samples, n_labels)
        Marginals of the same rows.

    per_label : bool, default=False
        Whether every label is predicted as often as it occurs, or only all labels
        together.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    thresholds : ndarray of shape (n_labels,)
        In [0, 1].
    """
    weight = np.ones(len(Y)) if sample_weight is None else sample_weight
    Y, S, weight = (Y, P, weight) if per_label else _as_one_group(Y, P, weight)
    S, (_, on) = _sorted_counts(Y, S, weight)
    distance = np.abs(on - (weight[:, None] * Y).sum(axis=0))
    return np.broadcast_to(_pick(S, -distance)[0], P.shape[1:]).copy()


def search_thresholds(Y, P, *, metric="f1_macro", per_label=True, sample_weight=None):
    """Find the thresholds that maximize a metric on given scores.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        Label indicators; expectations of them, for expected counts.

    P : ndarray of shape (n_samples, n_labels)
        Marginals.

    metric, per_label, sample_weight :
        As in :func:`mlclf.thresholds.tune_thresholds`.

    Returns
    -------
    thresholds : ndarray of shape (n_labels,)
        In [0, 1].

    score : float
        Value of the metric.
    """
    weight = np.ones(len(Y)) if sample_weight is None else sample_weight
    parsed = parse_count_metric(metric) if isinstance(metric, str) else None
    if parsed is None:
        return _tune_on_a_grid(Y, P, metric, per_label, sample_weight)
    formula, average = parsed
    if not per_label:
        threshold, score = _global(Y, P, formula, average, weight)
        thresholds = np.full(P.shape[1], threshold)
    elif average in ("macro", "weighted"):
        thresholds, score = _separable(Y, P, formula, average, weight)
    else:
        thresholds, score = _coupled(Y, P, metric, formula, average, weight)
    return thresholds, float(1 - score if metric.endswith("_loss") else score)


def _as_one_group(Y, P, weight):
    """Return all cells as the rows of one column."""
    return Y.reshape(-1, 1), P.reshape(-1, 1), np.repeat(weight, Y.shape[1])


def _sorted_counts(Y, P, weight):
    """Sort each column from high to low; count what its first c rows hold.

    Returns ``S`` of shape (n, n_columns), and the weights of the true positives and of
    the positives predicted when c rows are on, each of shape (n + 1, n_columns).
    """
    order = np.argsort(-P, axis=0, kind="stable")
    weight = weight[order]
    hits = weight * np.take_along_axis(Y, order, axis=0)
    nothing = np.zeros((1, P.shape[1]))
    counts = [np.vstack([nothing, np.cumsum(a, axis=0)]) for a in (hits, weight)]
    return np.take_along_axis(P, order, axis=0), counts


def _pick(S, values):
    """Return for each column the threshold whose value is the best, and that value.

    ``values[c]`` belongs to the c highest of the scores ``S`` being on, which any
    threshold between two neighbors brings about. There is none between equal scores,
    and none below a score of 0: what is held impossible stays off.
    """
    high = np.vstack([np.ones((1, S.shape[1])), S])
    low = np.vstack([S, np.zeros((1, S.shape[1]))])
    possible = high > low
    possible[0] = True
    values = np.where(possible, values, -np.inf)
    best = values.max(axis=0)
    width = np.where(values >= best - _TOLERANCE, high - low, -1)
    cut = width.argmax(axis=0)[None, :]
    high, low = (np.take_along_axis(a, cut, axis=0)[0] for a in (high, low))
    middle = low + (high - low) / 2
    # Between neighboring floats there is no middle; "greater than low" is the same.
    return np.where(middle < high, middle, low), best


def _group_weights(Y, average, weight):
    """Return what each label counts in the average."""
    if average == "macro":
        return np.full(Y.shape[1], 1 / Y.shape[1])
    positives = weight @ Y
    return ratio(positives, positives.sum())


def _global(Y, P, formula, average, weight):
    """Return the best threshold for all labels, and its score: one sweep."""
    share = np.ones(1)
    if average == "micro":
        Y, P, weight = _as_one_group(Y, P, weight)
    elif average == "samples":
        share = weight / weight.sum()
        Y, P, weight = Y.T, P.T, np.ones(Y.shape[1])
    else:
        share = _group_weights(Y, average, weight)
    S, (tp, on) = _sorted_counts(Y, P, weight)
    values = formula(tp, on, tp[-1], on[-1]) * share
    # Lowering the threshold past one score changes one group; add up the changes.
    order = np.argsort(-S, axis=None, kind="stable")
    total = np.cumsum(np.diff(values, axis=0).ravel()[order])
    total = values[0].sum() + np.concatenate([[0], total])
    threshold, score = _pick(S.ravel()[order, None], total[:, None])
    return threshold[0], score[0]


def _separable(Y, P, formula, average, weight):
    """Return the best threshold of each label on its own."""
    S, (tp, on) = _sorted_counts(Y, P, weight)
    thresholds, best = _pick(S, formula(tp, on, tp[-1], on[-1]))
    return thresholds, best @ _group_weights(Y, average, weight)


def _coupled(Y, P, metric, formula, average, weight):
    """Return thresholds per label for a metric that no label decides alone."""
    start, _ = _global(Y, P, formula, average, weight)
    start = np.full(P.shape[1], start)
    if average == "samples":
        starts = [
            start,
            *(
                _separable(Y, P, f, "macro", weight)[0]
                for f in (FORMULAS["accuracy"], f_measure(1))
            ),
        ]
        ends = [_ascend_samples(Y, P, formula, weight, s) for s in starts]
        return max(ends, key=lambda end: end[1])
    S, counts = _sorted_counts(Y, P, weight)
    if metric == "jaccard_micro" or metric.startswith("f"):
        # Jaccard = F1 / (2 - F1): the same thresholds maximize both.
        beta = float(metric[1:-6]) if metric.startswith("f") else 1.0
        return _maximizeratio(S, counts, beta, formula)
    return _ascend_micro(S, counts, formula, start)


def _maximizeratio(S, counts, beta, formula):
    """Maximize micro F-beta: for its value v, labels are separable (Dinkelbach)."""
    tp, on = counts
    value = -1.0
    while True:
        gain = (1 + beta**2) * tp - max(value, 0) * on
        thresholds, _ = _pick(S, gain)
        cut = (thresholds < S).sum(axis=0)[None, :]
        hits, ons = (np.take_along_axis(a, cut, axis=0).sum() for a in (tp, on))
        new = f_measure(beta)(hits, ons, tp[-1].sum(), on[-1].sum())
        if new <= value + _TOLERANCE:
            return thresholds, formula(hits, ons, tp[-1].sum(), on[-1].sum())
        value = new


def _ascend_micro(S, counts, formula, thresholds):
    """Improve one label at a time, the counts of the others being as they are."""
    tp, on = counts
    everything = tp[-1].sum(), on[-1].sum()
    columns = np.arange(S.shape[1])
    cut = (thresholds < S).sum(axis=0)
    score = formula(tp[cut, columns].sum(), on[cut, columns].sum(), *everything)
    for _ in range(_MAX_ROUNDS):
        before = score
        for j in columns:
            tp_others = tp[cut, columns].sum() - tp[cut[j], j]
            on_others = on[cut, columns].sum() - on[cut[j], j]
            values = formula(tp_others + tp[:, j], on_others + on[:, j], *everything)
            t, best = _pick(S[:, [j]], values[:, None])
            if best[0] > score + _TOLERANCE:
                thresholds[j], score = t[0], best[0]
                cut[j] = (S[:, j] > t[0]).sum()
        if score <= before + _TOLERANCE:
            break
    return thresholds, score


def _ascend_samples(Y, P, formula, weight, thresholds):
    """Improve one label at a time; its cells change the rows they stand in."""
    order = np.argsort(-P, axis=0, kind="stable")
    on, share = thresholds < P, weight / weight.sum()
    tp, n_on, pos, n = (on * Y).sum(axis=1), on.sum(axis=1), Y.sum(axis=1), Y.shape[1]
    for _ in range(_MAX_ROUNDS):
        changed = False
        for j in range(n):
            tp_others, on_others = tp - on[:, j] * Y[:, j], n_on - on[:, j]
            gain = formula(tp_others + Y[:, j], on_others + 1, pos, n)
            gain = (gain - formula(tp_others, on_others, pos, n)) * share
            values = np.concatenate([[0], np.cumsum(gain[order[:, j]])])
            t, best = _pick(P[order[:, j], j][:, None], values[:, None])
            if best[0] > gain @ on[:, j] + _TOLERANCE:
                changed, thresholds[j], on[:, j] = True, t[0], P[:, j] > t[0]
                tp, n_on = tp_others + on[:, j] * Y[:, j], on_others + on[:, j]
        if not changed:
            break
    return thresholds, formula(tp, n_on, pos, n) @ share


def _tune_on_a_grid(Y, P, metric, per_label, sample_weight, n_thresholds=100):
    """Try a grid of thresholds with a metric of which nothing is known."""
    weights = {} if sample_weight is None else {"sample_weight": sample_weight}
    metric, sign = _resolve(metric)

    def score(thresholds):
        return sign * metric(Y, apply_thresholds(P, thresholds), **weights)

    grid = _grid(P, n_thresholds)
    scores = [score(t) for t in grid]
    best = int(np.argmax(scores))
    thresholds, value = np.full(P.shape[1], grid[best]), scores[best]
    for _ in range(_MAX_ROUNDS if per_label else 0):
        before = value
        for j in range(P.shape[1]):
            for t in _grid(P[:, j], 20):
                trial = thresholds.copy()
                trial[j] = t
                if (new := score(trial)) > value + _TOLERANCE:
                    thresholds, value = trial, new
        if value <= before + _TOLERANCE:
            break
    return thresholds, float(sign * value)


def _grid(scores, size):
    """Return thresholds from 0, where all that is possible is on, to the maximum."""
    return np.unique(np.append(0.0, np.quantile(scores, np.linspace(0, 1, size))))


def _resolve(metric):
    """Return a function of labels, and 1 where greater is better or else -1."""
    if callable(metric):
        return metric, 1
    metric = get_metric(metric)
    if metric.input != "labels":
        raise ValueError(
            f"metric must take labels to have thresholds, got {metric.name!r}, which "
            "takes scores."
        )
    return metric.function, 1 if metric.greater_is_better else -1
