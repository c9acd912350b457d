"""Tests of the preconditioners: numpy.linalg.inv is the oracle."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.solvers._backend import NumpyBackend
from mlclf.solvers._preconditioner import (
    CholeskyPreconditioner,
    DiagonalPreconditioner,
    inverse_factor,
    nested_families,
)

BACKEND = NumpyBackend(np.float64)
RIDGE = np.array([[1.0], [2.0], [3.0], [0.0]])
rng = np.random.default_rng(0)
A = rng.normal(size=(30, 3))
CORRELATION = A.T @ A / 30
G = rng.normal(size=(4, 3))


def test_diagonal_divides():
    """
    Each entry is divided by curvature + ridge.
    """
    pre = DiagonalPreconditioner(RIDGE, np.array([1.0, 2.0, 4.0]), BACKEND)

    assert_allclose(pre.apply(G), G / (RIDGE + np.array([1, 2, 4])))
    assert_allclose(pre.take([2]).apply(G[:, [2]]), G[:, [2]] / (RIDGE + 4))


def test_one_factor_inverts_every_leading_part():
    """
    A column that uses some features gets the inverse over those features alone, and
    zeros elsewhere.
    """
    order = np.array([2, 0, 1])
    factor = inverse_factor(CORRELATION, 5.0, RIDGE[:3, 0], order)
    H = 5 * CORRELATION + np.diag(RIDGE[:3, 0])
    rows = np.arange(3)[:, None] < [3, 1, 2]
    pre = CholeskyPreconditioner(
        [factor], np.zeros(3, dtype=int), rows.astype(float), np.full(3, 5.0), BACKEND
    )

    applied = pre.apply(G)

    for j, uses in enumerate(([0, 1, 2], [2], [0, 2])):
        expected = np.zeros(3)
        expected[uses] = np.linalg.solve(H[np.ix_(uses, uses)], G[uses, j])
        assert_allclose(applied[:3, j], expected, atol=1e-12)
    assert_allclose(applied[3], G[3] / 5)
    assert_allclose(pre.take([1, 2]).apply(G[:, 1:]), applied[:, 1:])


def test_families_of_two_chains():
    """
    Links of two chains over labels (0, 1, 2) and (2, 1, 0): two nested families.
    """
    masks = np.array([[0, 1, 1, 0, 0, 0], [0, 0, 1, 0, 0, 1], [0, 0, 0, 0, 1, 1]]) > 0

    family, orders = nested_families(masks)

    for j in range(6):
        order, size = orders[family[j]], masks[:, j].sum()
        assert_array_equal(np.sort(order[:size]), np.flatnonzero(masks[:, j]))
    assert len(orders) == 2
