"""A known distribution of labelsets: the best of all answers, by brute force."""

import re
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.decoding import _joint as joint
from mlclf.decoding import (
    decode_joint,
    labelset_mode,
    maximize_joint_f,
    maximize_joint_jaccard,
)
from mlclf.decoding._joint import marginals_of_labelsets
from tests.decoding.test_independence import expected_of, f_beta, jaccard


def world(n_labels, n_samples=4, seed=0):
    """Return all labelsets and a random distribution over them for each sample."""
    sets = np.array(list(product([0, 1], repeat=n_labels)))
    proba = np.random.default_rng(seed).dirichlet(np.full(len(sets), 0.3), n_samples)
    return sets, proba


def expected_utility(sets, proba, utility):
    return proba @ np.array([[utility(y, z) for z in sets] for y in sets])


@pytest.mark.parametrize("n_labels", [1, 3, 6])
@pytest.mark.parametrize("zero_division", [0.0, 1.0])
@pytest.mark.parametrize("beta", [1.0, 2.0, 0.0])
def test_no_labelset_has_a_greater_expected_f(n_labels, zero_division, beta):
    """
    The answer's expected F-beta is the greatest of all 2^L labelsets.
    """
    sets, proba = world(n_labels)
    expected = expected_utility(sets, proba, f_beta(beta, zero_division))

    Y = maximize_joint_f(proba, sets, beta=beta, zero_division=zero_division)

    assert_allclose(expected_of(Y, sets, expected), expected.max(axis=1))


@pytest.mark.parametrize("n_labels", [1, 3, 6])
@pytest.mark.parametrize("zero_division", [0.0, 1.0])
def test_no_labelset_has_a_greater_expected_jaccard(n_labels, zero_division):
    """
    The answer's expected Jaccard index is the greatest of all 2^L labelsets.
    """
    sets, proba = world(n_labels)
    expected = expected_utility(sets, proba, jaccard(zero_division))

    Y = maximize_joint_jaccard(proba, sets, zero_division=zero_division)

    assert_allclose(expected_of(Y, sets, expected), expected.max(axis=1))


def test_ten_labels_by_brute_force():
    """
    Of all 1024 labelsets none is better than the decoded one, whatever the metric.
    """
    sets, proba = world(10, n_samples=3)
    hits = sets @ sets.T
    size, total = sets.sum(axis=1), sets.sum(axis=1)[:, None] + sets.sum(axis=1)
    with np.errstate(invalid="ignore"):
        utilities = {
            "hamming_loss": 1 - (total - 2 * hits) / 10,
            "subset_accuracy": np.eye(len(sets)),
            "f1_samples": np.nan_to_num(2 * hits / total),
            "f2_samples": np.nan_to_num(5 * hits / (4 * size[:, None] + size)),
            "jaccard_samples": np.nan_to_num(hits / (total - hits)),
            "precision_at_3": np.where(size == 3, hits / 3, -1),
        }

    for metric, utility in utilities.items():
        Y = decode_joint(proba, sets, metric)
        expected = proba @ utility
        assert_allclose(expected_of(Y, sets, expected), expected.max(axis=1))


def test_the_mode_is_the_most_probable_labelset():
    """
    It is the labelset of the greatest probability; drawn labelsets are counted.
    """
    sets, proba = world(3)
    drawn = np.array([[[1, 0], [1, 0], [0, 1]], [[0, 1], [1, 1], [1, 1]]])

    assert_array_equal(labelset_mode(proba, sets), sets[proba.argmax(axis=1)])
    assert_array_equal(labelset_mode(np.full((2, 3), 1 / 3), drawn), [[1, 0], [1, 1]])


@pytest.mark.parametrize("maximize", [maximize_joint_f, maximize_joint_jaccard])
def test_each_sample_may_have_its_own_labelsets(maximize):
    """
    The same distributions, labelsets in another order for each sample, give the same.
    """
    sets, proba = world(4)
    rng = np.random.default_rng(0)
    orders = [rng.permutation(len(sets)) for _ in proba]
    own_sets = np.array([sets[order] for order in orders])
    own_proba = np.array([p[order] for p, order in zip(proba, orders)])

    assert_array_equal(maximize(own_proba, own_sets), maximize(proba, sets))
    assert_allclose(
        marginals_of_labelsets(own_proba, own_sets), marginals_of_labelsets(proba, sets)
    )


def test_chunks_change_nothing(monkeypatch):
    """
    Samples are decided one by one, however many are computed at once.
    """
    sets, proba = world(4, n_samples=9)
    expected = maximize_joint_f(proba, sets)

    monkeypatch.setattr(joint, "_CELLS_AT_ONCE", 50)

    assert_array_equal(maximize_joint_f(proba, sets), expected)


def test_many_labels_are_decided_among_candidates():
    """
    Beyond ten labels the Jaccard rule is no worse than any labelset of the
    distribution, nor than the most probable labels in any number.
    """
    rng = np.random.default_rng(0)
    sets = np.unique((rng.random((40, 14)) < 0.3).astype(int), axis=0)
    proba = rng.dirichlet(np.full(len(sets), 0.3), 5)
    utility = jaccard(0.0)

    Y = maximize_joint_jaccard(proba, sets)

    order = np.argsort(-(proba @ sets), axis=1)
    for y, p, ranked in zip(Y, proba, order):
        tops = [np.isin(np.arange(14), ranked[:k]).astype(int) for k in range(15)]
        value = p @ [utility(s, y) for s in sets]
        best = max(p @ [utility(s, z) for s in sets] for z in [*sets, *tops])
        assert_allclose(value, best)


@pytest.mark.parametrize(
    ("proba", "labelsets", "message"),
    [
        (
            [[0.2, 0.5]],
            [[1, 0], [0, 1]],
            "proba must hold probabilities that sum to 1 in each row, got a minimum of "
            "0.2 and sums from 0.7 to 0.7.",
        ),
        (
            [[-0.2, 1.2]],
            [[1, 0], [0, 1]],
            "proba must hold probabilities that sum to 1 in each row, got a minimum of "
            "-0.2 and sums from 1 to 1.",
        ),
        (
            [[0.5, 0.5]],
            [[1, 0]],
            "labelsets must have the shape (2, n_labels) or (1, 2, n_labels), got "
            "(1, 2).",
        ),
        ([[0.5, 0.5]], [[1, 0], [0, 2]], "labelsets must hold 0 and 1 only, got 2."),
    ],
)
def test_what_is_no_distribution_is_refused(proba, labelsets, message):
    """
    Every rule checks what it is given.
    """
    rules = (labelset_mode, maximize_joint_f, maximize_joint_jaccard)
    for rule in (*rules, marginals_of_labelsets):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            rule(proba, labelsets)
