"""What torch alone has to mind; test_numpy_backend.py compares it with numpy."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

pytest.importorskip("torch", reason="torch is not installed")

from mlclf.backends import _torch_backend
from mlclf.backends._torch_backend import TorchBackend

BACKEND = TorchBackend(np.float32, "cpu")
Y = np.asfortranarray(np.random.default_rng(0).integers(0, 2, size=(9, 7)), np.int8)


def test_rows_are_contiguous():
    """
    Arrays in Fortran's order, and columns chosen from them, come out in C's order:
    kernels that walk through two orders at once are slow.
    """
    labels = BACKEND.labels(Y)

    for tensor in (BACKEND.array(Y), BACKEND.array(labels[:, BACKEND.index([4, 1])])):
        assert tensor.is_contiguous()


def test_labels_are_summed_in_pieces(monkeypatch):
    """
    However few columns fit in a piece, the sums are the same.
    """
    labels = BACKEND.labels(Y)
    weight = np.arange(9.0)[:, None]
    expected = BACKEND.find_values(labels, weight)

    monkeypatch.setattr(_torch_backend, "PIECE", 20)

    assert_array_equal(BACKEND.find_values(labels, weight), expected)
    assert_allclose(BACKEND.weigh(labels, None), Y.sum(axis=0))
    assert_allclose(BACKEND.weigh(labels, weight), weight[:, 0] @ Y)
    assert_allclose(BACKEND.weigh(labels, weight * Y), weight[:, 0] @ Y)


def test_a_matrix_with_nan_has_no_factor():
    """
    A GPU gives one that is NaN, the CPU says that it failed.
    """
    H = np.stack([np.eye(3), np.full((3, 3), np.nan)])

    assert BACKEND.invert_factors(BACKEND.wide(H), slice(None)) is None


def test_blocks_have_bounds():
    """
    On the CPU no more than what is wanted, nor than a few GiB.
    """
    assert BACKEND.block_bytes(100) == 100
    assert BACKEND.block_bytes(2**50) == _torch_backend.BLOCK_BYTES


@pytest.mark.gpu
def test_blocks_leave_memory_to_others():
    """
    What others have taken is not to be had, what torch keeps for itself is.
    """
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device is present")
    free, total = torch.cuda.mem_get_info()

    budget = TorchBackend(np.float32, "cuda").block_bytes(2**50)

    assert 0 < budget <= min(_torch_backend.BLOCK_BYTES, total // 2)
    assert budget >= min(_torch_backend.BLOCK_BYTES, free // 4)


def test_only_large_samples_are_searched_for_zeros(monkeypatch):
    """
    Dense samples stay dense, whatever is in them, unless they are large.
    """
    X = np.eye(200)

    assert not BACKEND.is_mostly_zero(X)

    monkeypatch.setattr(TorchBackend, "dense_bytes", 1000)
    assert BACKEND.is_mostly_zero(X)


def test_sparse_products():
    """
    A CSR matrix and its transpose multiply as scipy has it.
    """
    A = sp.random(8, 5, density=0.4, format="csr", random_state=1)
    tensor, transposed = BACKEND.sparse(A)
    T, R = np.ones((5, 2)), np.ones((8, 2))

    assert_allclose(BACKEND.numpy(tensor @ BACKEND.array(T)), A @ T, rtol=1e-6)
    assert_allclose(BACKEND.numpy(transposed @ BACKEND.array(R)), A.T @ R, rtol=1e-6)


def test_columns_lie_as_before():
    """
    Some columns of a matrix, stored by rows or by columns, are stored like it.
    """
    backend = TorchBackend(float, "cpu")
    A, keep = backend.array(np.arange(12.0).reshape(3, 4)), np.array([2, 0])
    vectors = backend.vectors((3, 4))
    vectors[...] = A

    for given in (A, vectors, vectors[:2]):
        some = backend.columns(given, keep)

        assert_array_equal(some, given[:, keep])
        assert some.is_contiguous() == (given is A)
    assert_array_equal(backend.from_rows(A), A.T)
    assert backend.columns(vectors, keep).T.is_contiguous()
