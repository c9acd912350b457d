"""Tests of the swaps that refine folds."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.model_selection._evidence import count_by_fold, evidence
from mlclf.model_selection._refinement import _Balance, equalize_sizes, refine_folds


@pytest.fixture
def folded():
    """Labels of very different prevalences, and folds drawn at random."""
    rng = np.random.default_rng(0)
    Y = (rng.random((600, 40)) < np.geomspace(0.01, 0.5, 40)).astype(np.int8)
    return sp.csr_array(Y), rng.integers(4, size=600)


def count_errors(Y, folds, sizes):
    share = np.outer(sizes / len(folds), Y.sum(axis=0))
    return np.abs(count_by_fold(Y, folds, len(sizes)) - share)


def test_random_folds_become_balanced(folded):
    """
    Every label comes within 2 rows of its share in every fold, and the folds get
    exactly the sizes asked for, even from folds drawn at random.
    """
    Y, folds = folded
    sizes = np.array([300, 150, 100, 50])

    equalize_sizes(Y, folds, sizes)
    refined = refine_folds(Y, folds, sizes, 40, np.random.RandomState(0))

    assert_array_equal(np.bincount(refined), sizes)
    assert count_errors(Y, folds, sizes).max() > 5
    assert count_errors(Y, refined, sizes).max() <= 2


@pytest.mark.parametrize("n_labels", [40, 10])
def test_the_cost_of_a_swap_is_the_penalty_lost(folded, n_labels):
    """
    After a visit the tracked deviations are those counted from the folds.
    """
    Y, folds = folded
    sizes = np.bincount(folds)
    balance = _Balance(Y, folds, sizes, n_labels)

    balance.visit(0, 1, np.arange(600))

    share = np.outer(sizes / 600, Y.sum(axis=0))
    assert (balance.folds != folds).sum() > 10
    assert_allclose(balance.off, count_by_fold(Y, balance.folds, 4) - share, atol=1e-3)


def test_rare_labels_reach_every_fold():
    """
    A label with as many positives as there are folds appears in each of them.
    """
    rng = np.random.default_rng(1)
    Y = np.zeros((500, 60), np.int8)
    for j in range(60):
        Y[rng.choice(500, 5 + j % 3, replace=False), j] = 1
    sizes, folds = np.full(5, 100), np.repeat(np.arange(5), 100)

    refined = refine_folds(sp.csr_array(Y), folds, sizes, 60, np.random.RandomState(0))

    assert count_by_fold(sp.csr_array(Y), refined, 5).min() == 1


def test_pairs_are_balanced_beside_labels(folded):
    """
    Columns of label pairs lower the deviation of pairs; labels stay within 2 rows.
    """
    Y, folds = folded
    sizes = np.bincount(folds)
    both = evidence(Y, 2)

    alone = refine_folds(Y, folds, sizes, 40, np.random.RandomState(0))
    paired = refine_folds(both, folds, sizes, 40, np.random.RandomState(0))

    assert count_errors(Y, paired, sizes).max() <= 2
    assert (
        count_errors(both, paired, sizes).mean()
        < count_errors(both, alone, sizes).mean()
    )


def test_what_cannot_be_balanced_ends():
    """
    Rows of 30 labels each, all different, leave no way to balance: the search gives
    up, and the folds keep their sizes.
    """
    Y = sp.csr_array(np.kron(np.eye(4, dtype=np.int8), np.ones((1, 30), np.int8)))
    folds = np.array([0, 0, 1, 1])

    refined = refine_folds(Y, folds, np.array([2, 2]), 120, np.random.RandomState(0))

    assert_array_equal(np.bincount(refined), [2, 2])


def test_many_labels_on_few_rows_come_within_two_rows():
    """
    A hundred and seventy frequent labels leave 500 rows little room: the search goes
    on until all but some cells of 870 are within two rows of their share.
    """
    rng = np.random.RandomState(1)
    scores = rng.randn(502, 12) @ rng.randn(12, 174) * 0.3
    scores += rng.normal(-3.2, 1.2, 174) + rng.logistic(size=(502, 174))
    Y = sp.csr_array((scores > 0).astype(np.int8))
    sizes = np.array([101, 101, 100, 100, 100])
    folds = rng.permutation(np.repeat(np.arange(5), sizes))

    refined = refine_folds(Y, folds, sizes, 174, np.random.RandomState(0))

    assert (count_errors(Y, refined, sizes) > 2 + 1e-6).sum() <= 1
