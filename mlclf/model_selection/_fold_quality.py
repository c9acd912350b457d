"""How well folds keep the distribution of labels."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mlclf._labels import check_indicator
from mlclf.model_selection._evidence import count_by_fold, pair_columns


@dataclass(frozen=True)
class FoldQuality:
    """What :func:`describe_folds` found; ``str`` of it is a table.

    Parameters
    ----------
    fold_sizes : ndarray of shape (n_folds,)
        Rows of each test set.

    counts : ndarray of shape (n_folds, n_labels)
        Positives of each label in each test set.

    count_error : float
        Largest distance of a label's count from its share, in rows.

    prevalence_error : float
        Largest distance of a label's prevalence in a test set from that in the data.

    pair_count_error : float
        Largest distance of a label pair's count from its share, in rows.

    label_distribution : float
        LD: mean distance of the odds of a label in a test set and in the data.

    pair_distribution : float
        LPD: the same of pairs of labels that occur.

    examples_distribution : float
        ED: mean distance of a test set's size from its share, in rows.

    missing : int
        Pairs of a label and a test set without it, for labels with at least as many
        positives as there are test sets.
    """

    fold_sizes: np.ndarray
    counts: np.ndarray
    count_error: float
    prevalence_error: float
    pair_count_error: float
    label_distribution: float
    pair_distribution: float
    examples_distribution: float
    missing: int

    def __str__(self):
        rows = [
            ("fold sizes", f"{self.fold_sizes.min()} to {self.fold_sizes.max()}"),
            ("largest count error of a label", f"{self.count_error:.1f} rows"),
            ("largest prevalence error of a label", f"{self.prevalence_error:.5f}"),
            ("largest count error of a pair", f"{self.pair_count_error:.1f} rows"),
            ("label distribution (LD)", f"{self.label_distribution:.6f}"),
            ("pair distribution (LPD)", f"{self.pair_distribution:.6f}"),
            ("examples distribution (ED)", f"{self.examples_distribution:.2f} rows"),
            ("labels missing from a fold", f"{self.missing}"),
        ]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {value:>16}" for name, value in rows)


def describe_folds(y, cv, *, groups=None):
    r"""Measure how well the test sets of a splitter keep the distribution of labels.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    cv : splitter or iterable of (train, test)
        A cross-validator, or row numbers. Only the test sets are looked at; shares
        are in proportion to their sizes, but for the examples distribution.

    Returns
    -------
    quality : FoldQuality
        The measures; ``print`` shows them as a table.

    Notes
    -----
    With :math:`S_f` the rows of test set f, D all rows, and an upper j for those that
    carry label j, Sechidis et al. [1]_ define

    .. math::
        LD = \frac{1}{L k} \sum_{j, f} \left|
        \frac{|S_f^j|}{|S_f| - |S_f^j|} - \frac{|D^j|}{|D| - |D^j|} \right|,
        \qquad ED = \frac{1}{k} \sum_f \left| |S_f| - \frac{|D|}{k} \right|

    LPD is LD of the pairs of labels [2]_. A label that every row carries has no odds
    and is left out.

    References
    ----------
    .. [1] Sechidis, K., Tsoumakas, G., & Vlahavas, I. (2011). On the stratification
       of multi-label data. ECML PKDD, 145-158.
    .. [2] Szymański, P., & Kajdanowicz, T. (2017). A network perspective on
       stratification of multi-label data. LIDTA, PMLR 74, 22-35.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import IterativeStratifiedKFold, describe_folds
    >>> y = np.tile([[1, 0], [1, 1], [0, 1], [0, 0]], (5, 1))
    >>> quality = describe_folds(y, IterativeStratifiedKFold(5, random_state=0))
    >>> quality.fold_sizes.tolist(), quality.count_error, quality.missing
    ([4, 4, 4, 4, 4], 0.0, 0)
    """
    Y = check_indicator(y, sparse=True)
    n_samples = Y.shape[0]
    splits = cv
    if hasattr(cv, "split"):
        splits = cv.split(np.zeros((n_samples, 1)), y, groups)
    if not isinstance(splits, Iterable):
        raise ValueError(
            f"cv must be a splitter or an iterable of (train, test), got {cv!r}."
        )
    tests = [_rows(test, n_samples) for _, test in splits]
    if not tests:
        raise ValueError("cv must give at least one split, got none.")
    sizes = np.array([len(test) for test in tests])
    if not sizes.all():
        raise ValueError("a test set must hold at least one row.")
    counts, total = _counts(Y, tests)
    pairs, pair_total = _counts(pair_columns(Y)[0], tests)
    shares = sizes[:, None] / n_samples
    absent = (counts == 0) & (total >= len(tests))
    return FoldQuality(
        fold_sizes=sizes,
        counts=counts,
        count_error=_largest(counts - shares * total),
        prevalence_error=_largest(counts / sizes[:, None] - total / n_samples),
        pair_count_error=_largest(pairs - shares * pair_total),
        label_distribution=_odds_error(counts, total, sizes, n_samples),
        pair_distribution=_odds_error(pairs, pair_total, sizes, n_samples),
        examples_distribution=float(np.abs(sizes - n_samples / len(tests)).mean()),
        missing=int(absent.sum()),
    )


def _rows(test, n_samples):
    """Return row numbers, where a mask is as good."""
    return np.arange(n_samples)[np.asarray(test) if len(test) else slice(0)]


def _counts(E, tests):
    """Count each column in each test set, which may overlap, and in all rows."""
    counts = [count_by_fold(E[test], np.zeros(len(test)), 1)[0] for test in tests]
    return np.array(counts), count_by_fold(E, np.zeros(E.shape[0]), 1)[0]


def _largest(errors):
    return float(np.abs(errors).max(initial=0))


def _odds_error(counts, total, sizes, n_samples):
    rest = sizes[:, None] - counts
    known = (rest > 0).all(axis=0) & (total < n_samples)
    if not known.any():
        return 0.0
    odds = counts[:, known] / rest[:, known]
    return float(np.abs(odds - total[known] / (n_samples - total[known])).mean())
