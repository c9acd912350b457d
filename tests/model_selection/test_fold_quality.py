"""Tests of the measures of folds."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from sklearn.model_selection import KFold

from mlclf.model_selection import describe_folds

# Three of four rows carry label 0, one carries label 1, one both.
Y = np.array([[1, 1], [1, 0], [1, 0], [0, 0]])
SPLITS = [([2, 3], [0, 1]), ([0, 1], [2, 3])]


def test_measures_by_hand():
    """
    Test sets {0, 1} and {2, 3}. Label 0: counts 2 and 1 where 1.5 are due, odds 2/0
    (left out) in the first. Label 1: counts 1 and 0 where 0.5 is due, odds 1 and 0
    where the data have 1/3, so that LD = (2/3 + 1/3) / 2 = 1/2. The one pair is
    carried by the same row as label 1.
    """
    quality = describe_folds(Y, SPLITS)

    assert_array_equal(quality.fold_sizes, [2, 2])
    assert_array_equal(quality.counts, [[2, 1], [1, 0]])
    assert quality.count_error == 0.5
    assert quality.prevalence_error == 0.25
    assert quality.pair_count_error == 0.5
    assert quality.label_distribution == pytest.approx(0.5)
    assert quality.pair_distribution == pytest.approx(0.5)
    assert quality.examples_distribution == 0
    assert quality.missing == 0


def test_missing_labels_are_counted():
    """
    A label with one positive per fold that a fold lacks is missing there; one with
    fewer positives cannot be everywhere.
    """
    y = np.array([[1, 1], [1, 0], [0, 0], [0, 0]])

    assert describe_folds(y, SPLITS).missing == 1


@pytest.mark.parametrize("container", [np.array, sp.csr_matrix, list])
def test_splitters_and_containers(container):
    """
    A splitter is as good as its splits, and any container as good as an array.
    """
    quality = describe_folds(container(Y.tolist()), KFold(2))

    assert quality.count_error == 0.5


def test_it_prints_a_table():
    """
    Each measure has a line, in words.
    """
    lines = str(describe_folds(Y, SPLITS)).splitlines()

    assert len(lines) == 8
    assert lines[1].startswith("largest count error of a label")
    assert lines[1].endswith("0.5 rows")


@pytest.mark.parametrize(
    ("cv", "message"),
    [
        (5, "cv must be a splitter or an iterable of (train, test), got 5."),
        ([([0], [])], "a test set must hold at least one row."),
    ],
)
def test_what_is_no_split_is_refused(cv, message):
    """
    Numbers of folds, and test sets of nothing.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        describe_folds(Y, cv)


def test_no_splits_are_refused():
    """
    The error says what is missing.
    """
    with pytest.raises(
        ValueError, match=r"^cv must give at least one split, got none\.$"
    ):
        describe_folds(Y, [])
