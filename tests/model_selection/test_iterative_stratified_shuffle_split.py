"""Tests of the stratified random splits."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.model_selection import ShuffleSplit, cross_val_score
from sklearn.tree import DecisionTreeClassifier

from mlclf.model_selection import IterativeStratifiedShuffleSplit, describe_folds


@pytest.fixture
def y():
    rng = np.random.default_rng(0)
    return (rng.random((1000, 30)) < np.geomspace(0.006, 0.4, 30)).astype(int)


@pytest.mark.parametrize("refine", [False, True])
@pytest.mark.parametrize(
    "sizes",
    [
        {},
        {"test_size": 0.2},
        {"train_size": 333},
        {"test_size": 100, "train_size": 200},
        {"test_size": 0.3, "train_size": 0.25},
    ],
)
def test_both_sizes_are_honored(y, sizes, refine):
    """
    The sizes are those that scikit-learn's ShuffleSplit gives, and no row is in both
    parts.
    """
    train, test = next(
        IterativeStratifiedShuffleSplit(1, **sizes, refine=refine).split(y, y)
    )
    expected = next(ShuffleSplit(1, **sizes).split(y))

    assert (len(train), len(test)) == tuple(map(len, expected))
    assert len(np.intersect1d(train, test)) == 0


def test_both_parts_have_every_label_s_share(y):
    """
    With rows left over, the training and the test part are balanced all the same.
    """
    cv = IterativeStratifiedShuffleSplit(
        2, test_size=200, train_size=500, random_state=0
    )
    splits = list(cv.split(y, y))

    assert describe_folds(y, splits).count_error <= 2
    assert describe_folds(y, [(b, a) for a, b in splits]).count_error <= 2


def test_splits_differ_and_seeds_are_honored(y):
    """
    The splits of one call differ; another call with the same seed repeats them.
    """
    cv = IterativeStratifiedShuffleSplit(2, random_state=0)
    (_, first), (_, second) = cv.split(y, y)
    (_, again), _ = cv.split(y, y)

    assert_array_equal(first, again)
    assert sorted(first) != sorted(second)


def test_rows_come_in_random_order(y):
    """
    The row numbers are shuffled, as ShuffleSplit's are.
    """
    train, _ = next(IterativeStratifiedShuffleSplit(1, random_state=0).split(y, y))

    assert np.abs(np.corrcoef(train, np.arange(len(train)))[0, 1]) < 0.1


def test_it_works_as_cv(y):
    """
    Cross-validation accepts it as ``cv``.
    """
    cv = IterativeStratifiedShuffleSplit(3, random_state=0)

    assert len(cross_val_score(DecisionTreeClassifier(), y, y, cv=cv)) == 3


@pytest.mark.parametrize(
    ("params", "name"),
    [({"test_size": 0}, "test_size"), ({"train_size": 1.5}, "train_size")],
)
def test_parameters_are_checked(params, name):
    """
    A wrong parameter is named at once, when the splitter is made.
    """
    with pytest.raises(ValueError, match=f"The '{name}' parameter"):
        IterativeStratifiedShuffleSplit(**params)


def test_more_rows_than_there_are_are_refused(y):
    """
    The error is scikit-learn's.
    """
    with pytest.raises(ValueError, match="should be smaller than the number of"):
        next(IterativeStratifiedShuffleSplit(test_size=900, train_size=200).split(y, y))
