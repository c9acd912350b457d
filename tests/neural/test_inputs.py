"""Scaling of the inputs, and the validation part."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.neural._inputs import InputScaler


def test_dense_features_are_standardized():
    """
    Dense features have mean 0 and variance 1; a constant one becomes 0.
    """
    X = np.random.default_rng(0).normal(5, 3, size=(50, 3))
    X[:, 1] = 7.0

    scaled = InputScaler().fit(X).transform(X)

    assert scaled.dtype == np.float32
    assert_allclose(scaled.mean(axis=0), 0, atol=1e-6)
    assert_allclose(scaled.std(axis=0), [1, 0, 1], rtol=1e-5)


def test_pictures_are_standardized_by_channel():
    """
    Of samples (n, channels, h, w), each channel has mean 0 and variance 1.
    """
    X = np.random.default_rng(0).normal([[[5]], [[0]]], [[[3]], [[1]]], (40, 2, 3, 4))
    X[:, 0, 0, 0] = 5  # a corner that is always the same stays what it is to others
    weights = np.ones(40)

    for sample_weight in (None, weights):
        scaled = InputScaler().fit(X, sample_weight).transform(X)

        assert_allclose(scaled.mean(axis=(0, 2, 3)), 0, atol=1e-6)
        assert_allclose(scaled.std(axis=(0, 2, 3)), 1, rtol=1e-5)
        assert np.ptp(scaled[:, 0, 0, 0]) == 0


def test_sparse_rows_have_one_length():
    """
    Where most features are zero, the zeros stay and every row has the same length;
    an empty row stays empty.
    """
    X = np.zeros((20, 30))
    X[np.arange(5), np.arange(5)] = [1.0, 2.0, 1.0, 2.0, 1.0]
    X[:5, 10] = 1.0

    scaled = InputScaler(sparse=False).fit(X).transform(X)

    assert_allclose(np.linalg.norm(scaled, axis=1), [4.0] * 5 + [0.0] * 15, rtol=1e-6)
    assert_allclose(scaled[1, 1] / scaled[1, 10], 2, rtol=1e-6)
    assert_array_equal(scaled != 0, X != 0)


@pytest.mark.parametrize("stays_sparse", [True, False])
def test_the_container_changes_nothing(stays_sparse):
    """
    Dense and sparse arrays of the same values are scaled to the same result.
    """
    X = sp.random_array((30, 20), density=0.05, rng=np.random.default_rng(0))

    scaler = InputScaler(sparse=stays_sparse)
    dense = scaler.fit(X.toarray()).transform(X.toarray())
    sparse = scaler.fit(X.tocsr()).transform(X.tocsr())

    assert sp.issparse(dense) == sp.issparse(sparse) == stays_sparse
    if stays_sparse:
        dense, sparse = dense.toarray(), sparse.toarray()
    assert_array_equal(dense, sparse)
