"""Tests of the two backends: numpy is the oracle of torch, scipy that of numpy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import expit

from mlclf.solvers._backend import NumpyBackend, TorchBackend

M = np.array([[-800.0, -3.0, 0.0], [1e-9, 5.0, 800.0]])


def backends():
    yield NumpyBackend(np.float64)
    yield NumpyBackend(np.float32)
    pytest.importorskip("torch", reason="torch is not installed")
    yield TorchBackend(np.float64, "cpu")


def test_logistic_functions_survive_any_margin():
    """
    No overflow at +-800, and scipy's values in between.
    """
    for backend in backends():
        rtol = 1e-6 if backend.array(M).itemsize == 4 else 1e-14

        sigmoid = backend.numpy(backend.sigmoid(backend.array(M.copy())))
        softplus = backend.numpy(backend.softplus(backend.array(M)))

        assert_allclose(sigmoid, expit(M), rtol=rtol, atol=1e-12)
        assert_allclose(softplus, np.logaddexp(0, M), rtol=rtol, atol=1e-7)


def test_column_operations():
    """
    Inner products, largest magnitudes and selections are made column by column.
    """
    for backend in backends():
        A = backend.array(M / 100)

        assert_allclose(backend.numpy(backend.dot(A, A)), [64, 0.0034, 64], rtol=1e-6)
        assert_allclose(backend.numpy(backend.largest(A)), [8, 0.05, 8], rtol=1e-6)
        kept = backend.numpy(backend.columns(A, np.array([2, 0])))
        assert_allclose(kept, (M / 100)[:, [2, 0]], rtol=1e-6)


def test_row_blocks_are_all_rows():
    """
    Every row is in one block, however wide the rows are.
    """
    for backend in backends():
        for width in (0, 3, 10**6):
            blocks = backend.row_blocks((1000, width))

            assert [i for rows in blocks for i in range(1000)[rows]] == [*range(1000)]
