"""Tests of the weights of both classes: scikit-learn's function is the oracle."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.utils.class_weight import compute_class_weight, compute_sample_weight

from mlclf.quasi_newton._class_weights import class_weights, weigh_samples

Y = np.array([[0, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 1, 0, 1]]).T
ON, OFF = Y.sum(axis=0), (1 - Y).sum(axis=0)


@pytest.mark.parametrize("class_weight", [None, "balanced", {0: 2.0, 1: 0.5}])
def test_weights_are_those_of_scikit_learn(class_weight):
    """
    In each column.
    """
    found = np.stack(class_weights(class_weight, ON, OFF), axis=1)

    for weights, y in zip(found, Y.T):
        expected = compute_class_weight(class_weight, classes=np.array([0, 1]), y=y)
        assert_allclose(weights, expected)


def test_a_class_that_is_not_named_has_weight_one():
    """
    Of a dict.
    """
    off, on = class_weights({1: 3.0}, ON, OFF)

    assert_array_equal(off, [1, 1])
    assert_array_equal(on, [3, 3])


def test_weights_of_a_constant_column_are_finite():
    """
    It is not to be solved, but must not raise.
    """
    assert np.isfinite(class_weights("balanced", np.array([5]), np.array([0]))).all()


def test_other_keys_are_refused():
    """
    Labels are 0 or 1.
    """
    message = "class_weight must have no other keys than 0 and 1, got {2: 1.0}."

    with pytest.raises(ValueError, match=re.escape(message)):
        class_weights({2: 1.0}, ON, OFF)


@pytest.mark.parametrize("class_weight", [None, "balanced", {0: 2.0, 1: 0.5}])
def test_a_weight_of_two_is_the_sample_twice(class_weight):
    """
    In the weights of classes, too, where they are balanced.
    """
    y, repeats = Y[:, 0], np.array([1, 2, 0, 1, 3, 1, 1])
    expected = compute_sample_weight(class_weight, np.repeat(y, repeats))

    weight = weigh_samples(class_weight, y, repeats)

    assert weight.sum() == pytest.approx(expected.sum())
    assert_allclose(np.repeat(weight, repeats), expected * np.repeat(repeats, repeats))
