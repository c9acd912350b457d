"""Tests of the two backends: numpy is the oracle of torch, scipy that of numpy."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend

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


def test_put_sets_one_entry_along_an_axis():
    """
    Values for it, or one number; in place, and the rest stays.
    """
    values = np.arange(4.0).reshape(2, 1, 2)
    for backend in backends():
        A, place = backend.zeros((2, 3, 2)), backend.index(np.array([1]))
        expected = np.zeros((2, 3, 2))

        backend.put(A, 1, place, backend.array(values))
        expected[:, 1] = values[:, 0]
        assert_array_equal(backend.numpy(A), expected)
        backend.put(A, 2, place, 5)
        expected[:, :, 1] = 5
        assert_array_equal(backend.numpy(A), expected)


def test_row_blocks_are_all_rows():
    """
    Every row is in one block, however wide the rows are.
    """
    for width in (0, 3, 10**6):
        blocks = NumpyBackend(float).row_blocks((1000, width))

        assert [i for rows in blocks for i in range(1000)[rows]] == [*range(1000)]


def test_sums_of_labels():
    """
    Counts, weighted counts and weights of each column; a sample of weight zero is not
    there.
    """
    Y = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 1]], dtype=np.int8)
    w = np.array([[0.0], [2.0], [3.0]])
    W = np.array([[1.0, 0, 0], [0, 1, 0], [1, 0, 1]])

    for backend in backends():
        labels = backend.labels(Y)

        for weight in (None, w, W):
            here = np.ones((3, 1)) if weight is None else weight
            on, off = backend.find_values(labels, weight)
            assert_array_equal(on, ((Y == 1) & (here > 0)).any(axis=0))
            assert_array_equal(off, ((Y == 0) & (here > 0)).any(axis=0))
            assert_allclose(backend.weigh(labels, weight), (Y * here).sum(axis=0))


def test_samples_arrive_whatever_their_container():
    """
    Read-only and reversed arrays, single precision, integers, and CSR matrices whose
    entries are stored twice.
    """
    X = np.arange(12.0).reshape(4, 3)
    twice = sp.coo_array(
        (np.ones(3), ([0, 0, 3], [1, 1, 2])), shape=(4, 3), dtype=np.float32
    )
    frozen = X.copy()
    frozen.flags.writeable = False

    for backend in backends():
        for given in (X[::-1, ::2], frozen, X.astype(np.float32), X.astype(int)):
            assert_array_equal(backend.numpy(backend.dense(given)), given)
        csr = sp.csr_array((twice.data, [1, 1, 2], [0, 2, 2, 2, 3]), shape=(4, 3))
        assert_array_equal(backend.numpy(backend.dense(csr)), twice.toarray())


def test_products():
    """
    A @ T + b, dense or sparse, and dots of columns.
    """
    A, T, b = M[:, ::-1] / 100, M.T / 50, np.array([1.0, -1.0])

    for backend in backends():
        put, numpy = backend.array, backend.numpy
        A_csr, _ = backend.sparse(sp.csr_array(A))

        for design in (put(A), A_csr):
            product = numpy(backend.affine(design, put(T), put(b)))
            assert_allclose(product, A @ T + b, rtol=1e-6)
        dots = numpy(backend.dot(put(A), put(A)))
        assert_allclose(dots, (A * A).sum(axis=0), rtol=1e-6)
