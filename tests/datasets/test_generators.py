"""Tests of the made-up data."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance, ClassifierChain
from mlclf.datasets import (
    make_chain_labels,
    make_independent_labels,
    make_tree_labels,
)

MAKERS = [make_chain_labels, make_independent_labels, make_tree_labels]


@pytest.mark.parametrize("make", MAKERS)
def test_prevalences_are_met(make):
    """
    The first label has the prevalence asked for, the last ``imbalance`` times less,
    exactly in the mean of the marginals.
    """
    X, y, model = make(
        5000, prevalence=0.3, imbalance=20, noise=0.1, return_model=True, random_state=0
    )

    expected = model.marginals(X).mean(axis=0)

    assert_allclose(expected, model.prevalence)
    assert expected[0] == pytest.approx(0.3)
    assert expected[-1] == pytest.approx(0.3 / 20)
    assert_allclose(y.mean(axis=0), expected, atol=0.02)


@pytest.mark.parametrize(
    ("make", "parents"),
    [
        (make_chain_labels, [-1, 0, 1, 2, 3, 4]),
        (make_tree_labels, [-1, 0, 0, 1, 1, 2]),
        (make_independent_labels, [-1] * 6),
    ],
)
def test_shapes_of_dependence(make, parents):
    """
    A chain depends on the label before, a tree on the node above, and independent
    labels on none.
    """
    _, _, model = make(n_labels=6, return_model=True)

    assert_array_equal(model.parents, parents)


def test_noise_hides_the_features():
    """
    With nothing but noise every marginal is the prevalence.
    """
    X, _, model = make_chain_labels(noise=1, imbalance=3, return_model=True)

    assert_allclose(model.marginals(X), np.tile(model.prevalence, (1000, 1)))


def test_dependence_rewards_chains():
    """
    Where labels depend on one another strongly, a chain beats binary relevance in
    subset accuracy and comes near the best there is; where they do not, it gains
    nothing.
    """
    gains = []
    for make in (make_chain_labels, make_independent_labels):
        X, y, model = make(
            4000,
            5,
            5,
            **({"dependence": 3} if make is make_chain_labels else {}),
            signal=1,
            return_model=True,
            random_state=0,
        )
        train, test = slice(2000), slice(2000, None)
        scores = {
            name: (
                name(LogisticRegression()).fit(X[train], y[train]).predict(X[test])
                == y[test]
            )
            .all(axis=1)
            .mean()
            for name in (BinaryRelevance, ClassifierChain)
        }
        best = (model.mode(X[test]) == y[test]).all(axis=1).mean()
        assert max(scores.values()) <= best + 0.02
        gains.append(scores[ClassifierChain] - scores[BinaryRelevance])

    assert gains[0] > 0.05
    assert abs(gains[1]) < 0.03


def test_seeds_are_honored():
    """
    One seed gives one data set, and the model is extra.
    """
    X, y = make_tree_labels(random_state=3)
    X_again, y_again, _ = make_tree_labels(random_state=3, return_model=True)

    assert_array_equal(X, X_again)
    assert_array_equal(y, y_again)
    assert not np.array_equal(y, make_tree_labels(random_state=4)[1])


@pytest.mark.parametrize(
    "params", [{"prevalence": 1.0}, {"imbalance": 0.5}, {"noise": 2}, {"n_labels": 0}]
)
def test_parameters_are_checked(params):
    """
    A value out of range is refused by name.
    """
    (name,) = params
    with pytest.raises(ValueError, match=f"The '{name}' parameter"):
        make_chain_labels(**params)
