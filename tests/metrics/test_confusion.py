"""Tests of the counts that metrics of labels share."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.metrics import multilabel_confusion_matrix

from mlclf.metrics import METRICS, hamming_loss
from mlclf.metrics._confusion import Confusion


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    Y = (rng.random((30, 5)) < 0.4).astype(int)
    return Y, (rng.random((30, 5)) < 0.4).astype(int), rng.random(30)


def test_counts_are_those_of_scikit_learn(data):
    """
    The four outcomes, by label and by sample, are scikit-learn's.
    """
    Y, Z, w = data
    counts = Confusion(Y, Z, w)

    for average, samplewise in (("macro", False), ("samples", True)):
        expected = multilabel_confusion_matrix(
            Y, Z, sample_weight=None if samplewise else w, samplewise=samplewise
        )
        tp, fp, fn, tn, _ = counts.tally(average)
        assert_allclose([[tn, fp], [fn, tp]], np.moveaxis(expected, 0, -1))


@pytest.mark.parametrize("kind", [sp.csr_array, sp.csc_matrix, sp.coo_array, list])
def test_containers_change_nothing(data, kind):
    """
    Sparse matrices, also with stored zeros, and lists give what arrays give.
    """
    Y, Z, w = data
    convert = np.ndarray.tolist if kind is list else kind
    stored_zeros = sp.csr_array(Z)
    stored_zeros.data[:3] = 0

    for metric in (m for m in METRICS.values() if m.input == "labels"):
        expected = metric.function(Y, Z, sample_weight=w)
        assert_allclose(
            metric.function(convert(Y), convert(Z), sample_weight=w), expected
        )
    assert hamming_loss(Y, stored_zeros) == hamming_loss(Y, stored_zeros.toarray())


def test_one_dimension_is_one_label():
    """
    A vector is a matrix of one column.
    """
    assert hamming_loss([0, 1, 1, 0], [0, 1, 0, 0]) == 0.25


def test_an_unknown_average_is_refused(data):
    """
    The message names the averages there are.
    """
    message = (
        "average must be one of ('samples', 'micro', 'macro', 'weighted', None), got "
        "'mean'."
    )

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Confusion(*data).tally("mean")


def test_input_is_left_alone(data):
    """
    Neither dense nor sparse input is changed.
    """
    Y, Z, w = data
    sparse = sp.csr_array(Z)
    before = sparse.copy()
    hamming_loss(Y, sparse, sample_weight=w)

    assert (sparse != before).nnz == 0
