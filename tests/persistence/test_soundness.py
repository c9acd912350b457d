"""Places in memory that a stranger's file gives are looked at before they are used."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.ensemble import (
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from mlclf.persistence import load_model
from mlclf.persistence._soundness import check_sound

skops_io = pytest.importorskip("skops.io", reason="reads and writes .skops files")

rng = np.random.default_rng(0)
X = rng.random((80, 3))
X[:, 2] = rng.integers(4, size=80)
y = (X[:, 0] + (X[:, 2] > 1) > 1).astype(int)

MODELS = [
    DecisionTreeClassifier(),
    RandomForestClassifier(3),
    BaggingClassifier(n_estimators=3, max_features=2),
    GradientBoostingClassifier(n_estimators=3),
    HistGradientBoostingClassifier(
        max_iter=3, min_samples_leaf=5, categorical_features=[2]
    ),
    KNeighborsClassifier(leaf_size=5, algorithm="kd_tree"),
    KNeighborsClassifier(leaf_size=5, algorithm="ball_tree"),
    KNeighborsClassifier(algorithm="brute"),
    SVC(),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_honest_models_are_sound(model):
    """
    For labels of two values and of three.
    """
    check_sound({"models": [clone(model).fit(X, y)]})
    check_sound(clone(model).fit(X, y + (X[:, 1] > 0.5)))
    check_sound(sp.csr_array(X))


def tree_with(**columns):
    """Make a tree whose root has other numbers."""
    model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, y)
    state = model.tree_.__getstate__()
    for name, value in columns.items():
        state["nodes"][name][0] = value
    model.tree_.__setstate__(state)
    return model


def boosting_with(**columns):
    """Make a boosting whose first root has other numbers."""
    model = clone(MODELS[4]).fit(X, y)
    for name, value in columns.items():
        model._predictors[0][0].nodes[name][0] = value
    return model


def neighbors_with(part, place, value):
    """Make a search for neighbors with another number in its state."""
    model = clone(MODELS[5]).fit(X, y)
    state = list(model._tree.__getstate__())
    state[part] = state[part].copy()
    if state[part].dtype.names:
        state[part][place][0] = value
    else:
        state[part][place] = value
    model._tree.__setstate__(tuple(state))
    return model


def with_attribute(model, name, change):
    """Fit a model and change one attribute of it."""
    model = clone(model).fit(X, y)
    setattr(model, name, change(getattr(model, name)))
    return model


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tree_with(left_child=10**9), "a tree's child must be in"),
        (lambda: tree_with(right_child=-5), "a tree's child must be in"),
        (lambda: tree_with(left_child=0), "a tree's child stands before its parent"),
        (lambda: tree_with(feature=10**9), "a tree's feature must be in"),
        (lambda: tree_with(feature=-3), "a tree's feature must be in"),
        (
            lambda: with_attribute(MODELS[0], "n_features_in_", lambda n: n - 1),
            "a tree has 3 features, not 2",
        ),
        (
            lambda: with_attribute(MODELS[1], "n_features_in_", lambda n: n - 1),
            "a tree has 3 features, not 2",
        ),
        (
            lambda: with_attribute(MODELS[3], "n_trees_per_iteration_", lambda n: 5),
            "each round of boosting must have 5 trees",
        ),
        (
            lambda: with_attribute(MODELS[4], "_n_features", lambda n: 1),
            "a tree's feature must be in",
        ),
        (lambda: boosting_with(left=10**9), "a tree's child must be in"),
        (lambda: boosting_with(right=0), "a tree's child stands before its parent"),
        (lambda: boosting_with(feature_idx=77), "a tree's feature must be in"),
        (
            lambda: boosting_with(is_categorical=1, bitset_idx=10**6),
            "a tree's set of categories must be in",
        ),
        (lambda: neighbors_with(1, 0, 10**9), "a neighbor search's row must be in"),
        (lambda: neighbors_with(2, "idx_start", -9), "a node's first row must be in"),
        (lambda: neighbors_with(2, "idx_end", 10**9), "a node's last row must be in"),
        (
            lambda: with_attribute(MODELS[8], "_dual_coef_", lambda c: c[:, :-1]),
            "a support vector machine has arrays of different lengths",
        ),
        (
            lambda: with_attribute(MODELS[7], "_y", lambda y: y + 9),
            "a neighbor's class must be in",
        ),
    ],
)
def test_numbers_that_point_outside_are_refused(make, message):
    """
    Each of these would read or write outside of its memory, or never end.
    """
    with pytest.raises(ValueError, match=message):
        check_sound([make()])


def test_columns_outside_of_a_matrix_are_refused():
    """
    A product with such a matrix would read outside of its memory.
    """
    matrix = sp.csr_array(X)
    matrix.indices[0] = 10**6

    with pytest.raises(ValueError, match="indices"):
        check_sound({"part": matrix})


def test_a_file_with_such_numbers_is_refused(tmp_path):
    """
    By the name of the file.
    """
    path = tmp_path / "model.skops"
    skops_io.dump(tree_with(left_child=10**9), path)

    with pytest.raises(
        ValueError, match=r"model\.skops holds a damaged model: a tree's"
    ):
        load_model(path)
