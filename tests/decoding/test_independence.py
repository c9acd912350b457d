"""Independent labels: the best of all labelsets, by brute force."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.decoding import _independence as independence
from mlclf.decoding import maximize_f, maximize_jaccard


def brute_force(P, utility):
    """Return every labelset, and its expected utility for each row of P."""
    sets = np.array(list(product([0, 1], repeat=P.shape[1])))
    proba = np.where(sets[None], P[:, None], 1 - P[:, None]).prod(axis=2)
    U = np.array([[utility(y, z) for z in sets] for y in sets])
    return sets, proba @ U


def f_beta(beta, zero_division):
    def utility(y, z):
        total = beta**2 * y.sum() + z.sum()
        return (1 + beta**2) * (y * z).sum() / total if total else zero_division

    return utility


def jaccard(zero_division):
    def utility(y, z):
        return (y * z).sum() / (y | z).sum() if (y | z).any() else zero_division

    return utility


def expected_of(Y, sets, expected):
    position = [int("".join(map(str, y)), 2) for y in Y]
    assert_array_equal(sets[position], Y)
    return expected[np.arange(len(Y)), position]


@pytest.mark.parametrize("n_labels", [1, 2, 4, 7])
@pytest.mark.parametrize("zero_division", [0.0, 1.0])
@pytest.mark.parametrize("beta", [1.0, 2.0, 0.5, 0.1, 0.0])
def test_no_labelset_has_a_greater_expected_f(n_labels, zero_division, beta):
    """
    The answer's expected F-beta is the greatest of all 2^L labelsets.
    """
    P = np.random.default_rng(0).random((4, n_labels)) ** 2
    sets, expected = brute_force(P, f_beta(beta, zero_division))

    Y = maximize_f(P, beta=beta, zero_division=zero_division)

    assert_allclose(expected_of(Y, sets, expected), expected.max(axis=1))


@pytest.mark.parametrize("n_labels", [1, 2, 4, 7])
@pytest.mark.parametrize("zero_division", [0.0, 1.0])
def test_no_labelset_has_a_greater_expected_jaccard(n_labels, zero_division):
    """
    The answer's expected Jaccard index is the greatest of all 2^L labelsets.
    """
    P = np.random.default_rng(1).random((4, n_labels)) ** 2
    sets, expected = brute_force(P, jaccard(zero_division))

    Y = maximize_jaccard(P, zero_division=zero_division)

    assert_allclose(expected_of(Y, sets, expected), expected.max(axis=1))


def test_chunks_change_nothing(monkeypatch):
    """
    Rows are decided one by one, however many are computed at once.
    """
    P = np.random.default_rng(0).random((20, 6))
    expected = maximize_f(P), maximize_jaccard(P)

    monkeypatch.setattr(independence, "_CELLS_AT_ONCE", 100)

    assert_array_equal(maximize_f(P), expected[0])
    assert_array_equal(maximize_jaccard(P), expected[1])


def test_certain_labels_are_kept():
    """
    Labels of probability 1 are on, those of probability 0 are off.
    """
    P = np.array([[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])

    assert_array_equal(maximize_f(P), P)
    assert_array_equal(maximize_jaccard(P), P)


def test_impossible_weights_are_refused():
    """
    The recall weighs nothing or something.
    """
    with pytest.raises(ValueError, match=r"^beta must be at least 0, got -1\.$"):
        maximize_f([[0.5]], beta=-1)
