"""Tests of the hierarchical loss."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlclf.metrics import evaluate, hamming_loss, hierarchical_loss


def recursion(y, z, parents, node):
    """Walk down the tree as MULAN does, and stop at the first error."""
    children = [j for j, parent in enumerate(parents) if parent == node]
    return sum(1 if y[j] != z[j] else recursion(y, z, parents, j) for j in children)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_equals_the_recursion(seed):
    """
    The loss is the number of errors that a walk from the roots meets first.
    """
    rng = np.random.default_rng(seed)
    parents = np.array([rng.integers(-1, j) for j in range(8)])
    order = rng.permutation(8)  # parents need not stand before their children
    parents = np.array([order[p] if p >= 0 else -1 for p in parents])[np.argsort(order)]
    Y, Z = rng.integers(0, 2, size=(2, 6, 8))
    w = rng.random(6)

    got = hierarchical_loss(Y, Z, parents=parents, sample_weight=w)

    rows = [recursion(y, z, parents, -1) for y, z in zip(Y, Z)]
    assert_allclose(got, np.average(rows, weights=w))


def test_shared_costs():
    """
    Siblings share the cost of their parent: the whole tree wrong costs 1.
    """
    parents = [-1, -1, 0, 0, 0]  # two roots; three children of the first

    def loss(prediction):
        return hierarchical_loss(
            [[0] * 5], [prediction], parents=parents, costs="siblings"
        )

    assert loss([1, 1, 1, 1, 1]) == 1
    assert loss([1, 0, 0, 0, 0]) == 1 / 2
    assert_allclose(loss([0, 0, 1, 0, 0]), 1 / 6)


def test_without_a_hierarchy_it_is_the_hamming_loss():
    """
    Where all labels are roots, every error counts.
    """
    Y, Z = np.random.default_rng(0).integers(0, 2, size=(2, 9, 4))

    assert_allclose(hierarchical_loss(Y, Z, parents=[-1] * 4), 4 * hamming_loss(Y, Z))


def test_evaluate_adds_it():
    """
    With the parents of the labels, the report has the hierarchical loss.
    """
    report = evaluate([[1, 1]], [[0, 0]], label_parents=[-1, 0])

    assert report["hierarchical_loss"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"parents": [0.0, 1]},
            "parents must hold 2 columns, or -1, as integers, got float64 of shape "
            "(2,).",
        ),
        (
            {"parents": [-1, 2]},
            "parents must lie between -1 and 1, got values from -1 to 2.",
        ),
        ({"parents": [1, 0]}, "parents must have no cycle, got [1, 0]."),
        (
            {"parents": [-1, 0], "costs": "depth"},
            "costs must be 'unit', 'siblings' or 2 numbers, got 'depth'.",
        ),
    ],
)
def test_bad_hierarchies_are_refused(options, message):
    """
    A cycle, a column that is not there and unknown costs are errors.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        hierarchical_loss([[1, 0]], [[1, 0]], **options)
