"""Tests of the exact distribution of made-up labels."""

import re
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit

from mlclf.datasets import (
    make_chain_labels,
    make_independent_labels,
    make_tree_labels,
)

MAKERS = [make_chain_labels, make_independent_labels, make_tree_labels]


def by_hand(model, x, labelset):
    """Probability of one labelset for one sample: a product along the parents."""
    p = 1.0
    for j, parent in enumerate(model.parents):
        logit = model.coef[j] @ x + model.intercept[j]
        if parent >= 0:
            logit += model.dependence * (2 * labelset[parent] - 1)
        on = (1 - model.noise) * expit(logit) + model.noise * model.prevalence[j]
        p *= on if labelset[j] else 1 - on
    return p


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_joint_is_the_product_of_the_conditionals(make, noise):
    """
    The probability of every labelset is that of the formula, they sum to 1, and their
    marginal sums and maximum are what marginals and mode answer.
    """
    X, _, model = make(
        20, 3, 5, noise=noise, imbalance=4, return_model=True, random_state=0
    )

    labelsets, joint = model.joint(X)

    assert [tuple(s) for s in labelsets] == list(product([0, 1], repeat=5))
    for i, s in [(0, 0), (3, 17), (19, 31)]:
        assert joint[i, s] == pytest.approx(by_hand(model, X[i], labelsets[s]))
    assert_allclose(joint.sum(axis=1), 1)
    assert_allclose(model.marginals(X), joint @ labelsets)
    assert_array_equal(model.mode(X), labelsets[joint.argmax(axis=1)])
    assert_allclose(model.proba(X, labelsets[7]), joint[:, 7])


@pytest.mark.parametrize("make", MAKERS)
def test_labels_are_drawn_from_the_model(make):
    """
    Among 20,000 draws for the same sample, every labelset is as frequent as its
    probability says, within 4 standard errors.
    """
    _, _, model = make(10, 3, 4, return_model=True, random_state=1)
    X = np.tile([[0.3, -1.0, 0.5]], (20_000, 1))

    y = model.sample(X, random_state=0)

    labelsets, joint = model.joint(X[:1])
    p = joint[0]
    seen = np.array([(y == s).all(axis=1).mean() for s in labelsets])
    assert (np.abs(seen - p) <= 4 * np.sqrt(p * (1 - p) / 20_000) + 1e-9).all()


def test_too_many_labelsets_are_not_enumerated():
    """
    The error says how many labels can be.
    """
    X, _, model = make_chain_labels(5, n_labels=21, return_model=True)
    message = "n_labels must be at most 20 to enumerate the labelsets, got 21."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        model.joint(X)
