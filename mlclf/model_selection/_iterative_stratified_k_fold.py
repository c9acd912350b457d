"""K folds in which every label has its share."""

from numbers import Integral

import numpy as np
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import check_random_state

from mlclf._sklearn import (
    Interval,
    Options,
    check_parameters,
    num_samples,
)
from mlclf.model_selection._assignment import assign_even_folds, warn_of_groups


class IterativeStratifiedKFold(BaseCrossValidator):
    """K-fold cross-validation that keeps the share of every label in every fold.

    Scikit-learn's :class:`~sklearn.model_selection.StratifiedKFold` refuses label
    indicators. Here the rows are dealt by the published greedy algorithm, rarest
    label first [1]_, of labels or of pairs of labels [2]_, and then refined by swaps
    between folds, since the greedy algorithm alone is hardly better than chance when
    labels are many.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2.

    order : {1, 2}, default=1
        1 balances labels; 2 balances pairs of labels as well, which takes longer.

    refine : bool, default=True
        Whether rows are swapped between the greedy folds until the count of every
        label in every fold is within 2 rows of its share, wherever that is found
        possible, and fold sizes differ by one at most. A label with ``n_splits``
        positives or more then appears in every fold, on the same condition.
        False gives the published algorithm, whose folds differ in size.

    random_state : int, RandomState instance or None, default=None
        Breaks ties and chooses swaps. Pass an int for the same folds at every call.

    See Also
    --------
    describe_folds : Measure how well folds keep the distribution of labels.
    IterativeStratifiedGroupKFold : Folds that keep groups of rows together.
    RepeatedIterativeStratifiedKFold : Repeat it with other random choices.

    References
    ----------
    .. [1] Sechidis, K., Tsoumakas, G., & Vlahavas, I. (2011). On the stratification
       of multi-label data. ECML PKDD, 145-158.
    .. [2] Szymański, P., & Kajdanowicz, T. (2017). A network perspective on
       stratification of multi-label data. LIDTA, PMLR 74, 22-35.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import IterativeStratifiedKFold
    >>> y = np.array([[1, 0], [1, 1], [0, 1], [1, 0], [0, 0], [0, 0]])
    >>> X = np.zeros((6, 1))
    >>> cv = IterativeStratifiedKFold(n_splits=2, random_state=0)
    >>> [y[test].sum(axis=0).tolist() for _, test in cv.split(X, y)]
    [[2, 1], [1, 1]]
    """

    _parameter_constraints: dict = {
        "n_splits": [Interval(Integral, 2, None, closed="left")],
        "order": [Options(Integral, {1, 2})],
        "refine": ["boolean"],
        "random_state": ["random_state"],
    }

    def __init__(self, n_splits=5, *, order=1, refine=True, random_state=None):
        self.n_splits = n_splits
        self.order = order
        self.refine = refine
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

        groups : object
            Ignored, with a warning: see :class:`IterativeStratifiedGroupKFold`.

        Yields
        ------
        train : ndarray
            Row numbers of the training set.

        test : ndarray
            Row numbers of the test set.
        """
        warn_of_groups(groups, self, "IterativeStratifiedGroupKFold")
        return super().split(X, y, groups)

    def _iter_test_masks(self, X, y=None, groups=None):  # noqa: ARG002 - scikit-learn's
        n_samples = num_samples(X)
        if self.n_splits > n_samples:
            raise ValueError(
                f"n_splits must be at most the number of samples, {n_samples}, got "
                f"{self.n_splits}."
            )
        folds = assign_even_folds(
            y,
            self.n_splits,
            order=self.order,
            refine=self.refine,
            rng=check_random_state(self.random_state),
        )
        for fold in range(self.n_splits):
            yield np.asarray(folds == fold)
