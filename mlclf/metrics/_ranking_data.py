"""Order of the labels of each row by score, shared by all ranking metrics."""

from functools import cached_property
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from mlclf.metrics._checks import (
    Floats,
    Ints,
    check_labels,
    check_scores,
    check_weight,
    check_zero_division,
)
from mlclf.metrics._orders import (
    Order,
    counts_in_rows,
    order_cells,
    order_labels,
    top_labels,
)


class RelevantCells(NamedTuple):
    """Where the scores put each true label; one entry per true label, by row."""

    row: Ints
    depth: Ints  # labels of the row scored at least as high, itself among them
    above: Ints  # labels of the row scored higher
    hits: Ints  # true labels of the row scored at least as high
    hits_above: Ints  # true labels of the row scored higher


class Ranking:
    """Labels ordered by their scores, row by row.

    :func:`evaluate` makes one, and computes every metric of scores from it.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Higher is more relevant. In a sparse matrix, labels that are not stored come
        after all that are, tied with one another; nothing is made dense.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0.

    inverse_propensity : array-like of shape (n_labels,), default=None
        For the propensity-scored metrics.
    """

    def __init__(
        self,
        y_true: Any,
        y_score: Any,
        sample_weight: Any = None,
        zero_division: float = 0.0,
        inverse_propensity: Any = None,
    ) -> None:
        self.given = y_true, y_score
        self.true = check_labels(y_true, "y_true")
        self.score = check_scores(y_score, self.true.shape)
        self.n_samples, self.n_labels = self.true.shape
        self.row_true: Floats = np.diff(self.true.indptr).astype(float)
        self.row_false: Floats = self.n_labels - self.row_true
        self.weight = check_weight(sample_weight, self.n_samples)
        self.zero_division = check_zero_division(zero_division)
        self.inverse_propensity = inverse_propensity
        # What metrics keep for one another: under these weights, under all weights.
        self.weighted_memo: dict[str, Any] = {}
        self.memo: dict[str, Any] = {}

    def reweighted(self, weight: Floats) -> "Ranking":
        """Return the ranking of the same rows under other weights."""
        other = object.__new__(Ranking)
        vars(other).update(vars(self), weight=weight, weighted_memo={})
        return other

    def mean(self, row_values: Floats) -> float:
        """Average one value per row under the weights."""
        return float(row_values @ self.weight / self.weight.sum())

    def row_sum(self, cell_values: Any) -> Floats:
        """Sum values of the true labels over each row."""
        row = self.relevant.row
        sums = np.bincount(row, weights=cell_values, minlength=self.n_samples)
        return np.asarray(sums, dtype=np.float64)

    @cached_property
    def relevant(self) -> RelevantCells:
        row = _rows_of(self.true)
        place = self._place_sparse if sp.issparse(self.score) else self._place
        score, depth, above = place(row)
        hits_above, hits = counts_in_rows(row, score, self.true.indptr)
        return RelevantCells(row, depth, above, hits, hits_above)

    @cached_property
    def label_orders(self) -> list[Order]:
        """The samples in the order of their scores, label by label."""
        return order_labels(self.true, self.score)

    @cached_property
    def cell_order(self) -> Order:
        """All cells in the order of their scores."""
        return order_cells(self.true, self.score)

    @cached_property
    def label_true(self) -> Ints:
        """Number of true labels of each column, unweighted."""
        return np.bincount(self.true.indices, minlength=self.n_labels)

    @cached_property
    def stored(self) -> Any:
        """A one wherever the sparse scores store something."""
        S = self.score
        return sp.csr_array((np.ones(S.nnz), S.indices, S.indptr), shape=S.shape)

    @cached_property
    def score_range(self) -> tuple[float, float]:
        """The lowest and the highest score."""
        values = self.score.data if sp.issparse(self.score) else self.score
        if not values.size:
            return 0.0, 0.0
        return float(values.min()), float(values.max())

    def check_probabilities(self) -> None:
        """Refuse scores outside [0, 1]."""
        low, high = self.score_range
        if low < 0 or high > 1:
            raise ValueError(
                "probabilities must be between 0 and 1, got values from "
                f"{low:g} to {high:g}."
            )

    def top(self, k: int) -> Ints:
        """Return the k best labels of each row, shape (n_samples, k); -1 for none."""
        if not isinstance(k, Integral) or k < 1:
            raise ValueError(f"k must be an integer of at least 1, got {k!r}.")
        if self.memo.get("top", np.empty((0, 0))).shape[1] < k:
            # At least 5, for the k that are asked for after 1.
            self.memo["top"] = top_labels(self.score, max(k, 5))
        return np.asarray(self.memo["top"][:, :k])

    def top_hits(self, k: int) -> NDArray[np.bool_]:
        """Say which of the k best labels of each row are true, in the shape of top."""
        top = self.top(k)
        if self.memo.get("top_hits", np.empty((0, 0))).shape[1] < k:
            rows = np.arange(self.n_samples)[:, None]
            self.memo["top_hits"] = self.is_true(rows, top)
        return np.asarray(self.memo["top_hits"][:, :k])

    def is_true(self, row: Ints, label: Ints) -> NDArray[np.bool_]:
        """Look up whether the rows carry the labels; label -1 is never true."""
        wanted = self._cells(row, label)
        if not len(self._true_cells):
            return np.zeros(wanted.shape, dtype=bool)
        place = np.searchsorted(self._true_cells, wanted)
        place = np.minimum(place, len(self._true_cells) - 1)
        return np.asarray((self._true_cells[place] == wanted) & (label >= 0))

    @cached_property
    def _true_cells(self) -> NDArray[np.int64]:
        return self._cells(_rows_of(self.true), self.true.indices)

    def _cells(self, row: Ints, label: Ints) -> NDArray[np.int64]:
        """Give each cell a number, which may not fit the 32 bits of an index."""
        cells: NDArray[np.int64] = row.astype(np.int64) * self.n_labels + label
        return cells

    def _place(self, row: Ints) -> tuple[Floats, Ints, Ints]:
        """Return score, depth and above of each true label."""
        bounds, labels = self.true.indptr, self.true.indices
        score = np.asarray(self.score[row, labels], dtype=np.float64)
        depth, above = np.empty_like(row), np.empty_like(row)
        for i in np.flatnonzero(np.diff(bounds)):
            cells = slice(bounds[i], bounds[i + 1])
            others = np.sort(self.score[i])
            lower = np.searchsorted(others, score[cells], "left")
            not_higher = np.searchsorted(others, score[cells], "right")
            depth[cells] = self.n_labels - lower
            above[cells] = self.n_labels - not_higher
        return score, depth, above

    def _place_sparse(self, row: Ints) -> tuple[Floats, Ints, Ints]:
        """Return the same: what is not stored is below all that is."""
        S = self.score
        n_stored = np.diff(S.indptr).astype(np.intp)
        stored_row = _rows_of(S)
        higher, not_lower = counts_in_rows(stored_row, S.data, S.indptr)
        stored = self._cells(stored_row, S.indices)
        place = np.searchsorted(stored, self._true_cells)
        place = np.minimum(place, max(len(stored) - 1, 0))
        found = np.zeros(len(row), dtype=bool)
        if len(stored):
            found = stored[place] == self._true_cells
        score = np.full(len(row), -np.inf)
        depth = np.full(len(row), self.n_labels, dtype=np.intp)
        above = n_stored[row]
        score[found] = S.data[place[found]]
        depth[found], above[found] = not_lower[place[found]], higher[place[found]]
        return score, depth, above


def _rows_of(matrix: Any) -> Ints:
    """Return the row of each stored cell of a CSR matrix."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
