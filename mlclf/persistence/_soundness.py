"""Numbers in a model that native code takes as places in memory.

scikit-learn's compiled parts follow the children of a tree, the columns of a sparse
matrix and the rows of a neighbor search without a look at their bounds. In a stranger's
file they may point anywhere, so they are looked at once, after reading.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse as sp

__all__ = ["check_sound"]


def check_sound(model: Any) -> None:
    """Raise where a model would read outside its own memory.

    Parameters
    ----------
    model : object
        What a file held: an estimator, or lists and dicts of such.

    Raises
    ------
    ValueError
        If a node, a row or a column lies outside, or a tree takes other features than
        the estimator around it.
    """
    for part in _parts(model):
        kind = type(part).__name__
        if sp.issparse(part):
            if part.format in ("csr", "csc", "bsr"):
                part.check_format(full_check=True)
            continue
        check = _CHECKS.get(f"{type(part).__module__}.{kind}")
        if check is not None:
            check(part)
        elif hasattr(part, "__dict__"):
            _check_estimator(part)


def _parts(model: Any) -> Iterator[Any]:
    """Walk through a model, each object once."""
    seen: set[int] = set()
    stack = [model]
    while stack:
        part = stack.pop()
        if id(part) in seen or isinstance(part, str | bytes | int | float | type):
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            stack += part.values()
        elif isinstance(part, list | tuple | set | frozenset):
            stack += part
        elif isinstance(part, np.ndarray):
            stack += part.ravel().tolist() if part.dtype == object else []
        else:
            yield part
            stack += getattr(part, "__dict__", {}).values()


def _check_tree(tree: Any) -> None:
    state = tree.__getstate__()
    nodes, count = state["nodes"], state["node_count"]
    _check_nodes(
        nodes["left_child"],
        nodes["right_child"],
        nodes["left_child"] == -1,
        count,
    )
    inner = nodes["left_child"] != -1
    _check_range("a tree's feature", nodes["feature"][inner], tree.n_features)


def _check_predictor(predictor: Any) -> None:
    nodes = predictor.nodes
    leaf = nodes["is_leaf"].astype(bool)
    _check_nodes(nodes["left"], nodes["right"], leaf, len(nodes))
    categories = nodes["bitset_idx"][nodes["is_categorical"].astype(bool) & ~leaf]
    for sets in (predictor.raw_left_cat_bitsets, predictor.binned_left_cat_bitsets):
        if sets.ndim != 2 or sets.shape[1] != 8:
            raise ValueError("a tree's sets of categories are no 256 bits")
        _check_range("a tree's set of categories", categories, len(sets))


def _check_nodes(left: Any, right: Any, leaf: Any, count: int) -> None:
    """Refuse children that do not stand behind their parent: cycles, too."""
    if not len(left) == count > 0:
        raise ValueError(f"a tree has {len(left)} nodes, not {count}")
    parents = np.arange(count)[~leaf]
    for children in (left[~leaf], right[~leaf]):
        _check_range("a tree's child", children, count)
        if (children <= parents).any():
            raise ValueError("a tree's child stands before its parent")


def _check_search(search: Any) -> None:
    """Check a tree of neighbors: rows and the nodes that hold them."""
    data, rows, nodes, bounds = (np.asarray(part) for part in search.get_arrays())
    if len(rows) != len(data):
        raise ValueError(f"a neighbor search has {len(rows)} rows, not {len(data)}")
    _check_range("a neighbor search's row", rows, len(data))
    _check_range("a node's first row", nodes["idx_start"], len(data) + 1)
    _check_range("a node's last row", nodes["idx_end"], len(data) + 1)
    count = len(nodes)
    if bounds.shape[1] != count or bounds.shape[2] != data.shape[1]:
        raise ValueError(f"a neighbor search has bounds of shape {bounds.shape}")
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    _check_range("a neighbor search's child", 2 * inner + 2, count)


_CHECKS = {
    "sklearn.tree._tree.Tree": _check_tree,
    (
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"
    ): _check_predictor,
    "sklearn.neighbors._kd_tree.KDTree": _check_search,
    "sklearn.neighbors._kd_tree.KDTree64": _check_search,
    "sklearn.neighbors._ball_tree.BallTree": _check_search,
    "sklearn.neighbors._ball_tree.BallTree64": _check_search,
}


def _check_estimator(part: Any) -> None:
    """Check what an estimator and the trees in it must have in common."""
    known = vars(part)
    width = known.get("n_features_in_")
    if width is None:
        return
    if "tree_" in known and known["tree_"].n_features != width:
        raise ValueError(
            f"a tree has {known['tree_'].n_features} features, not {width}"
        )
    if "n_trees_per_iteration_" in known:
        _check_boosting(known, width)
    elif "estimators_" in known:
        _check_forest(known["estimators_"], width)
    if "support_vectors_" in known:
        _check_machine(known)
    if "_y" in known and "classes_" in known:
        _check_votes(known)


def _check_forest(members: Any, width: int) -> None:
    """Refuse trees that read more features than the forest was given."""
    for member in np.ravel(np.asarray(members, dtype=object)):
        tree = getattr(member, "tree_", None)
        if tree is not None and tree.n_features > width:
            raise ValueError(f"a tree has {tree.n_features} features, not {width}")


def _check_boosting(known: dict[str, Any], width: int) -> None:
    trees = known["n_trees_per_iteration_"]
    if "estimators_" in known:
        if known["estimators_"].shape[1] != trees:
            raise ValueError(f"each round of boosting must have {trees} trees")
        _check_forest(known["estimators_"], width)
    for stage in known.get("_predictors", ()):
        for predictor in stage:
            features = predictor.nodes["feature_idx"]
            inner = ~predictor.nodes["is_leaf"].astype(bool)
            _check_range("a tree's feature", features[inner], known["_n_features"])
        if len(stage) != trees:
            raise ValueError(f"each round of boosting must have {trees} trees")


def _check_machine(known: dict[str, Any]) -> None:
    """Check the arrays that libsvm reads side by side."""
    vectors, coefficients = known["support_vectors_"], known["_dual_coef_"]
    per_class = np.asarray(known["_n_support"])
    classes = len(known["classes_"]) if "classes_" in known else 2
    pairs = classes * (classes - 1) // 2
    whole = (
        vectors.shape[0] == coefficients.shape[1] == len(known["support_"])
        and coefficients.shape[0] == classes - 1
        and len(known["_intercept_"]) == pairs
        and len(known["_probA"]) in (0, pairs)
        and len(known["_probB"]) in (0, pairs)
        and ("classes_" not in known or per_class.shape == (classes,))
        and ("classes_" not in known or per_class.sum() == vectors.shape[0])
    )
    if not whole or per_class.min(initial=0) < 0:
        raise ValueError("a support vector machine has arrays of different lengths")


def _check_votes(known: dict[str, Any]) -> None:
    """Refuse neighbors that vote for a class that is not there."""
    y = np.asarray(known["_y"])
    if y.dtype.kind in "iu" and y.ndim == 1:
        _check_range("a neighbor's class", y, len(known["classes_"]))


def _check_range(what: str, values: Any, count: int) -> None:
    if len(values) and not 0 <= int(np.min(values)) <= int(np.max(values)) < count:
        raise ValueError(f"{what} must be in [0, {count})")
