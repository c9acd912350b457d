"""Tests of the random splits that keep groups whole."""

import numpy as np
import pytest

from mlclf.model_selection import (
    IterativeStratifiedGroupShuffleSplit,
    IterativeStratifiedShuffleSplit,
)

rng = np.random.RandomState(0)
GROUPS = rng.randint(60, size=600)
Y = (rng.random_sample((600, 6)) < np.geomspace(0.05, 0.6, 6)).astype(int)


@pytest.mark.parametrize(
    ("sizes", "n_test", "n_train"),
    [
        ({"test_size": 0.25}, 150, 450),
        ({"test_size": 60, "train_size": 0.5}, 60, 300),
        ({}, 120, 480),
    ],
)
def test_sizes_count_rows(sizes, n_test, n_train):
    """
    Parts have the number of rows asked for but for half a group; no group is in two
    of them, and every label has its share but for some rows.
    """
    cv = IterativeStratifiedGroupShuffleSplit(3, random_state=0, **sizes)

    for train, test in cv.split(Y, Y, GROUPS):
        assert abs(len(test) - n_test) <= 5
        assert abs(len(train) - n_train) <= 5
        assert not set(GROUPS[train]) & set(GROUPS[test])
        assert np.abs(Y[test].sum(axis=0) - Y.sum(axis=0) * len(test) / 600).max() <= 6


def test_splits_differ_and_repeat_by_seed():
    """
    Splits of one splitter differ; the same seed gives the same ones.
    """
    cv = IterativeStratifiedGroupShuffleSplit(2, random_state=1)

    first, second = (set(test) for _, test in cv.split(Y, Y, GROUPS))

    assert first != second
    assert [set(test) for _, test in cv.split(Y, Y, GROUPS)] == [first, second]


def test_splits_of_rows_say_that_they_ignore_groups():
    """
    Groups given to the splitter of rows raise a warning that names the remedy.
    """
    message = (
        "groups is ignored by IterativeStratifiedShuffleSplit: "
        "IterativeStratifiedGroupShuffleSplit keeps groups together."
    )

    with pytest.warns(UserWarning, match=f"^{message}$"):
        next(IterativeStratifiedShuffleSplit(1).split(Y, Y, GROUPS))
