"""What the splitters balance: labels, and pairs of labels."""

import numpy as np
import scipy.sparse as sp

__all__ = ["count_by_fold", "evidence", "pair_columns", "take_rows"]


def evidence(Y, order):
    """Return the columns to balance: the labels, then the pairs if ``order`` is 2.

    Parameters
    ----------
    Y : csr_array of shape (n_samples, n_labels)
        Label indicators, without stored zeros.

    order : {1, 2}
        1 balances labels, 2 pairs of labels as well.

    Returns
    -------
    E : csr_array of shape (n_samples, n_labels + n_pairs)
        The pairs are those that occur.
    """
    if order == 1:
        return Y
    return sp.csr_array(sp.hstack([Y, pair_columns(Y)[0]], format="csr"))


def pair_columns(Y):
    """Make one indicator column per pair of labels that occurs in a row.

    Parameters
    ----------
    Y : csr_array of shape (n_samples, n_labels)
        Label indicators, without stored zeros.

    Returns
    -------
    pairs : csr_array of shape (n_samples, n_pairs), int8
        A one where the row carries both labels.

    labels : ndarray of shape (n_pairs, 2)
        The two labels of each column, in lexicographic order.

    Examples
    --------
    >>> pairs, labels = pair_columns(sp.csr_array([[1, 1, 0], [1, 1, 1]]))
    >>> labels.tolist()
    [[0, 1], [0, 2], [1, 2]]
    >>> pairs.toarray().tolist()
    [[1, 0, 0], [1, 1, 1]]
    """
    Y = Y if Y.has_sorted_indices else Y.sorted_indices()
    n_samples, n_labels = Y.shape
    lengths = np.diff(Y.indptr)
    rows, codes = [np.empty(0, np.intp)], [np.empty(0, np.int64)]
    for length in np.unique(lengths[lengths > 1]):
        alike = np.flatnonzero(lengths == length)
        labels = Y.indices[Y.indptr[alike][:, None] + np.arange(length)]
        first, second = np.triu_indices(length, 1)
        pair = labels[:, first].astype(np.int64) * n_labels + labels[:, second]
        rows.append(np.repeat(alike, len(first)))
        codes.append(pair.ravel())
    known, columns = np.unique(np.concatenate(codes), return_inverse=True)
    rows = np.concatenate(rows)
    pairs = sp.csr_array(
        (np.ones(len(rows), np.int8), (rows, columns.ravel())),
        shape=(n_samples, len(known)),
    )
    return pairs, np.column_stack(np.divmod(known, max(n_labels, 1)))


def take_rows(indptr, indices, rows):
    """Gather the column numbers of some rows of a CSR matrix.

    Parameters
    ----------
    indptr, indices : ndarray
        Structure of the matrix.

    rows : ndarray of shape (n_rows,)
        Row numbers.

    Returns
    -------
    lengths : ndarray of shape (n_rows,)
        Number of entries in each row.

    columns : ndarray of shape (lengths.sum(),)
        Their column numbers, row after row.
    """
    start = indptr[rows]
    lengths = indptr[rows + 1] - start
    ends = np.cumsum(lengths)
    n_entries = ends[-1] if len(ends) else 0
    place = np.arange(n_entries) + np.repeat(start - (ends - lengths), lengths)
    return lengths, indices[place]


def count_by_fold(E, folds, n_folds):
    """Count the rows of each column in each fold.

    Parameters
    ----------
    E : csr_array of shape (n_samples, n_columns)
        Evidence.

    folds : ndarray of shape (n_samples,)
        The fold of each row.

    n_folds : int
        Number of folds.

    Returns
    -------
    counts : ndarray of shape (n_folds, n_columns)
        Number of rows of fold f with column j.
    """
    counts = np.empty((n_folds, E.shape[1]), dtype=np.int64)
    for fold in range(n_folds):  # one fold at a time: the temporaries stay small
        _, columns = take_rows(E.indptr, E.indices, np.flatnonzero(folds == fold))
        counts[fold] = np.bincount(columns, minlength=E.shape[1])
    return counts
