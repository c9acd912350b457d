"""Tests of BRkNN."""

import os
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.neighbors import KNeighborsClassifier

from mlclf import BRkNN


@pytest.fixture
def scattered():
    """Samples no two of which are equally far apart."""
    X = np.random.default_rng(0).normal(size=(90, 5))
    return X, (X[:, :4] > [0, 0.5, -0.5, 1]).astype(int)


def test_the_majority_is_that_of_scikit_learn(scattered):
    """
    Without an extension, an odd vote is KNeighborsClassifier's.
    """
    X, y = scattered
    peer = KNeighborsClassifier(5).fit(X[:60], y[:60])

    lazy = BRkNN(5).fit(X[:60], y[:60])
    shares = np.column_stack([p[:, 1] for p in peer.predict_proba(X[60:])])

    assert_array_equal(lazy.predict(X[60:]), peer.predict(X[60:]))
    assert_allclose(lazy.predict_proba(X[60:]), shares)


# Samples at 0, 1, 2, 3 on a line; the query 0.4 sees them in the order 0, 1, 2, 3.
LINE = np.array([[0.0], [1.0], [2.0], [3.0]])
LABELS = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1], [1, 0, 1]])


@pytest.mark.parametrize(
    ("k", "extension", "expected"),
    [
        # Neighbors 0, 1, 2: votes 1, 2, 1 of 3.
        (3, None, [0, 1, 0]),
        (3, "a", [0, 1, 0]),
        (3, "b", [0, 1, 0]),  # 4 labels over 3 neighbors: rint(1.33) = 1
        # Neighbors 0, 1: votes 1, 1, 0 of 2: nobody has a majority.
        (2, None, [0, 0, 0]),
        (2, "a", [1, 0, 0]),  # the first of the equal votes
        (2, "b", [1, 0, 0]),  # one label each: rint(1) = 1
        # All: votes 2, 2, 2 of 4; 6 labels over 4 neighbors: rint(1.5) = 2.
        (4, None, [0, 0, 0]),
        (4, "b", [1, 1, 0]),
    ],
)
def test_extensions_by_hand(k, extension, expected):
    """
    Extension a fills an empty answer, b predicts as many labels as neighbors have.
    """
    lazy = BRkNN(k, extension=extension).fit(LINE, LABELS)

    assert_array_equal(lazy.predict([[0.4]]), [expected])


def test_neighbors_without_labels_have_none_to_give():
    """
    Where no neighbor has a label, extension b predicts none.
    """
    lazy = BRkNN(2, extension="b").fit([[0.0], [1.0], [9.0]], [[0, 0], [0, 0], [1, 1]])

    assert_array_equal(lazy.predict([[0.5]]), [[0, 0]])


def test_more_neighbors_than_samples_are_everyone(scattered):
    """
    n_neighbors beyond n_samples means everyone: the share is the frequency.
    """
    X, y = scattered

    everyone = BRkNN(1000).fit(X, y).predict_proba(X[:1])

    assert_allclose(everyone, [y.mean(axis=0)])


def test_sparse_samples_change_nothing(scattered):
    """
    Sparse X has the same neighbors.
    """
    X, y = scattered

    dense = BRkNN().fit(X, y).predict_proba(X)

    sparse = BRkNN().fit(sp.csr_array(X), y).predict_proba(sp.csr_array(X))
    assert_allclose(dense, sparse)


@pytest.mark.parametrize("algorithm", ["brute", "kd_tree", "ball_tree"])
def test_every_algorithm_is_exact(algorithm, scattered):
    """
    Trees and exhaustive search find the same neighbors.
    """
    X, y = scattered

    assert_allclose(
        BRkNN(algorithm=algorithm).fit(X, y).predict_proba(X),
        BRkNN().fit(X, y).predict_proba(X),
    )


def test_one_label_answers_in_its_own_values():
    """
    A single column keeps its two values.
    """
    X, _ = make_multilabel_classification(n_samples=40, random_state=0)
    y = np.where(X[:, 0] > np.median(X[:, 0]), "on", "off")

    assert set(BRkNN(3).fit(X, y).predict(X)) == {"on", "off"}


def read_scene(part):
    folder = os.environ.get("MLCLF_DATA")
    if not folder:
        pytest.skip("MLCLF_DATA is not set")
    lines = Path(folder, "scene", "mulan", f"scene-{part}.arff").read_text()
    rows = lines[lines.lower().index("@data") :].splitlines()[1:]
    table = np.array([row.split(",") for row in rows if row.strip()], dtype=float)
    return table[:, :294], table[:, 294:].astype(int)


def test_scene_has_the_figures_printed_for_scikit_multilearn():
    """
    Its variant a ("at least half") and its variant b come out to the last digit.
    """
    (X, y), (X_test, y_test) = read_scene("train"), read_scene("test")
    lazy = BRkNN(10, extension="b").fit(X, y)
    answers = lazy.predict_proba(X_test) >= 0.5, lazy.predict(X_test)

    losses = [np.mean(answer != y_test) for answer in answers]
    exact = [np.mean((answer == y_test).all(axis=1)) for answer in answers]

    assert_allclose(losses, [0.103400, 0.102425], atol=5e-7)
    assert_allclose(exact, [0.590301, 0.658863], atol=5e-7)
