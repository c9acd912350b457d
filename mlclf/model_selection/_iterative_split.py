"""One stratified split of arrays into any number of parts."""

from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_random_state, indexable

from mlclf._sklearn import num_samples, safe_indexing
from mlclf.model_selection._assignment import assign_sized_folds
from mlclf.model_selection._group_assignment import assign_groups, refuse_with_groups


def iterative_split(
    *arrays,
    sizes=(0.6, 0.2, 0.2),
    order=1,
    refine=True,
    random_state=None,
    stratify=None,
    groups=None,
):
    """Split arrays into several parts with every label's share.

    The default gives a training, a validation and a test part.

    Parameters
    ----------
    *arrays : sequence of indexables with n_samples rows
        Lists, arrays, sparse matrices or DataFrames: usually X and y. The second one
        (or the only one) holds the label indicators.

    sizes : sequence of float or of int, default=(0.6, 0.2, 0.2)
        Share of each part, which sum to 1; or its number of rows, which sum to
        n_samples.

    order : {1, 2}, default=1
        1 balances labels; 2 balances pairs of labels as well, which takes longer.

    refine : bool, default=True
        Whether the greedy split is refined by swaps.

    random_state : int, RandomState instance or None, default=None
        Pass an int for the same split at every call.

    stratify : {array-like, DataFrame, sparse matrix} of shape \
            (n_samples, n_labels), default=None
        Label indicators to stratify by, where they are not the second array.

    groups : array-like of shape (n_samples,), default=None
        The group of each row, where groups must not be divided. Sizes are then met as
        nearly as the groups allow; ``order`` and ``refine`` must have their defaults.

    Returns
    -------
    splitting : list of length len(sizes) * len(arrays)
        The parts of each array, in turn: ``X_train, X_validation, X_test, y_train,
        ...``. Each has the type of its array.

    Raises
    ------
    ValueError
        If no array is given, the lengths differ, or the sizes do not add up.

    See Also
    --------
    iterative_train_test_split : Split into two parts.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import iterative_split
    >>> X, y = np.arange(20), np.tile([[1, 0], [1, 1], [0, 1], [0, 0]], (5, 1))
    >>> parts = iterative_split(X, y, sizes=[0.6, 0.2, 0.2], random_state=0)
    >>> [part.sum(axis=0).tolist() for part in parts[3:]]
    [[6, 6], [2, 2], [2, 2]]
    """
    if not arrays:
        raise ValueError("arrays must hold at least one array, got none.")
    arrays = indexable(*arrays)
    n_samples = num_samples(arrays[0])
    sizes = _count_rows(sizes, n_samples)
    y = arrays[min(1, len(arrays) - 1)] if stratify is None else stratify
    rng = check_random_state(random_state)
    if groups is None:
        parts = assign_sized_folds(y, sizes, order=order, refine=refine, rng=rng)
    else:
        refuse_with_groups(order, refine)
        parts = assign_groups(y, groups, sizes, rng=rng)
    shuffled = rng.permutation(n_samples)
    rows = [shuffled[parts[shuffled] == part] for part in range(len(sizes))]
    return [safe_indexing(array, part) for array in arrays for part in rows]


def _count_rows(sizes, n_samples):
    """Return the number of rows of each part; they sum to ``n_samples``."""
    sizes = list(sizes)
    message = (
        f"sizes must be at least two positive shares that sum to 1, or numbers of rows "
        f"that sum to {n_samples}, got {sizes}."
    )
    if len(sizes) < 2 or not all(isinstance(s, Real) and s > 0 for s in sizes):
        raise ValueError(message)
    if all(isinstance(size, Integral) for size in sizes):
        if sum(sizes) != n_samples:
            raise ValueError(message)
        return np.array(sizes)
    if abs(sum(sizes) - 1) > 1e-6:
        raise ValueError(message)
    if n_samples < len(sizes):
        raise ValueError(
            f"{len(sizes)} parts need as many rows, got n_samples={n_samples}."
        )
    edges = np.round(np.cumsum([0, *sizes]) * n_samples).astype(int)
    counts = np.diff(edges)
    while not counts.all():  # a share of less than half a row still is a part
        counts[counts.argmin()] += 1
        counts[counts.argmax()] -= 1
    return counts
