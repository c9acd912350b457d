"""K folds that keep groups together, with every label's share in every fold."""

from numbers import Integral

import numpy as np
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import check_random_state

from mlclf._sklearn import Interval, check_parameters, num_samples
from mlclf.model_selection._group_assignment import assign_groups


class IterativeStratifiedGroupKFold(BaseCrossValidator):
    """K-fold cross-validation that keeps groups whole and labels in proportion.

    Rows of one group (the images of one patient, the sentences of one document) are
    never in training and test set at once. Among the ways to do so, it searches one
    where folds are of similar size and every label has its share in every fold.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2, and at most the number of groups.

    random_state : int, RandomState instance or None, default=None
        Breaks ties and chooses swaps. Pass an int for the same folds at every call.

    See Also
    --------
    IterativeStratifiedKFold : Folds of single rows, with a tighter balance.
    IterativeStratifiedGroupShuffleSplit : Random splits that keep groups whole.
    sklearn.model_selection.StratifiedGroupKFold : The same for one label.

    Notes
    -----
    Groups are dealt to folds greedily, in random order. Then single groups are moved,
    and pairs of groups swapped, while that lowers the sum over folds and labels of
    (count - share)² / share. The number of rows weighs as much as all labels together.
    A group is indivisible, so no bound on the deviation can be promised.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import IterativeStratifiedGroupKFold
    >>> y = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 1], [0, 0], [1, 1], [0, 0]])
    >>> groups = ["ann", "ann", "bob", "bob", "cat", "cat", "dan", "dan"]
    >>> cv = IterativeStratifiedGroupKFold(n_splits=2, random_state=0)
    >>> [y[test].sum(axis=0).tolist() for _, test in cv.split(y, y, groups)]
    [[2, 2], [2, 2]]
    """

    __metadata_request__split = {"groups": True}

    _parameter_constraints: dict = {
        "n_splits": [Interval(Integral, 2, None, closed="left")],
        "random_state": ["random_state"],
    }

    def __init__(self, n_splits=5, *, random_state=None):
        self.n_splits = n_splits
        self.random_state = random_state
        check_parameters(self)

    def get_n_splits(self, X=None, y=None, groups=None):  # noqa: ARG002 - scikit-learn's
        """Return the number of folds.

        Parameters
        ----------
        X, y, groups : object
            Ignored.

        Returns
        -------
        n_splits : int
            Number of folds.
        """
        return self.n_splits

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
            Row numbers of the training set.

        test : ndarray
            Row numbers of the test set.
        """
        return super().split(X, y, groups)

    def _iter_test_masks(self, X, y=None, groups=None):
        sizes = np.full(self.n_splits, num_samples(X) / self.n_splits)
        folds = assign_groups(
            y, groups, sizes, rng=check_random_state(self.random_state)
        )
        for fold in range(self.n_splits):
            yield folds == fold
