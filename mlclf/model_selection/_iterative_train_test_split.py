"""One stratified split of arrays into training and test parts."""

from sklearn.utils import indexable

from mlclf._sklearn import safe_indexing
from mlclf.model_selection._group_assignment import refuse_with_groups
from mlclf.model_selection._iterative_stratified_group_shuffle_split import (
    IterativeStratifiedGroupShuffleSplit,
)
from mlclf.model_selection._iterative_stratified_shuffle_split import (
    IterativeStratifiedShuffleSplit,
)


def iterative_train_test_split(
    *arrays,
    test_size=None,
    train_size=None,
    order=1,
    refine=True,
    random_state=None,
    stratify=None,
    groups=None,
):
    """Split arrays into training and test parts with every label's share.

    It is called, and answers, as :func:`sklearn.model_selection.train_test_split`,
    but needs no ``stratify``: the labels are the second array.

    Parameters
    ----------
    *arrays : sequence of indexables with n_samples rows
        Lists, arrays, sparse matrices or DataFrames: usually X and y. The second one
        (or the only one) holds the label indicators.

    test_size : float or int, default=None
        Share or number of the test rows. None is what ``train_size`` leaves, or a
        quarter when neither is given.

    train_size : float or int, default=None
        Share or number of the training rows. None is what ``test_size`` leaves.

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
    splitting : list of length 2 * len(arrays)
        The training and the test part of each array, in turn: ``X_train, X_test,
        y_train, y_test``. Each has the type of its array.

    Raises
    ------
    ValueError
        If no array is given, the lengths differ, or the labels are not 0 and 1.

    See Also
    --------
    iterative_split : Split into more than two parts.
    IterativeStratifiedShuffleSplit : The same as a splitter.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import iterative_train_test_split
    >>> X, y = np.arange(20), np.tile([[1, 0], [1, 1], [0, 1], [0, 0]], (5, 1))
    >>> X_train, X_test, y_train, y_test = iterative_train_test_split(
    ...     X, y, test_size=8, random_state=0)
    >>> y_train.sum(axis=0).tolist(), y_test.sum(axis=0).tolist()
    ([6, 6], [4, 4])
    """
    if not arrays:
        raise ValueError("arrays must hold at least one array, got none.")
    arrays = indexable(*arrays)
    y = arrays[min(1, len(arrays) - 1)] if stratify is None else stratify
    if test_size is None and train_size is None:
        test_size = 0.25
    sizes = {"test_size": test_size, "train_size": train_size}
    if groups is None:
        splitter = IterativeStratifiedShuffleSplit(
            1, **sizes, order=order, refine=refine, random_state=random_state
        )
    else:
        refuse_with_groups(order, refine)
        splitter = IterativeStratifiedGroupShuffleSplit(
            1, **sizes, random_state=random_state
        )
    train, test = next(splitter.split(arrays[0], y, groups))
    return [safe_indexing(a, rows) for a in arrays for rows in (train, test)]
