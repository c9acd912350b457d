"""Rules for metrics that are averaged over labels: the samples decide together."""

import numpy as np
from sklearn.utils import check_random_state

from mlclf._count_metrics import FORMULAS, f_measure
from mlclf._threshold_search import search_thresholds
from mlclf._wrapper import check_marginals

__all__ = ["maximize_macro_at_k", "plugin_f_thresholds"]


def plugin_f_thresholds(P, *, average="macro", beta=1.0):
    """Return the thresholds that maximize micro or macro F-beta, if P is the truth.

    They are F / (1 + beta^2), where F is the greatest value that can be reached: half
    of it for F1 [1]_. For the macro average each label has its own F; for the micro
    average all have the same.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals of the samples, known or well calibrated.

    average : {"micro", "macro"}, default="macro"
        Which F-beta.

    beta : float, default=1.0
        Weight of the recall.

    Returns
    -------
    thresholds : ndarray of shape (n_labels,)
        In [0, 1].

    References
    ----------
    .. [1] Lipton, Z., Elkan, C., & Naryanaswamy, B. (2014). Optimal thresholding of
       classifiers to maximize F1 measure. ECML PKDD, 225-239.
    """
    if average not in ("micro", "macro"):
        raise ValueError(f"average must be 'micro' or 'macro', got {average!r}.")
    P, name = check_marginals(P), f"f{beta:g}_{average}"
    # Expected counts are counts: the marginals stand in for the labels.
    if average == "micro":
        best = search_thresholds(P, P, metric=name, per_label=False)[1]
        return np.full(P.shape[1], best / (1 + beta**2))
    best = [search_thresholds(p, p, metric=name)[1] for p in P.T[:, :, None]]
    return np.array(best) / (1 + beta**2)


def maximize_macro_at_k(
    P, k, *, metric="f1", max_rounds=20, tolerance=1e-7, random_state=None
):
    """Give every sample k labels that together maximize a macro-averaged metric.

    Block coordinate ascent: the k labels of one sample after the other are chosen
    anew, the others being as they are, until the expected metric of all samples
    together grows no more [1]_. Rare labels get the samples that suit them best. Takes
    O(n_samples n_labels) per round; a few rounds suffice.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals of the samples to be decided together.

    k : int
        Number of labels of each sample.

    metric : {"f1", "precision", "recall", "jaccard", "balanced_accuracy"} or \
            "f<beta>", default="f1"
        What is averaged over the labels.

    max_rounds : int, default=20
        Most passes over the samples.

    tolerance : float, default=1e-7
        Growth of the metric under which a pass is the last one.

    random_state : int, RandomState instance or None, default=None
        Draws the order of the samples.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.

    References
    ----------
    .. [1] Schultheis, E., Wydmuch, M., Kotłowski, W., Babbar, R., & Dembczyński, K.
       (2023). Generalized test utilities for long-tail performance in extreme
       multi-label classification. NeurIPS.
    """
    formula = FORMULAS[metric] if metric in FORMULAS else f_measure(float(metric[1:]))
    P, random_state = check_marginals(P), check_random_state(random_state)
    n, n_labels = P.shape
    k = min(k, n_labels)
    pos = P.sum(axis=0)
    Y = np.zeros(P.shape, dtype=np.int64)
    np.put_along_axis(Y, np.argsort(-P, axis=1, kind="stable")[:, :k], 1, axis=1)
    tp, on = (P * Y).sum(axis=0), Y.sum(axis=0).astype(float)
    value = formula(tp, on, pos, n).mean()
    for _ in range(max_rounds):
        for i in random_state.permutation(n):
            tp -= P[i] * Y[i]
            on -= Y[i]
            gain = formula(tp + P[i], on + 1, pos, n) - formula(tp, on, pos, n)
            Y[i] = 0
            Y[i, np.argpartition(-gain, k - 1)[:k]] = 1
            tp += P[i] * Y[i]
            on += Y[i]
        before, value = value, formula(tp, on, pos, n).mean()
        if value <= before + tolerance:
            break
    return Y
