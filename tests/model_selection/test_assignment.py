"""Tests of the way from label indicators to folds."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from mlclf.model_selection._assignment import assign_even_folds, assign_sized_folds
from mlclf.model_selection._greedy import stratify_greedily

indicators = arrays(
    np.int8,
    st.tuples(st.integers(5, 30), st.integers(0, 5)),
    elements=st.integers(0, 1),
)


@settings(deadline=None, max_examples=50)
@given(Y=indicators, n_folds=st.integers(2, 5), order=st.sampled_from([1, 2]))
def test_even_folds_differ_by_one_row_at_most(Y, n_folds, order):
    """
    Whatever the labels, and even without any, refined folds are as even as division
    allows.
    """
    folds = assign_even_folds(
        Y, n_folds, order=order, refine=True, rng=np.random.RandomState(0)
    )

    assert np.ptp(np.bincount(folds, minlength=n_folds)) <= 1


@settings(deadline=None, max_examples=50)
@given(Y=indicators, first=st.integers(1, 4), refine=st.booleans())
def test_sizes_are_honored(Y, first, refine):
    """
    The folds have the sizes asked for, refined or not.
    """
    sizes = np.array([first, len(Y) - first])

    folds = assign_sized_folds(
        Y, sizes, order=1, refine=refine, rng=np.random.RandomState(0)
    )

    assert_array_equal(np.bincount(folds, minlength=2), sizes)


def test_without_refinement_it_is_the_greedy_algorithm():
    """
    ``refine=False`` gives the published folds of the rows in a random order.
    """
    Y = np.random.default_rng(0).integers(2, size=(50, 4))
    rng = np.random.RandomState(7)
    rows = rng.permutation(50)
    greedy = stratify_greedily(sp.csr_array(Y[rows]), np.full(3, 1 / 3), rng)

    folds = assign_even_folds(Y, 3, order=1, refine=False, rng=np.random.RandomState(7))

    assert_array_equal(folds[rows], greedy)


@pytest.mark.parametrize("refine", [True, False])
def test_folds_do_not_follow_the_order_of_the_rows(refine):
    """
    A fifth of the rows is drawn from everywhere, and another seed draws others: two
    test sets of 200 of 1,000 rows share about 40.
    """
    Y = (np.random.default_rng(0).random((1000, 10)) < 0.1).astype(int)
    sizes = np.array([800, 200])

    first, second = (
        np.flatnonzero(
            assign_sized_folds(
                Y, sizes, order=1, refine=refine, rng=np.random.RandomState(seed)
            )
        )
        for seed in (0, 1)
    )

    assert 430 < first.mean() < 570  # 500 ± 3.8 standard errors
    assert 15 < len(np.intersect1d(first, second)) < 70
