"""Tests of floating-point samples."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf._floats import as_floats, float_dtype

DTYPES = "bool uint8 int8 int16 uint32 int64 uint64 float16 longdouble >f8"


@pytest.mark.parametrize("dtype", DTYPES.split())
def test_other_numbers_become_double(dtype):
    """
    Integers, booleans, halves and long doubles become float64; nothing is changed.
    """
    X = np.array([[0, 1], [1, 0]]).astype(dtype)

    assert as_floats(X).dtype == np.float64
    assert X.dtype == np.dtype(dtype)
    assert_array_equal(as_floats(X), [[0, 1], [1, 0]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_not_copied(dtype):
    """
    Single and double precision stay as they are, sparse ones too.
    """
    X = np.ones((2, 2), dtype=dtype)
    S = sp.csr_array(X)

    assert as_floats(X) is X
    assert as_floats(S) is S
    assert float_dtype(X) == dtype


def test_sparse_samples_and_tensors():
    """
    Sparse integers and integer tensors are converted alike.
    """
    torch = pytest.importorskip("torch", reason="torch is not installed")

    assert as_floats(sp.csr_matrix(np.eye(2, dtype=np.uint8))).dtype == np.float64
    assert as_floats(torch.eye(2, dtype=torch.uint8)).dtype == torch.float64
    assert as_floats(torch.eye(2)).dtype == torch.float32
