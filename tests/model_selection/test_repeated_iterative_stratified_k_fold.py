"""Tests of the repeated stratified k folds."""

import numpy as np
import pytest

from mlclf.model_selection import (
    IterativeStratifiedKFold,
    RepeatedIterativeStratifiedKFold,
)

Y = np.random.default_rng(0).integers(2, size=(60, 4))


def folds_of(cv):
    return [test.tolist() for _, test in cv.split(Y, Y)]


def test_it_is_k_fold_with_one_source_of_choices():
    """
    The first repetition is that of IterativeStratifiedKFold with the same source, and
    later repetitions differ from it.
    """
    repeated = folds_of(
        RepeatedIterativeStratifiedKFold(3, n_repeats=2, random_state=4)
    )
    first = folds_of(IterativeStratifiedKFold(3, random_state=np.random.RandomState(4)))

    assert repeated[:3] == first
    assert repeated[3:] != first


def test_the_number_of_splits_is_known():
    """
    There are folds times repetitions, and each repetition tests every row once.
    """
    cv = RepeatedIterativeStratifiedKFold(3, n_repeats=4)
    folds = folds_of(cv)

    assert cv.get_n_splits() == len(folds) == 12
    for start in range(0, 12, 3):
        assert sorted(np.concatenate(folds[start : start + 3])) == list(range(60))


def test_seeds_are_honored():
    """
    The same seed repeats every repetition.
    """
    cv = RepeatedIterativeStratifiedKFold(3, n_repeats=2, random_state=0)

    assert folds_of(cv) == folds_of(cv)


def test_the_number_of_repetitions_is_checked():
    """
    A wrong parameter is named at once.
    """
    with pytest.raises(ValueError, match="The 'n_repeats' parameter"):
        RepeatedIterativeStratifiedKFold(n_repeats=0)
