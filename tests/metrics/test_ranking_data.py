"""Tests of the ranking that metrics of scores share."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlclf.metrics import METRICS
from mlclf.metrics._ranking_data import Ranking


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_places_of_true_labels_by_loops(seed):
    """
    The place of each true label is what counting one by one gives.
    """
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, size=(5, 6))
    S = rng.integers(0, 4, size=(5, 6)) / 4
    places = [
        (
            i,
            sum(S[i] >= S[i, j]),
            sum(S[i] > S[i, j]),
            sum(Y[i] * (S[i] >= S[i, j])),
            sum(Y[i] * (S[i] > S[i, j])),
        )
        for i in range(5)
        for j in np.flatnonzero(Y[i])
    ]

    got = Ranking(Y, S).relevant

    assert list(zip(*map(np.ndarray.tolist, got))) == places


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_labels_not_stored_come_last(seed):
    """
    Sparse scores are dense ones whose holes lie below everything, a stored 0 too.
    """
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, size=(8, 6))
    S = rng.integers(-2, 3, size=(8, 6)).astype(float)
    stored = rng.random((8, 6)) < 0.5
    sparse = sp.csr_array((S[stored], np.nonzero(stored)), shape=S.shape)
    dense = np.where(stored, S, -9.0)

    for name, metric in METRICS.items():
        if (
            metric.input == "scores"
            and not metric.probabilities
            and metric.min_labels <= 6
        ):
            if "_at_" in name:
                continue  # what is not stored is not predicted
            got = metric.function(Y, sparse)
            assert_allclose(got, metric.function(Y, dense), err_msg=name)
