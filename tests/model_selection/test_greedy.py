"""Tests of the greedy stratification, against the published pseudo-code."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from mlclf.model_selection._evidence import evidence
from mlclf.model_selection._greedy import deal, stratify_greedily


def iterative_stratification(E, ratios, rng):
    """Algorithm 1 of Sechidis et al. (2011), row by row.

    Its two random choices, the column among those with fewest rows and the fold among
    those that desire as much, are made by permutations drawn from ``rng``.
    """
    n_samples, n_columns = E.shape
    column_rank = np.argsort(rng.permutation(n_columns))
    desire = np.outer(ratios, E.sum(axis=0))  # c_i^j
    total = ratios * n_samples  # c_i
    folds = np.full(n_samples, -1)

    def assign(i, keys):
        keys = list(keys)
        fold = keys.index(min(keys))
        folds[i] = fold
        desire[fold, E[i] == 1] -= 1
        total[fold] -= 1

    while True:
        left = {j: E[folds < 0, j].sum() for j in range(n_columns)}
        left = {j: n for j, n in left.items() if n > 0}
        if not left:
            break
        j = min(left, key=lambda j: (left[j], column_rank[j]))
        rank = rng.permutation(len(ratios))
        for i in np.flatnonzero((E[:, j] == 1) & (folds < 0)):
            assign(i, zip(-desire[:, j].round(6), -total.round(6), rank))
    rank = rng.permutation(len(ratios))
    for i in np.flatnonzero(folds < 0):
        assign(i, zip(-total.round(6), rank))
    return folds


@given(
    Y=arrays(
        np.int8,
        st.tuples(st.integers(1, 25), st.integers(1, 6)),
        elements=st.integers(0, 1),
    ),
    ratios=st.sampled_from([[0.5, 0.5], [0.2] * 5, [0.7, 0.2, 0.1], [1 / 3] * 3]),
    order=st.sampled_from([1, 2]),
    seed=st.integers(0, 100),
)
def test_equals_the_published_loop(Y, ratios, order, seed):
    """
    With the same random choices, every row goes where the published loop sends it,
    for labels and for pairs of labels.
    """
    E, ratios = evidence(sp.csr_array(Y), order), np.array(ratios)

    folds = stratify_greedily(E, ratios, np.random.RandomState(seed))

    expected = iterative_stratification(
        E.toarray(), ratios, np.random.RandomState(seed)
    )
    assert_array_equal(folds, expected)


def test_equals_the_published_loop_on_many_rows():
    """
    The agreement holds where the desires differ by hundreds of rows.
    """
    rng = np.random.default_rng(0)
    Y = (rng.random((800, 12)) < np.geomspace(0.01, 0.6, 12)).astype(np.int8)
    ratios = np.full(5, 0.2)

    folds = stratify_greedily(sp.csr_array(Y), ratios, np.random.RandomState(3))

    expected = iterative_stratification(Y, ratios, np.random.RandomState(3))
    assert_array_equal(folds, expected)


def test_one_column_is_dealt_as_the_paper_says():
    """
    A label with 5 rows and 2 folds: the desires 2.5 and 2.5 fall in turn, so that the
    folds alternate and one of them gets the fifth row.
    """
    folds = stratify_greedily(
        sp.csr_array(np.ones((5, 1), np.int8)),
        np.array([0.5, 0.5]),
        np.random.RandomState(0),
    )

    assert sorted(np.bincount(folds)) == [2, 3]
    assert_array_equal(folds[:-1], [folds[0], 1 - folds[0]] * 2)


@pytest.mark.parametrize("n_rows", [0, 1, 7])
def test_deal_gives_the_number_of_rows_asked_for(n_rows):
    """
    Folds that desire nothing more are served last, but rows are never lost.
    """
    dealt = deal(np.array([-3.0, 2.0]), np.zeros(2), n_rows, np.arange(2))

    assert len(dealt) == n_rows
    assert_array_equal(dealt[:5], [1] * min(n_rows, 5))
