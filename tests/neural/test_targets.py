"""The validation part, and the weights of cells."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.neural._targets import label_frequency, label_weights, validation_rows


def test_validation_part_is_stratified():
    """
    Each label has its share of the validation part, a rare one too.
    """
    rng = np.random.default_rng(0)
    Y = (rng.random((400, 5)) < [0.02, 0.05, 0.1, 0.3, 0.5]).astype(np.int8)

    for seed in range(10):
        rows = validation_rows(Y, 0.25, np.random.RandomState(seed))

        assert len(np.unique(rows)) == 100
        assert_allclose(Y[rows, 0].sum(), Y[:, 0].sum() / 4, atol=1)
        assert_allclose(Y[rows].mean(axis=0), Y.mean(axis=0), atol=0.08)


def test_validation_part_is_never_all():
    """
    Neither part is empty, whatever the fraction.
    """
    Y = np.ones((3, 1), np.int8)

    assert len(validation_rows(Y, 0.999, np.random.RandomState(0))) == 2
    assert len(validation_rows(Y, 0.001, np.random.RandomState(0))) == 1


def test_frequency_is_among_known_cells():
    """
    The frequency of a label is its weighted share of the rows where it is known.
    """
    Y = np.array([[1, -1, -1], [0, 1, -1], [1, 0, -1], [0, 0, -1]], np.int8)

    assert_allclose(label_frequency(Y), [1 / 2, 1 / 3, 1 / 2])
    assert_allclose(label_frequency(Y, np.array([3.0, 1, 1, 1])), [4 / 6, 1 / 3, 1 / 2])


def test_balanced_weights_give_both_values_equal_weight():
    """
    With "balanced", the cells that are on weigh as much as those that are off, and the
    mean weight is 1; a value that never occurs has weight 1.
    """
    Y = np.array([[1, 0], [0, 0], [0, 0], [-1, 0]], np.int8)

    weights = label_weights(Y, "balanced")

    # label 0: three known cells, one on: 3 / (2 * 1) and 3 / (2 * 2)
    assert_allclose(weights, [[0.75, 0.5], [1.5, 1.0]])


def test_weights_of_values_and_of_classes():
    """
    A dict weighs 0 and 1 of every label, a list each label, pos_weight multiplies; of a
    one-column target, a dict weighs its own values.
    """
    Y = np.array([[1, 0], [0, 1]], np.int8)

    assert_allclose(label_weights(Y, {1: 3}), [[1, 1], [3, 3]])
    assert_allclose(label_weights(Y, [{0: 2}, {1: 5}]), [[2, 1], [1, 5]])
    assert_allclose(label_weights(Y, {1: 3}, [1, 10]), [[1, 1], [3, 30]])
    assert label_weights(Y) is None
    names = np.array(["no", "yes"])
    assert_allclose(label_weights(Y[:, :1], {"yes": 4}, classes=names), [[1], [4]])
    three = np.eye(3, dtype=np.int8)
    assert_allclose(
        label_weights(three, {"b": 7}, classes=np.array(["a", "b", "c"])),
        [[1, 7, 1], [1, 7, 1]],
    )


@pytest.mark.parametrize("given", [{0: -1}, {1: "much"}, [1, 2], [{0: 1}, None]])
def test_what_is_no_weight_is_refused(given):
    """
    Weights are numbers that are not negative, in a dict.
    """
    message = (
        r"^class_weight must be 'balanced' or dicts of weights that are not negative, "
        rf"got {re.escape(repr(given))}\.$"
    )
    with pytest.raises(ValueError, match=message):
        label_weights(np.zeros((3, 2), np.int8), given)


@pytest.mark.parametrize("given", [["a", "b"], [1.0, np.inf], [1, 2, 3], -1])
def test_a_wrong_pos_weight_is_refused(given):
    """
    pos_weight is one positive number, or one for each label.
    """
    message = r"^pos_weight must be positive, one number or 2, got "
    with pytest.raises(ValueError, match=message):
        label_weights(np.zeros((3, 2), np.int8), pos_weight=given)


def test_wrong_weights_are_refused():
    """
    One dict per label, one positive number per label: anything else is named.
    """
    Y = np.zeros((3, 2), np.int8)

    with pytest.raises(
        ValueError,
        match=r"^class_weight must be a list of 2 dicts, one per label, got 1\.$",
    ):
        label_weights(Y, [{0: 1}])
    with pytest.raises(
        ValueError,
        match=r"^pos_weight must be positive, one number or 2, got \[1, -1\]",
    ):
        label_weights(Y, pos_weight=[1, -1])
