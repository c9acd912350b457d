"""Tests of ML-kNN."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.neighbors import KNeighborsTransformer
from sklearn.pipeline import make_pipeline

from mlclf import MLkNN


def paper(X, Y, k, s, x, exclude_self):
    """ML-kNN as the paper writes it, one loop per index. Slow, obvious, the oracle."""
    n, L = Y.shape

    def votes(point, skip=None):
        d = [np.inf if i == skip else ((point - X[i]) ** 2).sum() for i in range(n)]
        return Y[np.argsort(d, kind="stable")[:k]].sum(axis=0)

    c = np.zeros((2, L, k + 1))
    for i in range(n):
        for j, r in enumerate(votes(X[i], skip=i if exclude_self else None)):
            c[Y[i, j], j, r] += 1
    out = np.empty(L)
    for j, r in enumerate(votes(x)):
        prior = (s + Y[:, j].sum()) / (2 * s + n)
        like = [(s + c[h, j, r]) / (s * (k + 1) + c[h, j].sum()) for h in (0, 1)]
        out[j] = prior * like[1] / (prior * like[1] + (1 - prior) * like[0])
    return out


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    k=st.integers(1, 6),
    s=st.floats(0.1, 3),
    exclude_self=st.booleans(),
)
def test_agrees_with_the_paper(seed, k, s, exclude_self):
    """
    The vectorised posterior is the one of the paper's pseudo-code.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(20, 3))
    Y = rng.integers(0, 2, size=(20, 3))
    x = rng.normal(size=3)

    mlknn = MLkNN(n_neighbors=k, smoothing=s, exclude_self=exclude_self).fit(X, Y)

    expected = paper(X, Y, k, s, x, exclude_self)
    assert_allclose(mlknn.predict_proba(x[None])[0], expected)


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=90, n_classes=3, random_state=0)


@pytest.fixture
def scattered():
    """Samples no two of which are equally far apart."""
    X = np.random.default_rng(0).normal(size=(90, 5))
    return X, (X[:, :3] > 0).astype(int)


def test_sparse_samples_change_nothing(scattered):
    """
    Sparse X has the same neighbors.
    """
    X, y = scattered

    dense = MLkNN().fit(X, y).predict_proba(X)
    sparse = MLkNN().fit(sp.csr_array(X), y).predict_proba(sp.csr_array(X))

    assert_allclose(dense, sparse)


@pytest.mark.parametrize("exclude_self", [True, False])
def test_a_precomputed_graph_changes_nothing(scattered, exclude_self):
    """
    Behind a KNeighborsTransformer the answer is that of the direct search.
    """
    X, y = scattered
    direct = MLkNN(5, exclude_self=exclude_self)
    staged = make_pipeline(
        KNeighborsTransformer(n_neighbors=6),
        MLkNN(5, metric="precomputed", exclude_self=exclude_self),
    )

    expected = direct.fit(X[:60], y[:60]).predict_proba(X[60:])

    assert_allclose(staged.fit(X[:60], y[:60]).predict_proba(X[60:]), expected)


def test_a_precomputed_matrix_changes_nothing(scattered):
    """
    A dense matrix of distances is a metric too.
    """
    X, y = scattered
    distances = np.linalg.norm(X[:, None] - X[None, :60], axis=2)

    expected = MLkNN(5).fit(X[:60], y[:60]).predict_proba(X[60:])
    answer = MLkNN(5, metric="precomputed").fit(distances[:60], y[:60])

    assert_allclose(answer.predict_proba(distances[60:]), expected)


def test_more_neighbors_than_samples_are_all_the_others(data):
    """
    n_neighbors beyond n_samples - 1 means everyone else.
    """
    X, y = data

    many = MLkNN(n_neighbors=1000).fit(X, y).predict_proba(X)

    assert_array_equal(many, MLkNN(n_neighbors=89).fit(X, y).predict_proba(X))


def test_one_sample_is_refused():
    """
    A single sample has no neighbor, and the error says so.
    """
    message = r"^MLkNN needs at least 2 samples, got n_samples=1\.$"

    with pytest.raises(ValueError, match=message):
        MLkNN().fit([[0.0, 1.0]], [[0, 1]])
