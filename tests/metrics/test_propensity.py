"""Tests of the propensity-scored metrics."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlclf.metrics import (
    evaluate,
    inverse_propensity,
    ndcg_at_k,
    precision_at_k,
    propensity_scored_ndcg_at_k,
    propensity_scored_precision_at_k,
    propensity_scored_recall_at_k,
)


def by_definition(Y, S, w, k, inverse):
    """PSP, PSR and PSnDCG at k, one loop per row: ours over the best ranking's."""
    got, best = np.zeros(3), np.zeros(3)
    gain = 1 / np.log2(np.arange(2, k + 2))
    for y, s, v in zip(Y, S, w):
        if not y.any():
            continue
        norm = gain[: min(k, y.sum())].sum()
        for order, total in ((np.argsort(-s), got), (np.argsort(-(y * inverse)), best)):
            top = order[:k]
            hits = y[top] * inverse[top]
            values = [hits.sum() / k, hits.sum() / y.sum(), hits @ gain / norm]
            total += v * np.array(values)
    return got / best


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_metrics_by_loops(seed):
    """
    Each metric is its definition, for dense and sparse scores.
    """
    rng = np.random.default_rng(seed)
    Y = (rng.random((8, 6)) < 0.4).astype(int)
    Y[0, 0] = 1
    S = rng.permuted(np.tile(np.linspace(0.1, 0.9, 6), (8, 1)), axis=1)
    w, k, inverse = rng.random(8), int(rng.integers(1, 7)), 1 + 5 * rng.random(6)
    options = {"k": k, "inverse_propensity": inverse, "sample_weight": w}

    expected = by_definition(Y, S, w, k, inverse)

    for score in (S, sp.csr_array(S)):
        got = [
            propensity_scored_precision_at_k(Y, score, **options),
            propensity_scored_recall_at_k(Y, score, **options),
            propensity_scored_ndcg_at_k(Y, score, **options),
        ]
        assert_allclose(got, expected)


def test_equal_propensities_change_nothing():
    """
    With all propensities 1, PSP@1 is P@1 and PSnDCG is nDCG, where every row has a
    label.
    """
    rng = np.random.default_rng(0)
    Y = np.eye(5, dtype=int)[rng.integers(0, 5, size=20)]
    S, ones = rng.random((20, 5)), np.ones(5)

    assert_allclose(
        propensity_scored_precision_at_k(Y, S, k=1, inverse_propensity=ones),
        precision_at_k(Y, S, k=1),
    )
    assert_allclose(
        propensity_scored_ndcg_at_k(Y, S, k=3, inverse_propensity=ones),
        ndcg_at_k(Y, S, k=3),
    )


def test_inverse_propensity_by_hand():
    """
    A label seen in 2 of 1000 samples, and one seen in none.
    """
    Y = np.zeros((1000, 2), dtype=int)
    Y[:2, 0] = 1
    # C = (ln 1000 - 1) 2.5^.55 = 5.907755 * 1.655264 = 9.778895
    expected = [1 + 9.778895 * 3.5**-0.55, 1 + 9.778895 * 1.5**-0.55]
    assert_allclose(inverse_propensity(Y), expected, rtol=1e-5)
    # C = (ln 1000 - 1) 1.4^.5 = 6.990221
    assert_allclose(
        inverse_propensity(sp.csr_array(Y), constants="wikipedia"),
        [1 + 6.990221 * 2.4**-0.5, 1 + 6.990221 * 0.4**-0.5],
        rtol=1e-5,
    )
    assert_allclose(
        inverse_propensity(Y, constants=(0.5, 0.4)),
        inverse_propensity(Y, constants="wikipedia"),
    )
    assert_allclose(
        inverse_propensity(Y, constants=(1, 2)),
        inverse_propensity(Y, constants=(1.0, 2.0)),
    )


def test_evaluate_takes_the_training_propensities():
    """
    What evaluate is given is used; without it the truth stands in.
    """
    rng = np.random.default_rng(1)
    Y, S = rng.integers(0, 2, size=(30, 4)), rng.random((30, 4))
    given = np.array([1.0, 2, 3, 9])
    name = "propensity_scored_precision_at_1"

    with_it = evaluate(Y, None, S, metrics=[name], inverse_propensity=given)
    without = evaluate(Y, None, S, metrics=[name])

    assert_allclose(
        with_it[name],
        propensity_scored_precision_at_k(Y, S, k=1, inverse_propensity=given),
    )
    assert_allclose(
        without[name],
        propensity_scored_precision_at_k(
            Y, S, k=1, inverse_propensity=inverse_propensity(Y)
        ),
    )


def test_no_label_at_all_scores_nothing():
    """
    Without a single true label the score is 0.
    """
    assert propensity_scored_precision_at_k([[0, 0]], [[0.1, 0.2]], k=1) == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.5, 1], "2 values of at least 1, got shape (2,) and a minimum of 0.5."),
        ([1, 1, 2], "2 values of at least 1, got shape (3,) and a minimum of 1."),
        ([], "2 values of at least 1, got shape (0,)."),
    ],
)
def test_bad_propensities_are_refused(values, message):
    """
    They are inverse, one per label.
    """
    message = re.escape(f"inverse_propensity must hold {message}")
    with pytest.raises(ValueError, match=f"^{message}$"):
        propensity_scored_recall_at_k(
            [[1, 0]], [[1, 0]], k=1, inverse_propensity=values
        )


@pytest.mark.parametrize("constants", ["wiki", (0.5,)])
def test_bad_constants_are_refused(constants):
    """
    Constants have names, or are two.
    """
    message = (
        "constants must be one of ['amazon', 'default', 'wikipedia'] or (A, B), got "
        f"{constants!r}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        inverse_propensity([[1, 0]], constants=constants)
