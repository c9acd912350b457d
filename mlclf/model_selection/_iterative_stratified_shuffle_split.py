"""Random splits in which every label has its share."""

from numbers import Integral, Real

import numpy as np
from sklearn.model_selection import BaseShuffleSplit
from sklearn.utils import check_random_state

from mlclf._sklearn import (
    Interval,
    Options,
    check_parameters,
    num_samples,
    shuffle_split_sizes,
)
from mlclf.model_selection._assignment import assign_sized_folds, warn_of_groups

SIZE = [
    Interval(Real, 0, 1, closed="neither"),
    Interval(Integral, 1, None, closed="left"),
    None,
]


class IterativeStratifiedShuffleSplit(BaseShuffleSplit):
    """Split at random into a training and a test set with every label's share.

    Both sizes are honored exactly: when they leave rows over, these are a third,
    equally stratified part that belongs to neither.

    Parameters
    ----------
    n_splits : int, default=10
        Number of splits.

    test_size : float or int, default=None
        Share or number of the test rows. None is what ``train_size`` leaves, or a
        tenth when neither is given.

    train_size : float or int, default=None
        Share or number of the training rows. None is what ``test_size`` leaves.

    order : {1, 2}, default=1
        1 balances labels; 2 balances pairs of labels as well, which takes longer.

    refine : bool, default=True
        Whether rows are swapped until the count of every label is within 2 rows of
        its share, wherever that is found possible. False gives the published greedy
        algorithm, with its sizes corrected.

    random_state : int, RandomState instance or None, default=None
        Breaks ties and chooses swaps. Pass an int for the same splits at every call.

    See Also
    --------
    IterativeStratifiedGroupShuffleSplit : Splits that keep groups of rows together.
    iterative_train_test_split : One such split of arrays.

    References
    ----------
    .. [1] Sechidis, K., Tsoumakas, G., & Vlahavas, I. (2011). On the stratification
       of multi-label data. ECML PKDD, 145-158.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import IterativeStratifiedShuffleSplit
    >>> y = np.tile([[1, 0], [1, 1], [0, 1], [0, 0]], (5, 1))
    >>> cv = IterativeStratifiedShuffleSplit(1, test_size=0.2, random_state=0)
    >>> train, test = next(cv.split(np.zeros((20, 1)), y))
    >>> len(train), len(test), y[test].sum(axis=0).tolist()
    (16, 4, [2, 2])
    """

    _parameter_constraints: dict = {
        "n_splits": [Interval(Integral, 1, None, closed="left")],
        "test_size": SIZE,
        "train_size": SIZE,
        "order": [Options(Integral, {1, 2})],
        "refine": ["boolean"],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        n_splits=10,
        *,
        test_size=None,
        train_size=None,
        order=1,
        refine=True,
        random_state=None,
    ):
        super().__init__(
            n_splits,
            test_size=test_size,
            train_size=train_size,
            random_state=random_state,
        )
        self.order = order
        self.refine = refine
        check_parameters(self)

    def split(self, X, y, groups=None):
        """Generate the rows of each training and test set.

        Parameters
        ----------
        X : object of n_samples rows
            Samples; only their number matters.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        groups : object
            Ignored, with a warning: see :class:`IterativeStratifiedGroupShuffleSplit`.

        Yields
        ------
        train : ndarray
            Row numbers of the training set, in random order.

        test : ndarray
            Row numbers of the test set, in random order.
        """
        warn_of_groups(groups, self, "IterativeStratifiedGroupShuffleSplit")
        return super().split(X, y, groups)

    def _iter_indices(self, X, y=None, groups=None):  # noqa: ARG002 - scikit-learn's
        n_samples = num_samples(X)
        n_train, n_test = shuffle_split_sizes(
            n_samples, self.test_size, self.train_size, default_test_size=0.1
        )
        sizes = np.array([n_train, n_test, n_samples - n_train - n_test])
        rng = check_random_state(self.random_state)
        for _ in range(self.n_splits):
            folds = assign_sized_folds(
                y, sizes[sizes > 0], order=self.order, refine=self.refine, rng=rng
            )
            order = rng.permutation(n_samples)
            yield order[folds[order] == 0], order[folds[order] == 1]
