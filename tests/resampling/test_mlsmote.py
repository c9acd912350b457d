"""Tests of MLSMOTE."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.resampling import MLSMOTE
from tests.resampling.samplers import make_data


def pseudo_code(Y, X, n_neighbors, combination):
    """Algorithms 1 and 2 of Charte et al. (2015): what a synthetic sample may be.

    For each minority label and each of its samples: the sample, its neighbors among
    the label's samples, and the labels of the synthetic sample.
    """
    counts = Y.sum(axis=0)
    ratios = counts.max() / counts
    for j in range(Y.shape[1]):
        if ratios[j] <= ratios.mean():
            continue
        bag = np.flatnonzero(Y[:, j])
        for i in bag:
            others = bag[bag != i]
            distances = np.linalg.norm(X[others] - X[i], axis=1)
            neighbors = others[np.argsort(distances)][:n_neighbors]
            votes = Y[i] + sum(Y[n].astype(int) for n in neighbors)
            n_voters = len(neighbors) + 1
            labels = {
                "ranking": votes > n_voters / 2,
                "union": votes > 0,
                "intersection": votes == n_voters,
            }[combination]
            yield i, neighbors, labels


@pytest.mark.parametrize("n_neighbors", [2, 5])
@pytest.mark.parametrize("combination", ["ranking", "union", "intersection"])
def test_equals_the_pseudo_code(n_neighbors, combination):
    """
    There is one synthetic sample per sample of each rare label, in order, with the
    labels of the published loop, between the sample and one of its neighbors.
    """
    X, y = make_data()
    X = X + np.random.default_rng(0).normal(scale=1e-3, size=X.shape)  # no ties
    sampler = MLSMOTE(n_neighbors, combination=combination, random_state=0)

    X_res, y_res = sampler.fit_resample(X, y)

    expected = list(pseudo_code(y, X, n_neighbors, combination))
    assert len(X_res) == len(X) + len(expected) > len(X)
    for x_new, y_new, (i, neighbors, labels) in zip(
        X_res[len(X) :], y_res[len(X) :], expected
    ):
        assert_array_equal(y_new, labels)
        between = (
            (x_new >= np.minimum(X[i], X[neighbors]) - 1e-12)
            & (x_new <= np.maximum(X[i], X[neighbors]) + 1e-12)
        ).all(axis=1)
        assert between.any()


def test_categories_get_the_most_frequent_value():
    """
    A categorical feature takes the value that most neighbors have, the smallest of
    several.
    """
    # Label 1 has the samples 0 to 3, whose neighbors are the other three.
    X = np.array([[0.0, 3], [1, 1], [2, 1], [3, 3], *[[9, 0]] * 8])
    Y = np.zeros((12, 2), int)
    Y[:, 0], Y[:4, 1] = 1, 1
    sampler = MLSMOTE(3, categorical_features=[1], random_state=0)

    X_res, _ = sampler.fit_resample(X, Y)

    assert_allclose(X_res[12:, 1], [1, 3, 3, 1])


def test_a_label_of_one_sample_has_no_neighbors():
    """
    Nothing is made of a label that one sample carries.
    """
    Y = np.array([[1, 1], [1, 0], [1, 0], [1, 0]])

    X_res, _ = MLSMOTE().fit_resample(np.eye(4), Y)

    assert len(X_res) == 4


@pytest.mark.parametrize("size", [2, 3])
def test_a_small_label_gives_what_neighbors_it_has(size):
    """
    Each sample of a label of two or three samples has a synthetic one, between them.
    """
    X = np.arange(12.0)[:, None]
    Y = np.zeros((12, 2), dtype=int)
    Y[:, 0] = 1
    Y[:size, 1] = 1

    X_res, Y_res = MLSMOTE(n_neighbors=5, random_state=0).fit_resample(X, Y)

    assert len(X_res) == 12 + size
    assert (X_res[12:] <= size - 1).all()
    assert_array_equal(Y_res[12:], np.ones((size, 2)))
