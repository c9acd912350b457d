"""Tests of the sorting that metrics of scores share."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.metrics._orders import curve, order_cells, order_labels, top_labels


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_best_labels_are_those_of_a_stable_sort(seed):
    """
    The k best labels come best first, and the first of tied labels is preferred.
    """
    rng = np.random.default_rng(seed)
    S = rng.integers(0, 3, size=(7, 6)).astype(float)
    k = rng.integers(1, 7)

    got = top_labels(S, k)

    assert_array_equal(got, np.argsort(-S, axis=1, kind="stable")[:, :k])


def test_labels_not_stored_are_not_among_the_best():
    """
    Rows of sparse scores that store fewer than k labels end in -1.
    """
    S = sp.csr_array(([0.2, 0.0, 0.9], [3, 1, 0], [0, 2, 2, 3]), shape=(3, 4))

    assert_array_equal(top_labels(S, 2), [[3, 1], [-1, -1], [0, -1]])


def test_large_matrices_are_sorted_in_blocks(monkeypatch):
    """
    The answer does not depend on the size of a block.
    """
    S = np.random.default_rng(0).random((20, 7))
    whole = top_labels(S, 3)
    monkeypatch.setitem(top_labels.__globals__, "_BLOCK", 15)

    assert_array_equal(top_labels(S, 3), whole)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_counts_at_thresholds_by_loops(seed):
    """
    Sparse or dense, by label or over all cells: the counts at each threshold are those
    of a comparison with it.
    """
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, size=(6, 3))
    S = rng.integers(1, 4, size=(6, 3)) / 4 * (rng.random((6, 3)) < 0.7)
    w = rng.integers(1, 4, size=6).astype(float)
    for score in (S, sp.csr_array(S)):
        orders = [*order_labels(sp.csr_array(Y), score)]
        orders.append(order_cells(sp.csr_array(Y), score))
        columns = [*zip(Y.T, S.T, [w] * 3), (Y.ravel(), S.ravel(), np.repeat(w, 3))]
        for order, (y, s, v) in zip(orders, columns):
            tp, fp = curve(order, w, (v * y).sum(), v.sum())
            cuts = [np.inf, *np.unique(s)[::-1]]
            assert_allclose(tp, [v @ (y * (s >= cut)) for cut in cuts])
            assert_allclose(fp, [v @ ((1 - y) * (s >= cut)) for cut in cuts])
