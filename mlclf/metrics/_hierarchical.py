"""Loss in a hierarchy of labels: an error below an error costs nothing more."""

from typing import Any

import numpy as np

from mlclf.metrics._checks import Floats, Ints
from mlclf.metrics._confusion import Confusion


def hierarchical_loss(
    y_true: Any,
    y_pred: Any,
    *,
    parents: Any,
    costs: Any = "unit",
    sample_weight: Any = None,
) -> float:
    """Mean cost of the wrong labels that have no wrong label above them.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    parents : array-like of shape (n_labels,)
        Column of each label's parent; -1 for a root.

    costs : {"unit", "siblings"} or array-like of shape (n_labels,), default="unit"
        Cost of each label. "unit" is 1, as in MULAN; "siblings" shares the cost of the
        parent among its children, and 1 among the roots, so that the loss is at most 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        At least 0; lower is better.

    Raises
    ------
    ValueError
        If ``parents`` is no forest over the labels.

    References
    ----------
    .. [1] Cesa-Bianchi, N., Gentile, C., & Zaniboni, L. (2006). Incremental algorithms
       for hierarchical classification. Journal of Machine Learning Research, 7, 31-54.

    Examples
    --------
    >>> from mlclf.metrics import hierarchical_loss
    >>> parents = [-1, 0, 0]  # one root, two leaves
    >>> hierarchical_loss([[1, 1, 0]], [[0, 0, 1]], parents=parents)
    1.0
    >>> hierarchical_loss([[1, 1, 0]], [[1, 0, 1]], parents=parents)
    2.0
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    parents = _check_parents(parents, counts.n_labels)
    cost = _check_costs(costs, parents)
    wrong = counts.true + counts.pred - 2 * counts.both
    wrong.eliminate_zeros()
    wrong.sort_indices()
    row = np.repeat(np.arange(counts.n_samples), np.diff(wrong.indptr))
    first = ~_below_another(row, wrong.indices, parents)
    losses = np.zeros(counts.n_samples)
    np.add.at(losses, row[first], cost[wrong.indices[first]])
    return counts.mean(losses)


def _below_another(row: Ints, label: Ints, parents: Ints) -> Any:
    """Say which cells have another of the cells above them in their row."""
    n_labels = len(parents)
    cells = row * n_labels + label
    below = np.zeros(len(cells), dtype=bool)
    ancestor = parents[label]
    while (ancestor >= 0).any():
        below |= (ancestor >= 0) & np.isin(row * n_labels + ancestor, cells)
        ancestor = np.where(ancestor >= 0, parents[ancestor], -1)
    return below


def _check_parents(parents: Any, n_labels: int) -> Ints:
    parents = np.asarray(parents)
    if parents.shape != (n_labels,) or parents.dtype.kind not in "iu":
        raise ValueError(
            f"parents must hold {n_labels} columns, or -1, as integers, got "
            f"{parents.dtype} of shape {parents.shape}."
        )
    if parents.min() < -1 or parents.max() >= n_labels:
        raise ValueError(
            f"parents must lie between -1 and {n_labels - 1}, got values from "
            f"{parents.min()} to {parents.max()}."
        )
    ancestor = parents
    for _ in range(n_labels):
        ancestor = np.where(ancestor >= 0, parents[ancestor], -1)
        if (ancestor < 0).all():
            return np.asarray(parents, dtype=np.intp)
    raise ValueError(f"parents must have no cycle, got {parents.tolist()}.")


def _check_costs(costs: Any, parents: Ints) -> Floats:
    if isinstance(costs, str) and costs == "unit":
        return np.ones(len(parents))
    if isinstance(costs, str) and costs == "siblings":
        return _shared_costs(parents)
    values = np.asarray(costs)
    if values.shape != parents.shape or values.dtype.kind not in "iuf":
        raise ValueError(
            "costs must be 'unit', 'siblings' or "
            f"{len(parents)} numbers, got {costs!r}."
        )
    return values.astype(float)


def _shared_costs(parents: Ints) -> Floats:
    children = np.bincount(parents + 1, minlength=len(parents) + 1)  # of root, labels
    cost = np.ones(len(parents))
    ancestor = np.arange(len(parents))
    while (ancestor >= 0).any():
        here = ancestor >= 0
        cost[here] /= children[parents[ancestor[here]] + 1]
        ancestor = np.where(here, parents[ancestor], -1)
    return cost
