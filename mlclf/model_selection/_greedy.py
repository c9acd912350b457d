"""The published greedy stratification, one label's rows dealt as one batch."""

import numpy as np
import scipy.sparse as sp

from mlclf.model_selection._evidence import take_rows

__all__ = ["deal", "stratify_greedily"]


def stratify_greedily(E, ratios, rng):
    """Assign rows to folds by iterative stratification.

    The column with the fewest remaining rows is served first; each of its rows goes
    to the fold that still desires most rows of that column, ties to the fold that
    desires most rows, further ties at random [1]_. With columns for pairs of labels
    beside those of labels it is the second-order algorithm [2]_.

    Which fold the rows of one column go to depends on the desires for that column
    alone, so that the rows are dealt at once (see :func:`deal`).

    Parameters
    ----------
    E : csr_array of shape (n_samples, n_columns)
        Evidence: a one where the row carries the label, or the pair of labels.

    ratios : ndarray of shape (n_folds,)
        Share of each fold; they sum to 1.

    rng : numpy.random.RandomState
        Breaks the ties: one permutation of the columns, then one permutation of the
        folds for each column served, and a last one for rows without any label.

    Returns
    -------
    folds : ndarray of shape (n_samples,) of int32
        The fold of each row.

    References
    ----------
    .. [1] Sechidis, K., Tsoumakas, G., & Vlahavas, I. (2011). On the stratification
       of multi-label data. ECML PKDD, 145-158.
    .. [2] Szymański, P., & Kajdanowicz, T. (2017). A network perspective on
       stratification of multi-label data. LIDTA, PMLR 74, 22-35.
    """
    n_samples, n_columns = E.shape
    n_folds = len(ratios)
    # Columns are renumbered at random: the first minimum is then a random one.
    rank = np.empty(n_columns, dtype=E.indices.dtype)
    rank[rng.permutation(n_columns)] = np.arange(n_columns)
    indptr, columns = E.indptr, rank[E.indices]
    shuffled = sp.csr_array((E.data, columns, indptr), shape=E.shape)
    by_column = shuffled.tocsc()

    remaining = np.diff(by_column.indptr).astype(np.int64)
    desire = np.multiply.outer(ratios, remaining.astype(float))
    total = ratios * n_samples
    folds = np.full(n_samples, -1, dtype=np.int32)
    served = np.iinfo(np.int64).max
    remaining[remaining == 0] = served
    while n_columns:
        j = remaining.argmin()
        if remaining[j] == served:
            break
        rows = by_column.indices[by_column.indptr[j] : by_column.indptr[j + 1]]
        rows = rows[folds[rows] < 0]
        dealt = deal(desire[:, j], total, len(rows), rng.permutation(n_folds))
        folds[rows] = dealt
        total = total - np.bincount(dealt, minlength=n_folds)
        lengths, touched = take_rows(indptr, columns, rows)
        cells = np.repeat(dealt, lengths) * n_columns + touched
        np.subtract.at(desire.reshape(-1), cells, 1)
        np.subtract.at(remaining, touched, 1)
        remaining[j] = served
        remaining[touched[remaining[touched] == 0]] = served
    rest = np.flatnonzero(folds < 0)
    folds[rest] = deal(total, total, len(rest), rng.permutation(n_folds))
    return folds


def deal(desire, total, n_rows, priority):
    """Deal rows to folds, each to the fold that desires it most at its turn.

    A fold that receives a row desires one less, of this column and in total. The
    successive desires of a fold fall by one, so the greedy loop is a merge of falling
    sequences: one sort.

    Parameters
    ----------
    desire : ndarray of shape (n_folds,)
        How many rows of the column each fold desires.

    total : ndarray of shape (n_folds,)
        How many rows each fold desires; it breaks ties of ``desire``.

    n_rows : int
        Number of rows to deal.

    priority : ndarray of shape (n_folds,)
        Breaks the remaining ties: the lowest comes first.

    Returns
    -------
    dealt : ndarray of shape (n_rows,)
        The fold of each row, in turn.

    Examples
    --------
    >>> deal(np.array([1.5, 2.5]), np.array([4.0, 4.0]), 3, np.array([0, 1]))
    array([1, 0, 1])
    """
    if n_rows == 0:
        return np.empty(0, dtype=np.intp)
    # Down to this level the desires exceed it by n_rows in all: no fold is served
    # more than one row below it.
    falling = np.sort(desire)[::-1]
    levels = (np.cumsum(falling) - n_rows) / np.arange(1, len(desire) + 1)
    level = levels[np.flatnonzero(falling > levels)[-1]]
    turns = np.maximum(np.ceil(desire - level) + 1, 0).astype(np.intp)
    fold = np.repeat(np.arange(len(desire)), turns)
    turn = np.arange(len(fold)) - np.repeat(np.cumsum(turns) - turns, turns)
    # Rounded, so that desires equal but for rounding errors are ties.
    keys = (
        priority[fold],
        np.round(turn - total[fold], 6),
        np.round(turn - desire[fold], 6),
    )
    return fold[np.lexsort(keys)[:n_rows]]
