"""Tests of the neighbor search."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors

from mlclf.neighbors._neighbor_search import NeighborSearch, count_votes, k_smallest


def exhaustive(train, queries, k, metric, skip_self=False):
    """Sort every distance; equal ones in the order of the samples. The oracle."""
    D = pairwise_distances(queries, train, metric=metric).round(9)
    if skip_self:
        np.fill_diagonal(D, np.inf)
    return np.argsort(D, axis=1, kind="stable")[:, :k]


def mostly_zero(seed, n, d, integers=True):
    X = sp.csr_array(sp.random(n, d, density=0.08, random_state=seed))
    if integers:
        X.data = np.ceil(3 * X.data)
    return X


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(12, 400),
    k=st.integers(1, 10),
    integers=st.booleans(),
    metric=st.sampled_from(["euclidean", "cosine"]),
)
def test_ties_go_to_the_sample_that_comes_first(seed, n, k, integers, metric):
    """
    On mostly-zero X, full of ties, the neighbors are those of an exhaustive sort.
    """
    X = mostly_zero(seed, n, 30, integers)
    if metric == "cosine":
        X = X[np.diff(X.indptr) > 0]
    k = min(k, X.shape[0] - 1)
    search = NeighborSearch(k, metric).fit(X)

    others = exhaustive(X.toarray(), X.toarray(), k, metric, skip_self=True)
    found = search.kneighbors()
    D = pairwise_distances(X, metric=metric).round(9)
    rows = np.arange(X.shape[0])[:, None]

    if metric == "euclidean" and integers:
        assert_array_equal(found, others)
    # Rounding orders equal distances that are not integers.
    np.testing.assert_allclose(D[rows, found], D[rows, others], atol=1e-6)
    assert not (found == rows).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("container", [sp.csr_matrix, sp.csr_array, np.asarray])
def test_the_container_changes_nothing(container, dtype):
    """
    The same values give the same neighbors, stored sparse or dense.
    """
    X = mostly_zero(0, 150, 40).astype(dtype).toarray()
    train, queries = container(X[:100]), container(X[100:])

    found = NeighborSearch(7, "euclidean").fit(train).kneighbors(queries)

    assert_array_equal(found, exhaustive(X[:100], X[100:], 7, "euclidean"))


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "cosine"])
@pytest.mark.parametrize("density", [0.05, 0.5])
def test_distances_are_those_of_scikit_learn(metric, density):
    """
    For other metrics and fuller X too, the neighbors are as near as scikit-learn's.
    """
    X = sp.csr_array(sp.random(120, 60, density=density, random_state=1))
    D = pairwise_distances(X, metric=metric)
    np.fill_diagonal(D, np.inf)

    found = NeighborSearch(5, metric).fit(X).kneighbors()
    expected = NearestNeighbors(n_neighbors=5, metric=metric).fit(X).kneighbors()[0]

    np.testing.assert_allclose(np.take_along_axis(D, found, 1), expected, atol=1e-7)


# NumPy may say that they overflow.
@pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")
def test_distances_beyond_float64_are_no_error():
    """
    Where every distance overflows, any samples are the neighbors.
    """
    X = mostly_zero(0, 150, 40) * 1e200

    assert NeighborSearch(3, "euclidean").fit(X).kneighbors(X[:5]).shape == (5, 3)


def test_one_sample_many_times_is_no_trouble():
    """
    Hundreds of equal rows are ties like any other.
    """
    X = sp.csr_array(np.tile(np.eye(20)[0], (300, 1)))

    found = NeighborSearch(3, "euclidean", n_jobs=2).fit(X).kneighbors()

    assert_array_equal(found[0], [1, 2, 3])
    assert_array_equal(found[5], [0, 1, 2])


def test_repeated_entries_add_up():
    """
    A CSR matrix that stores one entry in two parts means their sum.
    """
    split = sp.csr_array(
        (np.array([1.0, 1.0, 1.5, 3.0]), [4, 4, 4, 9], [0, 2, 3, 4]), shape=(3, 40)
    )
    search = NeighborSearch(1, "euclidean").fit(split)

    assert_array_equal(search.kneighbors().ravel(), [1, 0, 1])
    assert split.nnz == 4  # The caller's matrix stays as it was.


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 300), k=st.integers(1, 12))
def test_k_smallest_agrees_with_a_stable_sort(seed, n, k):
    """
    Whatever the groups, the answer is the head of a stable sort.
    """
    k = min(k, n)
    D = np.random.default_rng(seed).integers(0, 9, size=(n, 4)).astype(float)

    expected = np.argsort(D, axis=0, kind="stable")[:k].T

    assert_array_equal(k_smallest(D, k), expected)


def test_votes_are_counted_by_hand():
    """
    Neighbors 0 and 2 carry {0, 1} and {1}: one vote for label 0, two for label 1.
    """
    Y = sp.csr_array(np.array([[1, 1, 0], [0, 0, 1], [0, 1, 0]]))

    assert_array_equal(count_votes(np.array([[0, 2]]), Y).toarray(), [[1, 2, 0]])
