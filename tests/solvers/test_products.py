"""Tests of products on every core."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from mlclf.solvers import _products
from mlclf.solvers._products import product


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csr_matrix])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("small", [True, False])
def test_blocks_of_rows_are_the_whole_product(container, dtype, small, monkeypatch):
    """
    In one piece or by blocks of rows, sparse or dense, it is X @ B, of X's precision.
    """
    monkeypatch.setattr(_products, "SMALL_WORK", np.inf if small else 0)
    rng = np.random.default_rng(0)
    X = (rng.random((7, 5)) * (rng.random((7, 5)) < 0.5)).astype(dtype)
    B = rng.random((4, 5)).astype(dtype).T

    P = product(container(X), B)

    assert type(P) is np.ndarray
    assert P.dtype == dtype
    assert_allclose(P, X @ B, rtol=1e-5)


def test_a_single_row_is_a_block_of_its_own(monkeypatch):
    """
    Fewer rows than cores are no trouble.
    """
    monkeypatch.setattr(_products, "SMALL_WORK", 0)

    P = product(sp.csr_array([[1.0, 2.0]]), np.eye(2))

    assert_allclose(P, [[1, 2]])


@pytest.mark.parametrize("shape", [(50, 3), (3, 50)])
@pytest.mark.parametrize("n_threads", [2, 3, 7])
def test_every_row_is_computed_by_some_thread(shape, n_threads, monkeypatch):
    """
    Tall or wide, however many threads there are.
    """
    monkeypatch.setattr(_products, "SMALL_WORK", 0)
    monkeypatch.setattr(_products, "count_threads", lambda: n_threads)
    X = sp.random_array(shape, density=0.5, rng=np.random.default_rng(0)).tocsr()
    B = np.random.default_rng(1).random((shape[1], 2))

    assert_allclose(product(X, B), X.toarray() @ B)
