"""Counts of agreement between true and predicted labels, for all label metrics."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from mlclf.metrics._checks import (
    Floats,
    check_labels,
    check_same_shape,
    check_weight,
    check_zero_division,
    weighted_mean,
)
from mlclf.metrics._formulas import Tally

AVERAGES = ("samples", "micro", "macro", "weighted", None)


class Confusion:
    """Counts of agreement between true and predicted labels.

    :func:`evaluate` makes one, and computes every metric of labels from it.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0.

    Attributes
    ----------
    row_true, row_pred, row_both : ndarray of shape (n_samples,)
        Number of true, of predicted, of rightly predicted labels in each row.

    label_true, label_pred, label_both : ndarray of shape (n_labels,)
        The same for each label, weighted.
    """

    def __init__(
        self,
        y_true: Any,
        y_pred: Any,
        sample_weight: Any = None,
        zero_division: float = 0.0,
    ) -> None:
        self.given = y_true, y_pred
        self.true = check_labels(y_true, "y_true")
        self.pred = check_labels(y_pred, "y_pred")
        check_same_shape(self.true.shape, self.pred.shape, "y_pred")
        self.both = self.true.multiply(self.pred).tocsr()
        self.n_samples, self.n_labels = self.true.shape
        self.row_true: Floats = np.diff(self.true.indptr).astype(float)
        self.row_pred: Floats = np.diff(self.pred.indptr).astype(float)
        self.row_both: Floats = np.diff(self.both.indptr).astype(float)
        self.weight = check_weight(sample_weight, self.n_samples)
        self.zero_division = check_zero_division(zero_division)

    def reweighted(self, weight: Floats) -> "Confusion":
        """Return the counts of the same rows under other weights."""
        other = object.__new__(Confusion)
        by_label = ("label_true", "label_pred", "label_both")
        kept = {k: v for k, v in vars(self).items() if k not in by_label}
        vars(other).update(kept, weight=weight)
        return other

    @cached_property
    def label_true(self) -> Floats:
        return np.asarray(self.weight @ self.true)

    @cached_property
    def label_pred(self) -> Floats:
        return np.asarray(self.weight @ self.pred)

    @cached_property
    def label_both(self) -> Floats:
        return np.asarray(self.weight @ self.both)

    @property
    def label_not_pred(self) -> Floats:
        return self._remainder(self.label_pred)

    def _remainder(self, label_weight: Floats) -> Floats:
        """Subtract from the weight of all rows, safe from a last wrong bit."""
        total = self.weight.sum()
        rest = total - label_weight
        return np.where(rest < 1e-12 * total, 0.0, rest)

    def mean(self, row_values: Floats) -> float:
        """Average one value per row under the weights."""
        return float(row_values @ self.weight / self.weight.sum())

    def tally(self, average: str | None) -> Tally:
        """Count the outcomes of each entry that ``average`` averages over."""
        check_average(average)
        if average == "samples":
            true, pred, tp = self.row_true, self.row_pred, self.row_both
            size, weight = float(self.n_labels), self.weight
        else:
            true, pred, tp = self.label_true, self.label_pred, self.label_both
            size = float(self.weight.sum())
            weight = true if average == "weighted" else np.ones(self.n_labels)
        if average == "micro":
            true, pred, tp = (x.sum(keepdims=True) for x in (true, pred, tp))
            size, weight = size * self.n_labels, np.ones(1)
        # Weighted sums of the same cells may differ in the last bit.
        fp, fn, tn = (
            np.where(x < 1e-12 * size, 0.0, x)
            for x in (pred - tp, true - tp, size - true - pred + tp)
        )
        return Tally(tp, fp, fn, tn, weight)


def check_average(average: str | None) -> None:
    """Raise if ``average`` is unknown."""
    if average not in AVERAGES:
        raise ValueError(f"average must be one of {AVERAGES}, got {average!r}.")


def averaged(
    formula: Callable[[Tally, float], Floats], counts: Confusion, average: str | None
) -> Any:
    """Apply a formula of the four counts to each entry, and average."""
    tally = counts.tally(average)
    values = formula(tally, counts.zero_division)
    if average is None:
        return values
    return weighted_mean(values, tally.weight, empty=counts.zero_division)
