"""Tests of the preconditioners: numpy.linalg.inv is the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend
from mlclf.quasi_newton._preconditioner import (
    CholeskyPreconditioner,
    DiagonalPreconditioner,
    TiledPreconditioner,
    inverse_factors,
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
    factor = inverse_factors(
        CORRELATION, np.array([5.0]), RIDGE[:3, 0], order, BACKEND
    )[0]
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


@pytest.mark.parametrize("masked", [False, True])
def test_tiles_are_the_columns(masked):
    """
    Tiles of many and of few columns of a factor give what its products give, with
    masks and without, of all columns and of some.
    """
    pytest.importorskip("torch", reason="torch is not installed")
    group = np.repeat([0, 1, 3], [70, 1, 130])
    curvature, G = rng.uniform(1, 9, size=201), rng.normal(size=(4, 201))
    masks = (rng.random((3, 201)) < 0.5).astype(float) if masked else None
    backend = TorchBackend(np.float64, "cpu")
    order, levels = np.array([2, 0, 1]), 2.0 ** np.arange(4)
    factors = inverse_factors(CORRELATION, levels, RIDGE[:3, 0], order, BACKEND)
    loop = CholeskyPreconditioner(factors, group, masks, curvature, BACKEND)

    ours = inverse_factors(
        backend.wide(CORRELATION), levels, RIDGE[:3, 0], order, backend
    )
    tiled = TiledPreconditioner(
        backend.stack(ours),
        group,
        None if masks is None else backend.array(masks),
        backend.array(curvature),
        backend,
    )

    assert_allclose(tiled.apply(backend.array(G)), loop.apply(G), atol=1e-12)
    some = np.array([2, 70, 71, 200])
    applied = tiled.take(some).apply(backend.array(G[:, some]))
    assert_allclose(applied, loop.apply(G)[:, some], atol=1e-12)


def test_a_singular_matrix_has_no_factor():
    """
    Collinear features without a ridge: None from both backends.
    """
    pytest.importorskip("torch", reason="torch is not installed")
    for backend in (BACKEND, TorchBackend(np.float64, "cpu")):
        ones = backend.wide(np.ones((3, 3)))
        levels = np.array([1.0, 2.0])
        ridge, order = np.zeros(3), np.arange(3)
        assert inverse_factors(ones, levels, ridge, order, backend) is None


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
