"""Tests of the assignment of whole groups to folds."""

import re

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from mlclf.model_selection._group_assignment import assign_groups


def draw(seed, n_samples, n_labels, n_groups):
    rng = np.random.RandomState(seed)
    Y = (rng.random_sample((n_samples, n_labels)) < 0.3).astype(int)
    groups = np.append(np.arange(n_groups), rng.randint(n_groups, size=n_samples))
    return Y, rng.permutation(groups[:n_samples])


def objective(Y, folds, sizes):
    """The sum over folds and labels of (count - share)² / share, in loops."""
    n_samples, n_labels = Y.shape
    total = 0.0
    for fold, size in enumerate(sizes):
        rows = folds == fold
        for j in range(n_labels):
            n_positive = Y[:, j].sum()
            off = Y[rows, j].sum() - n_positive * size / n_samples
            total += off**2 / max(n_positive, 1)
        total += n_labels * (rows.sum() - size) ** 2 / n_samples
    return total


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6), n_folds=st.integers(2, 4), n_groups=st.integers(4, 9)
)
def test_no_move_and_no_swap_improves(seed, n_folds, n_groups):
    """
    Groups are whole, no fold is empty, and no group can be moved, no two be swapped,
    for a better balance: by trying all of them.
    """
    Y, groups = draw(seed, 40, 3, n_groups)
    sizes = np.full(n_folds, 40 / n_folds)

    folds = assign_groups(Y, groups, sizes, rng=np.random.RandomState(seed))

    assert len(np.unique(np.column_stack([groups, folds]), axis=0)) == n_groups
    assert set(folds) == set(range(n_folds))
    found = objective(Y, folds, sizes)
    for g in range(n_groups):
        home = folds[groups == g][0]
        for fold in range(n_folds):
            moved = np.where(groups == g, fold, folds)
            if set(moved) == set(range(n_folds)):
                assert objective(Y, moved, sizes) >= found - 1e-6
        for h in range(n_groups):
            other = folds[groups == h][0]
            swapped = np.where(groups == g, other, folds)
            swapped = np.where(groups == h, home, swapped)
            if home != other:
                assert objective(Y, swapped, sizes) >= found - 1e-6


def test_many_groups_are_searched_in_samples():
    """
    With more groups than are looked at in one step, labels still come close to their
    shares: one row a group is hardly a restriction.
    """
    Y, groups = draw(0, 3000, 8, 1500)
    sizes = np.array([1800, 600, 600])

    folds = assign_groups(Y, groups, sizes, rng=np.random.RandomState(0))

    counts = np.array([Y[folds == fold].sum(axis=0) for fold in range(3)])
    share = np.outer(sizes / 3000, Y.sum(axis=0))
    assert np.abs(counts - share).max() <= 3
    assert np.abs(np.bincount(folds) - sizes).max() <= 3


@pytest.mark.parametrize(
    "container", [list, np.array, pd.Series, pd.Categorical], ids=lambda c: c.__name__
)
def test_groups_may_be_names(container):
    """
    Groups are told apart by value, in any container; y may be sparse.
    """
    Y, groups = draw(1, 60, 4, 12)
    names = container([f"patient {g}" for g in groups])
    sizes = np.full(3, 20)

    by_name = assign_groups(sp.csr_array(Y), names, sizes, rng=np.random.RandomState(0))

    assert len(np.unique(np.column_stack([groups, by_name]), axis=0)) == 12


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (None, "groups must hold one value for each row, got None."),
        (
            [0, 0, 1, 1],
            "groups must hold at least 3 different values, one for each part, got 2.",
        ),
        ([0, 1, 2], "inconsistent numbers of samples: [4, 3]"),
    ],
)
def test_refusals(groups, message):
    """
    Groups that are not there, too few or of another length are refused.
    """
    with pytest.raises(ValueError, match=re.escape(message)):
        assign_groups(np.eye(4, 2), groups, np.full(3, 4 / 3), rng=np.random)
