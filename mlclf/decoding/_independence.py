"""Exact maximizers of example-based metrics when labels are independent."""

from fractions import Fraction

import numpy as np

from mlclf._wrapper import check_marginals, top_labels

__all__ = ["maximize_f", "maximize_jaccard"]

_CELLS_AT_ONCE = 2**23  # of the tables below: 64 MiB


def maximize_f(P, *, beta=1.0, zero_division=0.0):
    """Return the labels with the greatest expected F-beta, of independent labels.

    They are always the k most probable ones [1]_; the expectation for every k takes
    O(L^2) per sample, by the recursion of [2]_.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals.

    beta : float, default=1.0
        Weight of the recall. Its square is taken as a fraction with a denominator of
        at most 20, or 1000 where it is below 1/20.

    zero_division : float, default=0.0
        F-beta of the empty prediction of a sample without labels.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.

    References
    ----------
    .. [1] Lewis, D. (1995). Evaluating and optimizing autonomous text classification
       systems. SIGIR, 246-254.
    .. [2] Ye, N., Chai, K., Lee, W., & Chieu, H. (2012). Optimizing F-measures: a tale
       of two approaches. ICML.
    """
    if not beta >= 0:
        raise ValueError(f"beta must be at least 0, got {beta!r}.")
    ratio = Fraction(beta**2).limit_denominator(20 if beta**2 >= 0.05 else 1000)
    return _top_by_chunks(
        P,
        lambda p: _expected_f(p, ratio, zero_division),
        ratio.numerator + ratio.denominator,
    )


def maximize_jaccard(P, *, zero_division=0.0):
    """Return the labels with the greatest expected Jaccard index, if independent.

    With k labels predicted, the index is their hits over k plus the positives among
    the others; both are independent, so that the k most probable labels are best and
    the expectation is a product. O(L^2) per sample.

    Parameters
    ----------
    P : array-like of shape (n_samples, n_labels)
        Marginals.

    zero_division : float, default=0.0
        Index of the empty prediction of a sample without labels.

    Returns
    -------
    Y : ndarray of shape (n_samples, n_labels), dtype int64
        Label indicators.
    """
    return _top_by_chunks(P, lambda p: _expected_jaccard(p, zero_division), 1)


def _top_by_chunks(P, expected, cells):
    """Return the top k labels of each row, for the k of the greatest expectation."""
    P = check_marginals(P)
    best = np.empty(len(P), dtype=np.intp)
    size = max(1, _CELLS_AT_ONCE // (cells * max(P.shape[1], 1) ** 2))
    for start in range(0, len(P), size):
        rows = slice(start, start + size)
        best[rows] = expected(-np.sort(-P[rows], axis=1)).argmax(axis=1)
    return top_labels(P, best)


def _expected_f(p, ratio, zero_division):
    """Return E[F] of predicting the first k labels, for every k.

    With ``ratio`` = q / r = beta^2, h hits among the k and s positives among the
    others, F = (q + r) h / (r k + q (h + s)).
    """
    q, r = ratio.numerator, ratio.denominator
    n_labels = p.shape[1]
    expected = np.zeros((len(p), n_labels + 1))
    expected[:, 0] = zero_division * (1 - p).prod(axis=1)
    if q == 0:  # precision: predicting nothing is 0/0 whatever is true
        expected[:, 0] = zero_division
        expected[:, 1:] = np.cumsum(p, axis=1) / np.arange(1, n_labels + 1)
        return expected
    hits = _hit_distributions(p)
    inverse = np.tile(1 / np.arange(1, (q + r) * n_labels + 1), (len(p), 1))
    for k in range(n_labels, 0, -1):
        h = np.arange(1, k + 1)
        # inverse[:, a - 1] is E[1 / (a + q s)].
        terms = hits[k][:, 1:] * h * inverse[:, r * k + q - 1 : (r + q) * k : q]
        expected[:, k] = (q + r) * terms.sum(axis=1)
        inverse = _one_label_more(inverse, p[:, k - 1], q, (q + r) * (k - 1))
    return expected


def _expected_jaccard(p, zero_division):
    """Return E[Jaccard] of predicting the first k labels, for every k."""
    n_labels = p.shape[1]
    expected = np.zeros((len(p), n_labels + 1))
    expected[:, 0] = zero_division * (1 - p).prod(axis=1)
    inverse = np.tile(1 / np.arange(1, n_labels + 1), (len(p), 1))
    hits = np.cumsum(p, axis=1)
    for k in range(n_labels, 0, -1):
        expected[:, k] = hits[:, k - 1] * inverse[:, k - 1]
        inverse = _one_label_more(inverse, p[:, k - 1], 1, k - 1)
    return expected


def _one_label_more(inverse, p, q, size):
    """Return E[1 / (a + q s)] for a = 1..size when s counts one more label.

    It is on with probability p: E[1 / (a + q s)] becomes
    p E[1 / (a + q + q s)] + (1 - p) E[1 / (a + q s)].
    """
    p = p[:, None]
    return p * inverse[:, q : q + size] + (1 - p) * inverse[:, :size]


def _hit_distributions(p):
    """Return the distribution of the number of hits among the first k, for every k."""
    distributions = [np.ones((len(p), 1))]
    for k in range(p.shape[1]):
        last, on = distributions[-1], p[:, k, None]
        more = np.zeros((len(p), k + 2))
        more[:, : k + 1] = (1 - on) * last
        more[:, 1:] += on * last
        distributions.append(more)
    return distributions
