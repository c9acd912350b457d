"""Tests of MLUL."""

import numpy as np
from numpy.testing import assert_allclose

from mlclf.resampling import MLUL
from mlclf.resampling._local_imbalance import local_imbalance
from mlclf.resampling._mlul import importance
from tests.resampling.samplers import make_data


def measured():
    X, Y = make_data(80)
    return X, Y, local_imbalance(X, Y, n_neighbors=5, metric="euclidean", n_jobs=None)


def test_importance_equals_the_formulas():
    """
    w + u, shifted to a minimum of 0: w sums a sample's difficulties, u is the mean over
    its reverse neighbors of theirs, positive where the labels agree.
    """
    _, Y, local = measured()

    weights = importance(local, Y)

    S = local.difficulty
    v = []
    for i in range(len(Y)):
        reverse = [m for m in range(len(Y)) if i in local.neighbors[m]]
        u = sum(
            S[m, j] * (1 if Y[i, j] == Y[m, j] else -1)
            for m in reverse
            for j in range(Y.shape[1])
        )
        v.append(S[i].sum() + (u / len(reverse) if reverse else 0))
    assert_allclose(weights, np.array(v) - min(v), atol=1e-15)


def test_important_samples_are_kept_more_often():
    """
    Over many seeds, the fifth of the samples with the largest weights is kept more
    often than the fifth with the smallest, and the number kept is the one asked for.
    """
    X, Y, local = measured()
    order = np.argsort(importance(local, Y))
    kept = np.zeros(80)

    for seed in range(40):
        sampler = MLUL(0.5, random_state=seed)
        assert len(sampler.fit_resample(X, Y)[0]) == 40
        kept[sampler.sample_indices_] += 1

    assert kept[order[-16:]].mean() > kept[order[:16]].mean() + 10


def test_without_difficulty_the_choice_is_even():
    """
    Where no label is outnumbered anywhere, samples are kept at random, as many as
    asked for.
    """
    X_res, _ = MLUL(0.25).fit_resample(np.arange(20.0)[:, None], np.zeros((20, 2), int))

    assert len(X_res) == 15


def test_no_sample_is_kept_twice():
    """
    Where samples are chosen by weight, those that stay are still distinct rows.
    """
    X, Y = make_data(80)

    X_res, _ = MLUL(0.75, random_state=0).fit_resample(X, Y)

    assert len(np.unique(X_res, axis=0)) == len(X_res) == 20
