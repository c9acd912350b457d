"""Sorting scores: the best labels of a row, the samples of a label, all cells."""

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from mlclf.metrics._checks import Floats, Ints

_BLOCK = 2**22  # cells sorted at a time


class Order(NamedTuple):
    """Cells from the highest score to the lowest, in groups of equal scores."""

    row: Ints
    true: NDArray[np.bool_]
    end: Ints  # last cell of each group
    unstored: bool  # whether further cells, all tied, come after these


class Curve(NamedTuple):
    """Weighted counts at each threshold, from nothing predicted to everything."""

    tp: Floats
    fp: Floats


def top_labels(score: Any, k: int) -> Ints:
    """Return the k best labels of each row, the best first; -1 where there are fewer.

    Ties go to the label that stands first.
    """
    if not sp.issparse(score):
        n, n_labels = score.shape
        step, some = max(1, _BLOCK // n_labels), min(k, n_labels)
        blocks = [_top_dense(score[i : i + step], some) for i in range(0, n, step)]
        none = np.full((n, k - some), -1, dtype=np.intp)
        return np.hstack([np.concatenate(blocks), none])
    row = np.repeat(np.arange(score.shape[0]), np.diff(score.indptr))
    top: Ints = np.full((score.shape[0], k), -1, dtype=np.intp)
    best, place = first_of_rows(row, score.data, score.indptr, k)
    top[row[best], place] = score.indices[best]
    return top


def first_of_rows(row: Ints, value: Any, bounds: Any, k: int) -> tuple[Ints, Ints]:
    """Find the k highest values of each row of a CSR structure.

    Returns the positions of the cells, and their places in their rows, from 0.
    """
    order = np.lexsort((-value, row))
    place = np.arange(len(row)) - bounds[row[order]]
    kept = place < k
    return order[kept], place[kept]


def counts_in_rows(row: Ints, value: Any, bounds: Any) -> tuple[Ints, Ints]:
    """Count the cells of its row that are higher than each cell of a CSR structure.

    Returns how many are higher, and how many at least as high, itself among them.
    """
    order = np.lexsort((-value, row))
    new_row, new_value = (x[order][1:] != x[order][:-1] for x in (row, value))
    starts = np.append(True, new_row | new_value)[: len(row)]
    group = np.cumsum(starts) - 1  # of tied cells of one row
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(row))
    above, depth = np.empty_like(row), np.empty_like(row)
    above[order] = first[group]
    depth[order] = last[group]
    start = bounds[row]  # a row's cells keep their place in the order
    return above - start, depth - start


def _top_dense(score: Floats, k: int) -> Ints:
    lowest = -np.partition(-score, k - 1, axis=1)[:, k - 1 : k]
    above, tied = score > lowest, score == lowest
    room = k - above.sum(axis=1, keepdims=True)
    taken = above | (tied & (tied.cumsum(axis=1) <= room))
    labels: Ints = np.nonzero(taken)[1].reshape(len(score), k)
    chosen = np.take_along_axis(score, labels, axis=1)
    order = np.argsort(-chosen, axis=1, kind="stable")
    return np.take_along_axis(labels, order, axis=1)


def order_labels(true: Any, score: Any) -> list[Order]:
    """Sort the samples of each label by score."""
    n, n_labels = score.shape
    columns = true.tocsc()
    stored = score.tocsc() if sp.issparse(score) else None
    orders = []
    for j in range(n_labels):
        is_true = np.zeros(n, dtype=bool)
        is_true[columns.indices[columns.indptr[j] : columns.indptr[j + 1]]] = True
        if stored is None:
            rows, values = np.arange(n), score[:, j]
        else:
            cells = slice(stored.indptr[j], stored.indptr[j + 1])
            rows, values = stored.indices[cells], stored.data[cells]
        orders.append(_order(rows, is_true[rows], values, len(rows) < n))
    return orders


def order_cells(true: Any, score: Any) -> Order:
    """Sort all cells by score."""
    n, n_labels = score.shape
    if not sp.issparse(score):
        rows = np.repeat(np.arange(n), n_labels)
        return _order(rows, true.toarray().ravel() == 1, score.ravel(), False)
    rows = np.repeat(np.arange(n), np.diff(score.indptr))
    pattern = sp.csr_array(
        (np.arange(1, score.nnz + 1), score.indices, score.indptr), shape=score.shape
    )
    is_true = np.zeros(score.nnz, dtype=bool)
    is_true[pattern.multiply(true).data - 1] = True
    return _order(rows, is_true, score.data, score.nnz < n * n_labels)


def _order(
    rows: Ints, is_true: NDArray[np.bool_], values: Floats, unstored: bool
) -> Order:
    order = np.argsort(-values)
    values = values[order]
    end = np.append(np.flatnonzero(values[1:] != values[:-1]), len(values) - 1)
    return Order(rows[order], is_true[order], end[end >= 0], unstored)


def curve(order: Order, weight: Floats, true: float, total: float) -> Curve:
    """Count true and false positives down an order.

    Parameters
    ----------
    order : Order
        Cells by score.

    weight : ndarray of shape (n_samples,)
        Weights of the samples.

    true, total : float
        Weight of the true cells, and of all.

    Returns
    -------
    counts : Curve
        From (0, 0) to (true, total - true).
    """
    mine = weight[order.row]
    tp = np.cumsum(np.where(order.true, mine, 0.0))[order.end]
    fp = np.cumsum(np.where(order.true, 0.0, mine))[order.end]
    if order.unstored:
        # Weighted sums of the same cells may differ in the last bit.
        false = total - true if total - true > 1e-12 * total else 0.0
        tp, fp = np.append(tp, true), np.append(fp, false)
    return Curve(np.append(0.0, tp), np.append(0.0, fp))
