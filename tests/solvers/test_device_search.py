"""The search on a device, against scikit-learn's."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.neighbors import NearestNeighbors

pytest.importorskip("torch", reason="torch is not installed")

from mlclf.solvers import _device_search
from mlclf.solvers._device_search import DeviceSearch


@pytest.mark.parametrize("block_size", [2**27, 500])
@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_neighbors_and_distances(torch_device, block_size, shift, monkeypatch):
    """
    In blocks of queries or all at once, far from the origin, and where a query is a
    training sample: distances of zero are zero.
    """
    monkeypatch.setattr(_device_search, "BLOCK_SIZE", block_size)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(90, 5)) + shift
    queries = np.vstack([X[:10], rng.normal(size=(30, 5)) + shift])
    search = NearestNeighbors(n_neighbors=7, algorithm="kd_tree").fit(X)
    expected, rows = search.kneighbors(queries)

    ours = DeviceSearch(X, 7, torch_device)
    distances, neighbors = ours.kneighbors(queries)

    assert_array_equal(neighbors, rows)
    assert_allclose(distances, expected, rtol=1e-9)
    assert_array_equal(ours.kneighbors(queries, return_distance=False), rows)


def test_a_search_goes_where_its_device_is_not():
    """
    The CPU takes its place.
    """
    X = np.arange(20.0)[:, None]
    search = pickle.loads(pickle.dumps(DeviceSearch(X, 2, "cuda:99")))

    distances, neighbors = search.kneighbors(np.array([[3.1], [18.8]]))

    assert_array_equal(neighbors, [[3, 4], [19, 18]])
    assert_allclose(distances, [[0.1, 0.9], [0.2, 0.8]])


def test_there_must_be_enough_samples():
    """
    Of which there are fewer than neighbors: an error that says so.
    """
    search = DeviceSearch(np.eye(3), 4, "cpu")

    with pytest.raises(ValueError, match=r"^n_neighbors must be at most n_samples=3, "):
        search.kneighbors(np.eye(3))
