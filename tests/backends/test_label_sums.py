"""Tests of the sums by label."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from mlclf.backends._label_sums import label_sums


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csr_matrix])
@pytest.mark.parametrize("share", [0.01, 0.5])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_sums_are_those_of_a_loop(container, share, weighted, dtype):
    """
    Row j is the weighted sum of the samples that carry label j, for any container.
    """
    rng = np.random.default_rng(0)
    X = rng.integers(0, 5, size=(60, 7)).astype(dtype)
    Y = (rng.random((60, 9)) < share).astype(np.int8)
    weight = rng.random(60) if weighted else None

    sums = label_sums(container(X), Y, weight)

    scale = np.ones(60) if weight is None else weight
    expected = [(scale[y > 0, None] * X[y > 0]).sum(axis=0) for y in Y.T]
    assert_allclose(sums.toarray() if sp.issparse(sums) else sums, expected)
    assert sums.dtype == np.float64
