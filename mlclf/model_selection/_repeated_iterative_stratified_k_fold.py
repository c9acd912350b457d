"""Stratified k folds, several times over."""

from numbers import Integral

from sklearn.utils import check_random_state

from mlclf._sklearn import Interval
from mlclf.model_selection._iterative_stratified_k_fold import (
    IterativeStratifiedKFold,
)


class RepeatedIterativeStratifiedKFold(IterativeStratifiedKFold):
    """Repeat :class:`IterativeStratifiedKFold` with other random choices.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2.

    n_repeats : int, default=10
        How many times the folds are made anew.

    order : {1, 2}, default=1
        1 balances labels; 2 balances pairs of labels as well, which takes longer.

    refine : bool, default=True
        Whether the greedy folds are refined by swaps.

    random_state : int, RandomState instance or None, default=None
        Seeds the repetitions. Pass an int for the same folds at every call.

    References
    ----------
    .. [1] Sechidis, K., Tsoumakas, G., & Vlahavas, I. (2011). On the stratification
       of multi-label data. ECML PKDD, 145-158.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.model_selection import RepeatedIterativeStratifiedKFold
    >>> y = np.array([[1, 0], [1, 1], [0, 1], [1, 0], [0, 0], [0, 0]])
    >>> cv = RepeatedIterativeStratifiedKFold(2, n_repeats=3, random_state=0)
    >>> len(list(cv.split(np.zeros((6, 1)), y)))
    6
    """

    _parameter_constraints: dict = {
        **IterativeStratifiedKFold._parameter_constraints,
        "n_repeats": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self, n_splits=5, *, n_repeats=10, order=1, refine=True, random_state=None
    ):
        self.n_repeats = n_repeats
        super().__init__(
            n_splits, order=order, refine=refine, random_state=random_state
        )

    def get_n_splits(self, X=None, y=None, groups=None):  # noqa: ARG002 - scikit-learn's
        """Return the number of splits: folds times repetitions.

        Parameters
        ----------
        X, y, groups : object
            Ignored.

        Returns
        -------
        n_splits : int
            Number of splits.
        """
        return self.n_splits * self.n_repeats

    def _iter_test_masks(self, X, y=None, groups=None):
        rng = check_random_state(self.random_state)
        for _ in range(self.n_repeats):
            folds = IterativeStratifiedKFold(
                self.n_splits, order=self.order, refine=self.refine, random_state=rng
            )
            yield from folds._iter_test_masks(X, y, groups)
