"""Tests of the confusion between labels."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlclf.metrics import label_confusion_matrix


def by_rows(Y, Z, w):
    """The paper's cases, row by row."""
    n_labels = Y.shape[1]
    matrix = np.zeros((n_labels + 1, n_labels + 1))
    for y, z, v in zip(Y, Z, w):
        true, pred = set(np.flatnonzero(y)), set(np.flatnonzero(z))
        missed, extra = true - pred, pred - true
        for j in true & pred:
            matrix[j, j] += v
        if missed:
            pairs = [(a, b) for a in missed for b in extra or {n_labels}]
        else:
            pairs = [(a, b) for a in true or {n_labels} for b in extra]
        for pair in pairs:
            matrix[pair] += v
    return matrix


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_equals_the_cases_of_the_paper(seed):
    """
    Exact, too much, too little and mixed rows are counted case by case.
    """
    rng = np.random.default_rng(seed)
    Y, Z = (rng.random((2, 7, 4)) < 0.4).astype(int)
    w = rng.random(7)

    expected = by_rows(Y, Z, w)

    assert_allclose(label_confusion_matrix(Y, Z, sample_weight=w), expected)
    sparse = label_confusion_matrix(sp.csr_array(Y), sp.csr_array(Z), sample_weight=w)
    assert_allclose(sparse, expected)


def test_a_perfect_prediction_is_a_diagonal():
    """
    Only rightly predicted labels count, each where it stands.
    """
    Y = np.array([[1, 1], [1, 0], [0, 0]])

    assert_allclose(label_confusion_matrix(Y, Y), np.diag([2, 1, 0]))
