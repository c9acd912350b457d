"""Tests of MLSOL."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.resampling import MLSOL
from mlclf.resampling._local_imbalance import local_imbalance
from mlclf.resampling._mlsol import _share_of_the_way, combine_labels, label_types
from tests.resampling.samplers import make_data

SA, BD, RR, OT, MJ = range(5)


def measured(n_samples=80):
    X, Y = make_data(n_samples)
    return X, Y, local_imbalance(X, Y, n_neighbors=5, metric="euclidean", n_jobs=None)


def init_types(Y, local):
    """InitTypes of Liu & Tsoumakas (2019)."""
    T = np.zeros(Y.shape, int)
    for i, j in np.ndindex(*Y.shape):
        C = local.opposite[i, j]
        if not local.minority[i, j]:
            T[i, j] = MJ
        elif C < 0.3:
            T[i, j] = SA
        elif C < 0.7:
            T[i, j] = BD
        elif C < 1:
            T[i, j] = RR
        else:
            T[i, j] = OT
    changed = True
    while changed:
        changed = False
        for i, j in np.argwhere(T == RR):
            if any(T[m, j] in (SA, BD) for m in local.neighbors[i]):
                T[i, j], changed = BD, True
    return T


def generate_labels(Y, T, s, r, cd):
    """GenerateInstance of Liu & Tsoumakas (2019): the labels."""
    labels = np.zeros(Y.shape[1], int)
    for j in range(Y.shape[1]):
        if Y[s, j] == Y[r, j]:
            labels[j] = Y[s, j]
            continue
        seed, other, way = s, r, cd
        if T[seed, j] == MJ:
            seed, other, way = r, s, 1 - cd
        theta = {SA: 0.5, BD: 0.75, RR: 1 + 1e-5, OT: 0 - 1e-5}[T[seed, j]]
        labels[j] = Y[seed if way <= theta else other, j]
    return labels


def test_types_equal_the_pseudo_code():
    """
    Types are those of InitTypes, and all five of them occur.
    """
    _, Y, local = measured(300)

    types = label_types(local)

    assert_array_equal(types, init_types(Y, local))
    assert set(np.unique(init_types(Y, local))) == {SA, BD, RR, OT, MJ}


def test_labels_equal_the_pseudo_code():
    """
    For every pair of a seed and a neighbor, and points all along the way, the labels
    are those of GenerateInstance.
    """
    _, Y, local = measured()
    types = label_types(local)
    seeds = np.repeat(np.arange(80), 5 * 6)
    others = np.repeat(local.neighbors.ravel(), 6)
    way = np.tile([0, 0.2, 0.5, 0.6, 0.8, 1], 80 * 5)

    labels = combine_labels(Y, types, seeds, others, way)

    expected = [
        generate_labels(Y, types, s, r, cd) for s, r, cd in zip(seeds, others, way)
    ]
    assert_array_equal(labels, expected)


def test_seeds_are_where_labels_are_outnumbered():
    """
    Synthetic samples lie between neighbors, one of which has a weight, and there are
    as many as asked for.
    """
    X, Y, local = measured(200)

    X_res, _ = MLSOL(0.5, random_state=0).fit_resample(X, Y)

    assert len(X_res) == 300
    weights = local.difficulty.sum(axis=1)
    for x in X_res[200:]:
        low, high = (
            f(X[:, None], X[local.neighbors]) for f in (np.minimum, np.maximum)
        )
        between = ((x >= low - 1e-9) & (x <= high + 1e-9)).all(axis=2).any(axis=1)
        assert weights[between].max() > 0


def test_categories_are_never_mixed():
    """
    A categorical feature has the value of the seed or of its neighbor.
    """
    X, Y = make_data()

    X_res, _ = MLSOL(categorical_features=[2], random_state=0).fit_resample(X, Y)

    assert set(X_res[:, 2]) == set(X[:, 2])


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_the_way_is_a_share_of_both_distances(container):
    """
    A quarter of the way from the seed to its neighbor is .25; no way at all is 0.
    """
    X = container(np.array([[0.0, 0.0], [3.0, 4.0]]))
    new_X = container(np.array([[0.75, 1.0], [0.0, 0.0], [3.0, 4.0]]))
    seeds, others = np.array([0, 0, 1]), np.array([1, 1, 1])

    way = _share_of_the_way(X, new_X, seeds, others)

    assert_allclose(way, [0.25, 0, 0])
