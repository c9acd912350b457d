"""Swaps of rows between folds that drive every label's count to its share."""

from itertools import count

import numpy as np

from mlclf.model_selection._evidence import count_by_fold, take_rows

__all__ = ["equalize_sizes", "refine_folds"]

_TOLERANCE = 2  # rows a label's count may be off its share
_BLOCK = 2048  # rows looked at for candidates, in each of the two folds
_CANDIDATES = 96  # rows of each fold that may be swapped in one visit
_SMOOTH = 0.02  # weight of the square that also draws small deviations down
_PAIR_WEIGHT = 0.1  # a pair of labels matters less than a label
_WARM_UP, _PERIOD, _GROWTH = 20, 10, 1.3  # when, how often, how much weights grow
_MEMORY = 0.8  # share of a label's additional weight that is kept each time
_HEAVIEST = 1e6
_POLISH = 20  # visits
_PATIENCE, _SMALL, _SMALL_PATIENCE = 300, 4096, 2000  # visits, rows, visits


def equalize_sizes(E, folds, sizes):
    """Move the rows that harm the balance least until the folds have their sizes.

    Parameters
    ----------
    E : csr_array of shape (n_samples, n_columns)
        Evidence.

    folds : ndarray of shape (n_samples,)
        The fold of each row; changed in place.

    sizes : ndarray of shape (n_folds,) of int
        How many rows each fold is to have.
    """
    excess = np.bincount(folds, minlength=len(sizes)) - sizes
    if not excess.any():
        return
    ratios = sizes / len(folds)
    counts = count_by_fold(E, folds, len(sizes))
    off = counts - np.multiply.outer(ratios, counts.sum(axis=0))
    while excess.any():
        a, b = excess.argmax(), excess.argmin()
        # Some at a time, so that the next rows are chosen by the new balance.
        n_moved = max(1, min(excess[a], -excess[b]) // 4)
        rows = np.flatnonzero(folds == a)
        gain = off[a] - off[b] - 1  # half of what the sum of squares loses by label
        worth = _row_sums(E, rows, gain)
        moved = rows[np.argpartition(-worth, n_moved - 1)[:n_moved]]
        _, columns = take_rows(E.indptr, E.indices, moved)
        change = np.bincount(columns, minlength=E.shape[1])
        off[a] -= change
        off[b] += change
        folds[moved] = b
        excess[a] -= n_moved
        excess[b] += n_moved


def refine_folds(E, folds, sizes, n_labels, rng):
    """Swap rows between folds until every label's count is within 2 rows of its share.

    A visit takes a label that is off, the fold with most too many and the fold with
    most too few of its rows, picks from each the rows whose departure helps most, and
    does the best swaps among them, exactly evaluated, one after the other. A penalty
    that starts one row off the share is what the swaps lower; the weights of labels
    that stay off grow, and those of the others fall back, which leads out of local
    minima. The search is longer on few rows, where a visit is cheap and many labels
    leave little room.

    Parameters
    ----------
    E : csr_array of shape (n_samples, n_columns)
        Evidence.

    folds : ndarray of shape (n_samples,)
        The fold of each row, of the right sizes.

    sizes : ndarray of shape (n_folds,) of int
        Number of rows of each fold.

    n_labels : int
        The first columns of ``E`` are labels, the rest are pairs of labels.

    rng : numpy.random.RandomState
        Chooses which label and which rows are looked at.

    Returns
    -------
    folds : ndarray of shape (n_samples,)
        The best assignment found; the sizes are kept.
    """
    balance = _Balance(E, folds, sizes, n_labels)
    order, start = rng.permutation(len(folds)), 0
    window = _BLOCK * len(sizes)
    patience = _SMALL_PATIENCE if len(folds) <= _SMALL else _PATIENCE
    best, best_folds, last_gain = np.inf, folds, 0
    for visit in count():
        excess, rest = balance.excess()
        score = 1000 * excess.sum() + rest.sum()
        if score < best:
            best, best_folds, last_gain = score, balance.folds.copy(), visit
        off = np.flatnonzero(excess if excess.any() or visit >= _POLISH else rest)
        if len(off) == 0 or visit - last_gain > patience:
            break
        if visit >= _WARM_UP and visit % _PERIOD == 0:
            balance.change_weights(off)
        a, b = balance.extreme_folds(off[rng.randint(len(off))])
        if visit >= _WARM_UP and visit % 2:  # a third fold may be in the way
            a = rng.choice(np.delete(np.arange(len(sizes)), b))
        balance.visit(a, b, order[start : start + window])
        start = start + window if start + window < len(order) else 0
    return best_folds


class _Balance:
    """How far the count of each column in each fold is off its share.

    Parameters
    ----------
    E, folds, sizes, n_labels
        As in :func:`refine_folds`.
    """

    def __init__(self, E, folds, sizes, n_labels):
        self.indptr, self.indices = E.indptr, E.indices
        self.folds = folds.copy()
        self.n_labels = n_labels
        counts = count_by_fold(E, folds, len(sizes))
        share = np.multiply.outer(sizes / len(folds), counts.sum(axis=0))
        self.off = (counts - share).astype(np.float32)
        self.weight = np.ones(E.shape[1], dtype=np.float32)
        self.weight[n_labels:] = _PAIR_WEIGHT
        labels = share[:, :n_labels]
        self._most = np.clip(labels, 1, _TOLERANCE) + 1e-3
        # A label with a positive for every fold is off where it is absent, unless its
        # share rounds to no row at all; so is one with a share above one row.
        enough = counts[:, :n_labels].sum(axis=0) >= len(sizes)
        present = (labels > 1) | (labels >= 0.5) & enough
        self._least = self._most.copy()
        self._least[present] = np.minimum(self._most, labels - 1e-3)[present]
        self._slack = np.where(share > _TOLERANCE, 1, 0).astype(np.float32)
        self._place = np.zeros(E.shape[1], dtype=np.intp)

    def excess(self):
        """Return how far each label is beyond the tolerance, and beyond one row."""
        off = self.off[:, : self.n_labels]
        over, under = off - self._most, -off - self._least
        # One more for each that is missing: that weighs more than a row too many.
        beyond = (np.maximum(np.maximum(over, under), 0) + (under > 0)).sum(axis=0)
        return beyond, np.maximum(np.abs(off) - 1.001, 0).sum(axis=0)

    def change_weights(self, off):
        """Raise the weights of labels that stay off; all weights fall back to 1."""
        weight = self.weight[: self.n_labels]
        weight[off] = np.minimum(weight[off] * _GROWTH, _HEAVIEST)
        weight -= (1 - _MEMORY) * (weight - 1)

    def extreme_folds(self, j):
        """Return the folds with most too many and most too few rows of a label."""
        return self.off[:, j].argmax(), self.off[:, j].argmin()

    def visit(self, a, b, seen):
        """Do the best swaps between two folds, among the rows seen."""
        steps = self._steps(self.off[[a, b]], self._slack[[a, b]], self.weight)
        folds = self.folds[seen]
        rows_a, rows_b = seen[folds == a], seen[folds == b]
        rows_a = self._lightest(rows_a, steps[0])
        rows_b = self._lightest(rows_b, steps[1])
        n_swaps = min(len(rows_a), len(rows_b))
        if n_swaps == 0:
            return
        columns, A, B = self._dense(rows_a, rows_b)
        where = np.ix_([a, b], columns)
        off = self.off[where]
        slack, weight = self._slack[where], self.weight[columns]
        steps = steps[:, columns]
        cost = _swap_costs(A, B, steps)
        for _ in range(n_swaps):
            p, q = np.unravel_index(cost.argmin(), cost.shape)
            if cost[p, q] > -1e-3:
                break
            self.folds[rows_a[p]], self.folds[rows_b[q]] = b, a
            change = B[q] - A[p]
            moved = np.flatnonzero(change)
            off[:, moved] += np.stack([change[moved], -change[moved]])
            new = self._steps(off[:, moved], slack[:, moved], weight[moved])
            cost += _swap_costs(A[:, moved], B[:, moved], new - steps[:, moved])
            steps[:, moved] = new
            cost[p], cost[:, q] = np.inf, np.inf
        self.off[where] = off

    @staticmethod
    def _steps(off, slack, weight):
        """Return what moving one row costs by column: from a to b, from b to a."""
        here = np.maximum(np.abs(off) - slack, 0)
        less = np.maximum(np.abs(off - 1) - slack, 0)
        more = np.maximum(np.abs(off + 1) - slack, 0)
        tilt = 2 * _SMOOTH * off
        leave = (less**2 - here**2) * weight + (_SMOOTH - tilt)
        enter = (more**2 - here**2) * weight + (_SMOOTH + tilt)
        return leave + enter[::-1]

    def _lightest(self, rows, step):
        """Return the rows that cost least to move."""
        if len(rows) <= _CANDIDATES:
            return rows
        lengths, columns = take_rows(self.indptr, self.indices, rows)
        cost = _segment_sums(step[columns], lengths)
        return rows[np.argpartition(cost, _CANDIDATES - 1)[:_CANDIDATES]]

    def _dense(self, rows_a, rows_b):
        """Return the columns that some rows use, and the rows as dense matrices."""
        rows = np.concatenate([rows_a, rows_b])
        lengths, used = take_rows(self.indptr, self.indices, rows)
        self._place[used] = 1
        columns = np.flatnonzero(self._place)
        self._place[columns] = np.arange(len(columns))
        dense = np.zeros((len(rows), len(columns)), dtype=np.float32)
        dense[np.repeat(np.arange(len(rows)), lengths), self._place[used]] = 1
        self._place[columns] = 0
        return columns, dense[: len(rows_a)], dense[len(rows_a) :]


def _swap_costs(A, B, steps):
    """Return the cost of swapping each row of A for each row of B.

    A column that both rows have does not move: the product takes it out.
    """
    both = (A * steps.sum(axis=0)) @ B.T
    return (A @ steps[0])[:, None] + B @ steps[1] - both


def _row_sums(E, rows, values):
    lengths, columns = take_rows(E.indptr, E.indices, rows)
    return _segment_sums(values[columns], lengths)


def _segment_sums(values, lengths):
    """Sum consecutive runs of values, some of them empty."""
    total = np.zeros(len(values) + 1)
    np.cumsum(values, out=total[1:])
    ends = np.cumsum(lengths)
    return total[ends] - total[ends - lengths]
