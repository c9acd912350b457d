"""Tests of the joint fit of nearest neighbor classifiers."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.neighbors import KNeighborsClassifier

from mlclf import BinaryRelevance
from mlclf.backends._torch_backend import TorchBackend
from mlclf.solvers import _k_neighbors as solver
from tests.solvers.closed_forms import assert_same_fit, hard_labels


def halved(distances):
    return 0.5**distances


@pytest.fixture
def scattered():
    """Samples no two of which are equally far apart."""
    return np.random.default_rng(0).normal(size=(90, 4))


@pytest.mark.parametrize(
    "estimator",
    [
        KNeighborsClassifier(),
        KNeighborsClassifier(4),
        KNeighborsClassifier(weights="distance"),
        KNeighborsClassifier(weights=halved, algorithm="brute"),
        KNeighborsClassifier(metric="manhattan", algorithm="ball_tree"),
    ],
    ids=["plain", "even", "distance", "callable", "manhattan"],
)
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_agrees_with_separate_fits(estimator, container, scattered):
    """
    Even votes, weighted votes and training samples as queries, as scikit-learn.
    """
    if estimator.algorithm == "ball_tree" and container is sp.csr_array:
        pytest.skip("scikit-learn has no ball tree of sparse samples")
    X, Y = container(scattered[:70]), hard_labels(70)

    assert_same_fit(solver, estimator, X, Y, container(scattered[60:]))


@pytest.mark.parametrize("weights", ["uniform", "distance", halved])
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_a_device_finds_the_same(torch_device, weights, container, scattered):
    """
    Searched by torch: scikit-learn's votes, for training samples as queries, too.
    """
    estimator = KNeighborsClassifier(4, weights=weights, metric="euclidean")
    X, Y = container(scattered[:70]), hard_labels(70)

    assert_same_fit(
        solver, estimator, X, Y, container(scattered[60:]), device=torch_device
    )


def test_what_no_device_searches_is_refused(scattered, monkeypatch):
    """
    Distances of another kind, and sparse samples that would be too large.
    """
    for params in {"metric": "manhattan"}, {"p": 1}:
        reason = solver.refuse_device(KNeighborsClassifier(**params), scattered, {})
        assert reason == "distances are not Euclidean"
    monkeypatch.setattr(TorchBackend, "dense_bytes", 1000)

    assert solver.refuse_device(KNeighborsClassifier(), scattered, {}) is None
    reason = solver.refuse_device(KNeighborsClassifier(), sp.csr_array(scattered), {})
    assert reason == "X is sparse, and too large to be dense there"


def test_one_search_serves_all_labels(scattered, monkeypatch):
    """
    However many labels there are, the neighbors are searched once.
    """
    searches = []
    search = KNeighborsClassifier.kneighbors

    def counted(self, *args, **kwargs):
        searches.append(1)
        return search(self, *args, **kwargs)

    monkeypatch.setattr(KNeighborsClassifier, "kneighbors", counted)
    forest = BinaryRelevance(KNeighborsClassifier()).fit(scattered, hard_labels(90))
    forest.predict_proba(scattered)

    assert len(searches) == 1


def test_fit_parameters_are_refused(scattered):
    """
    KNeighborsClassifier knows no sample weights, and neither does the joint fit.
    """
    reason = solver.refuse(KNeighborsClassifier(), scattered, {"sample_weight": 1})

    assert reason == "KNeighborsClassifier takes no fit parameters"
