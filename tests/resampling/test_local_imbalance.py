"""Tests of the local imbalance of labels."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.resampling._local_imbalance import local_imbalance
from tests.resampling.samplers import make_data


def measure(X, Y, k=5):
    return local_imbalance(X, Y, n_neighbors=k, metric="euclidean", n_jobs=None)


def test_equals_the_formulas():
    """
    C is the share of the neighbors with the other value, S its share of the label's
    sum over minority values with C below 1, as the papers define them, in loops.
    """
    X, Y = make_data(60)
    X = X + np.random.default_rng(0).normal(scale=1e-3, size=X.shape)  # no ties
    Y[:, 1] = 1 - Y[:, 1]
    Y[:, 1] |= Y[:, 0]  # a label most samples carry: its minority value is 0

    local = measure(X, Y)

    C = np.zeros(Y.shape)
    for i in range(60):
        distances = np.linalg.norm(X - X[i], axis=1)
        distances[i] = np.inf
        neighbors = np.argsort(distances)[:5]
        assert_array_equal(np.sort(local.neighbors[i]), np.sort(neighbors))
        for j in range(5):
            C[i, j] = sum(Y[m, j] != Y[i, j] for m in neighbors) / 5
    S = np.zeros(Y.shape)
    for j in range(5):
        minority_value = 1 if Y[:, j].mean() < 0.5 else 0
        rows = [i for i in range(60) if Y[i, j] == minority_value and C[i, j] < 1]
        total = sum(C[i, j] for i in rows)
        for i in rows:
            S[i, j] = C[i, j] / total if total else 0
    assert Y[:, 1].mean() > 0.5
    assert_allclose(local.opposite, C)
    assert_allclose(local.difficulty, S)


def test_one_sample_has_no_neighborhood():
    """
    The error says how many samples it takes.
    """
    with pytest.raises(ValueError, match=r"^X must hold at least 2 samples, got 1\.$"):
        measure(np.eye(1), np.eye(1, dtype=int))
