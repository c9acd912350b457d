"""Tests of the Levenshtein distance."""

from functools import cache

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from mlclf.metrics import hamming_loss, levenshtein_distance


def edits(a, b):
    """The textbook's recursion, letter by letter."""

    @cache
    def least(i, j):
        if i == 0 or j == 0:
            return i + j
        change = least(i - 1, j - 1) + (a[i - 1] != b[j - 1])
        return min(least(i - 1, j) + 1, least(i, j - 1) + 1, change)

    return least(len(a), len(b))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_it_is_the_textbooks_recursion(seed):
    """
    Row by row, dense and sparse, weighted or not; the Hamming loss bounds it.
    """
    rng = np.random.default_rng(seed)
    n, n_labels = rng.integers(1, 8, size=2)
    Y, Z = rng.integers(0, 2, size=(2, n, n_labels))
    expected = [edits(tuple(y), tuple(z)) / n_labels for y, z in zip(Y, Z)]
    w = rng.random(n) + 0.1

    assert levenshtein_distance(Y, Z) == pytest.approx(np.mean(expected))
    assert levenshtein_distance(Y, sp.csr_array(Z)) == pytest.approx(np.mean(expected))
    weighted = levenshtein_distance(Y, Z, sample_weight=w)
    assert weighted == pytest.approx(np.average(expected, weights=w))
    assert levenshtein_distance(Y, Z) <= hamming_loss(Y, Z) + 1e-12


def test_rows_are_taken_in_parts(monkeypatch):
    """
    The parts that memory allows give the same mean.
    """
    rng = np.random.default_rng(0)
    Y, Z = rng.integers(0, 2, size=(2, 50, 6))
    whole = levenshtein_distance(Y, Z)

    monkeypatch.setattr("mlclf.metrics._levenshtein._CELLS", 20)

    assert levenshtein_distance(Y, Z) == pytest.approx(whole)


def test_other_shapes_are_refused():
    """
    What, must be, was.
    """
    with pytest.raises(ValueError, match=r"y_pred must have .*\(1, 2\)"):
        levenshtein_distance([[0, 1]], [[0, 1, 1]])
