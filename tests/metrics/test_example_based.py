"""Tests of Hamming loss and subset accuracy."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from mlclf.metrics import hamming_loss, subset_accuracy, zero_one_loss


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_equal_scikit_learn(seed):
    """
    Hamming loss and subset accuracy, weighted or not, are scikit-learn's.
    """
    rng = np.random.default_rng(seed)
    n, n_labels = rng.integers(1, 12), rng.integers(2, 4)
    Y, Z = rng.integers(0, 2, size=(2, n, n_labels))
    for w in (None, rng.random(n)):
        weight = {"sample_weight": w}

        assert_allclose(hamming_loss(Y, Z, **weight), sk.hamming_loss(Y, Z, **weight))
        accuracy = sk.accuracy_score(Y, Z, **weight)
        assert_allclose(subset_accuracy(Y, Z, **weight), accuracy)
        assert_allclose(zero_one_loss(Y, Z, **weight), 1 - accuracy, atol=1e-12)


def test_an_empty_row_predicted_empty_is_right():
    """
    Rows without labels count like all others.
    """
    Y, Z = [[0, 0], [1, 0]], [[0, 0], [0, 0]]

    assert subset_accuracy(Y, Z) == 0.5
    assert hamming_loss(Y, Z) == 0.25
