"""Assign whole groups of rows to folds so that every label keeps its share."""

import numpy as np
import scipy.sparse as sp
from sklearn.utils import check_array, check_consistent_length

from mlclf._labels import check_indicator, refuse_label_lists

__all__ = ["assign_groups", "refuse_with_groups"]

_SEEN = 500  # groups among which swaps are looked for at once
_TRIES = 5  # samples of groups without a swap that ends the search
_GAIN = 1e-9


def assign_groups(y, groups, sizes, *, rng):
    """Assign each group of rows to one of some folds.

    In random order, each group goes to the fold where it does least harm to the
    balance. Then single groups are moved, and pairs of groups swapped, while
    that lowers the sum over folds and labels of (count - share)² / share.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    groups : array-like of shape (n_samples,)
        The group of each row.

    sizes : ndarray of shape (n_folds,)
        How many rows each fold is to have, as nearly as the groups allow. They sum to
        ``n_samples``.

    rng : numpy.random.RandomState
        Breaks ties and chooses the groups that are looked at.

    Returns
    -------
    folds : ndarray of shape (n_samples,)
        The fold of each row. No fold is empty.

    Raises
    ------
    ValueError
        If there are fewer groups than folds, or the data do not fit together.
    """
    refuse_label_lists(y)
    Y = check_indicator(y, sparse=True)
    if groups is None:
        raise ValueError("groups must hold one value for each row, got None.")
    groups = check_array(groups, input_name="groups", ensure_2d=False, dtype=None)
    check_consistent_length(Y, groups)
    values, codes = np.unique(groups, return_inverse=True)
    if len(values) < len(sizes):
        raise ValueError(
            f"groups must hold at least {len(sizes)} different values, one for each "
            f"part, got {len(values)}."
        )
    balance = _GroupBalance(_sums(Y, codes.ravel()), sizes / Y.shape[0], rng)
    balance.deal()
    while balance.move_one() or balance.swap_two():
        pass
    return balance.folds[codes.ravel()]


def refuse_with_groups(order, refine):
    """Raise if parameters are set that have no meaning for groups of rows.

    Parameters
    ----------
    order, refine : object
        Parameters of the splitters of single rows.
    """
    if order != 1 or not refine:
        raise ValueError(
            "with groups, order must be 1 and refine must be True, got "
            f"order={order!r} and refine={refine!r}."
        )


def _sums(Y, codes):
    """Return the label counts of each group, and in the last column its rows."""
    n_samples = len(codes)
    columns = sp.csr_array(sp.hstack([Y, np.ones((n_samples, 1), np.int8)]))
    members = sp.csr_array((np.ones(n_samples), (codes, np.arange(n_samples))))
    return sp.csr_array(members @ columns)


class _GroupBalance:
    """Folds of groups, and how far the count of each column is off its share.

    Parameters
    ----------
    counts : csr_array of shape (n_groups, n_labels + 1)
        Label counts of each group, then its number of rows.

    ratios : ndarray of shape (n_folds,)
        Share of each fold.

    rng : numpy.random.RandomState
        Source of every random choice.
    """

    def __init__(self, counts, ratios, rng):
        n_labels = counts.shape[1] - 1
        total = counts.sum(axis=0)
        weight = 1 / np.maximum(total, 1)
        weight[-1] *= max(n_labels, 1)  # sizes matter as much as all labels together
        self.rng = rng
        self.counts = counts
        self.weighted = sp.csr_array(counts.multiply(weight))
        self.spread = np.asarray(counts.multiply(self.weighted).sum(axis=1)).ravel()
        self.off = -np.multiply.outer(ratios, total)
        self.folds = np.full(counts.shape[0], -1)

    def deal(self):
        """Give each group, in random order, to the fold that lacks it most."""
        n_groups, n_folds = len(self.folds), len(self.off)
        order = self.rng.permutation(n_groups)
        empty = np.ones(n_folds, dtype=bool)
        for n_left, group in zip(range(n_groups, 0, -1), order):
            columns, counts = self._row(self.counts, group)
            _, weighted = self._row(self.weighted, group)
            choice = empty if n_left <= empty.sum() else np.ones_like(empty)
            open_folds = np.flatnonzero(choice)  # in the end, those without a group
            harm = self.off[np.ix_(open_folds, columns)] @ weighted
            fold = open_folds[harm.argmin()]
            self.folds[group] = fold
            self.off[fold, columns] += counts
            empty[fold] = False
        # What a group would add to the imbalance of each fold, but for its own spread.
        self.harm = self.weighted @ self.off.T

    def move_one(self):
        """Move the group that gains most by it; return whether there is one."""
        cost = self.harm + self.spread[:, None] - self._harm_at_home()[:, None]
        lone = np.bincount(self.folds, minlength=len(self.off)) == 1
        cost[lone[self.folds]] = np.inf
        cost[np.arange(len(cost)), self.folds] = np.inf
        group, fold = np.unravel_index(cost.argmin(), cost.shape)
        if cost[group, fold] > -_GAIN:
            return False
        self._move(group, fold)
        return True

    def swap_two(self):
        """Swap the two groups that gain most by it; return whether there are some."""
        n_groups = len(self.folds)
        for _ in range(1 if n_groups <= _SEEN else _TRIES):
            seen = self.rng.permutation(n_groups)[:_SEEN]
            folds = self.folds[seen]
            leave = self.harm[np.ix_(seen, folds)] - self._harm_at_home()[seen, None]
            alike = self.weighted[seen] @ self.counts[seen].T
            spread = self.spread[seen]
            cost = leave + leave.T + np.add.outer(spread, spread) - 2 * alike.toarray()
            cost[folds[:, None] == folds] = np.inf
            a, b = np.unravel_index(cost.argmin(), cost.shape)
            if cost[a, b] <= -_GAIN:
                self._move(seen[a], folds[b])
                self._move(seen[b], folds[a])
                return True
        return False

    def _harm_at_home(self):
        return self.harm[np.arange(len(self.folds)), self.folds]

    def _move(self, group, fold):
        columns, counts = self._row(self.counts, group)
        change = np.zeros(self.off.shape[1])
        change[columns] = counts
        harm, old = self.weighted @ change, self.folds[group]
        for place, sign in ((old, -1), (fold, 1)):
            self.off[place] += sign * change
            self.harm[:, place] += sign * harm
        self.folds[group] = fold

    @staticmethod
    def _row(matrix, i):
        entries = slice(matrix.indptr[i], matrix.indptr[i + 1])
        return matrix.indices[entries], matrix.data[entries]
