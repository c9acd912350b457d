"""Random splits that keep groups together, with every label's share."""

from numbers import Integral

import numpy as np
from sklearn.model_selection import BaseShuffleSplit
from sklearn.utils import check_random_state

from mlclf._sklearn import (
    Interval,
    check_parameters,
    num_samples,
    shuffle_split_sizes,
)
from mlclf.model_selection._group_assignment import assign_groups
from mlclf.model_selection._iterative_stratified_shuffle_split import SIZE


class IterativeStratifiedGroupShuffleSplit(BaseShuffleSplit):
    """Split at random, keeping groups whole and labels in proportion.

    Parameters
    ----------
    n_splits : int, default=10
        Number of splits.

    test_size : float or int, default=None
        Share or number of the test *rows*, met as nearly as whole groups allow. None
        is the complement of ``train_size``, or a fifth when neither is given.

    train_size : float or int, default=None
        Share or number of the training rows. None is the complement of ``test_size``.

    random_state : int, RandomState instance or None, default=None
        Draws the splits. Pass an int for the same splits at every call.

    See Also
    --------
    IterativeStratifiedGroupKFold : Folds that keep groups whole.
    IterativeStratifiedShuffleSplit : Random splits of single rows.
    iterative_train_test_split : One split of arrays; it takes ``groups``, too.

    Notes
    -----
    Scikit-learn's GroupShuffleSplit counts groups where this class counts rows.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import IterativeStratifiedGroupShuffleSplit
    >>> y = np.tile([[1, 0], [1, 1], [0, 1], [0, 0]], (5, 1))
    >>> groups = np.arange(20) // 2
    >>> cv = IterativeStratifiedGroupShuffleSplit(1, test_size=0.2, random_state=0)
    >>> train, test = next(cv.split(y, y, groups))
    >>> len(train), len(test), y[test].sum(axis=0).tolist()
    (16, 4, [2, 2])
    """

    __metadata_request__split = {"groups": True}

    _parameter_constraints: dict = {
        "n_splits": [Interval(Integral, 1, None, closed="left")],
        "test_size": SIZE,
        "train_size": SIZE,
        "random_state": ["random_state"],
    }

    def __init__(
        self, n_splits=10, *, test_size=None, train_size=None, random_state=None
    ):
        super().__init__(
            n_splits,
            test_size=test_size,
            train_size=train_size,
            random_state=random_state,
        )
        check_parameters(self)

    def split(self, X, y, groups=None):
        """Generate the rows of each training and test set.

        Parameters
        ----------
        X : object of n_samples rows
            Samples; only their number matters.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        groups : array-like of shape (n_samples,)
            The group of each row.

        Yields
        ------
        train : ndarray
            Row numbers of the training set, in random order.

        test : ndarray
            Row numbers of the test set, in random order.
        """
        return super().split(X, y, groups)

    def _iter_indices(self, X, y=None, groups=None):
        n_samples = num_samples(X)
        n_train, n_test = shuffle_split_sizes(
            n_samples, self.test_size, self.train_size, default_test_size=0.2
        )
        sizes = np.array([n_train, n_test, n_samples - n_train - n_test])
        rng = check_random_state(self.random_state)
        for _ in range(self.n_splits):
            folds = assign_groups(y, groups, sizes[sizes > 0], rng=rng)
            order = rng.permutation(n_samples)
            yield order[folds[order] == 0], order[folds[order] == 1]
