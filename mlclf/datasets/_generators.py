"""Made-up data whose distribution is known exactly."""

from collections.abc import Callable
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.utils import check_random_state

from mlclf._sklearn import Interval, validate_params
from mlclf.datasets._label_model import LabelModel

Floats = NDArray[np.float64]
Maker = TypeVar("Maker", bound=Callable[..., Any])

_CONSTRAINTS = {
    "n_samples": [Interval(Integral, 1, None, closed="left")],
    "n_features": [Interval(Integral, 1, None, closed="left")],
    "n_labels": [Interval(Integral, 1, None, closed="left")],
    "prevalence": [Interval(Real, 0, 1, closed="neither")],
    "imbalance": [Interval(Real, 1, None, closed="left")],
    "signal": [Interval(Real, 0, None, closed="left")],
    "dependence": [Interval(Real, None, None, closed="neither")],
    "noise": [Interval(Real, 0, 1, closed="both")],
    "return_model": ["boolean"],
    "random_state": ["random_state"],
}
_validated: Callable[[Maker], Maker] = validate_params(
    _CONSTRAINTS, prefer_skip_nested_validation=True
)


@_validated
def make_chain_labels(
    n_samples: int = 1000,
    n_features: int = 10,
    n_labels: int = 6,
    *,
    prevalence: float = 0.4,
    imbalance: float = 1.0,
    signal: float = 2.0,
    dependence: float = 1.5,
    noise: float = 0.0,
    return_model: bool = False,
    random_state: Any = None,
) -> Any:
    """Make data in which every label depends on the one before it.

    Parameters
    ----------
    n_samples, n_features, n_labels : int, default=1000, 10, 6
        Sizes. Features are independent and standard normal.

    prevalence : float, default=0.4
        Prevalence of the first, most frequent label.

    imbalance : float, default=1.0
        Prevalence of the first label divided by that of the last; those between fall
        geometrically. Over the features made, they are met exactly in expectation.

    signal : float, default=2.0
        Standard deviation of what the features contribute to a label's logit.

    dependence : float, default=1.5
        What a label contributes to the logit of the labels that depend on it: plus
        this where it is on, minus this where it is off. Negative values make labels
        avoid one another.

    noise : float, default=0.0
        Share of the labels drawn by prevalence alone, in [0, 1].

    return_model : bool, default=False
        Whether the distribution is returned as well.

    random_state : int, RandomState instance or None, default=None
        Pass an int for the same data at every call.

    Returns
    -------
    X : ndarray of shape (n_samples, n_features)
        Features.

    y : ndarray of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    model : LabelModel
        The exact marginals, joint distribution and mode. Only with ``return_model``.

    See Also
    --------
    make_tree_labels, make_independent_labels : Other shapes of dependence.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> X, y, model = make_chain_labels(return_model=True, random_state=0)
    >>> model.parents.tolist()
    [-1, 0, 1, 2, 3, 4]
    >>> model.marginals(X).shape
    (1000, 6)
    """
    return _make(
        np.arange(n_labels) - 1,
        (n_samples, n_features),
        (prevalence, imbalance),
        (signal, dependence, noise),
        return_model,
        random_state,
    )


@_validated
def make_tree_labels(
    n_samples: int = 1000,
    n_features: int = 10,
    n_labels: int = 7,
    *,
    prevalence: float = 0.4,
    imbalance: float = 1.0,
    signal: float = 2.0,
    dependence: float = 1.5,
    noise: float = 0.0,
    return_model: bool = False,
    random_state: Any = None,
) -> Any:
    """Make data in which labels depend on one another as in a binary tree.

    The parent of label j is label (j - 1) // 2. The parameters are those of
    :func:`make_chain_labels`.

    Parameters
    ----------
    n_samples, n_features, n_labels : int, default=1000, 10, 7
        Sizes.

    prevalence, imbalance : float, default=0.4, 1.0
        Prevalence of the first label, and how much rarer the last is.

    signal, dependence, noise : float, default=2.0, 1.5, 0.0
        Weight of the features, of the parent, and share of noise.

    return_model : bool, default=False
        Whether the distribution is returned as well.

    random_state : int, RandomState instance or None, default=None
        Pass an int for the same data at every call.

    Returns
    -------
    X : ndarray of shape (n_samples, n_features)
        Features.

    y : ndarray of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    model : LabelModel
        The exact marginals, joint distribution and mode. Only with ``return_model``.

    Examples
    --------
    >>> from mlclf.datasets import make_tree_labels
    >>> X, y, model = make_tree_labels(return_model=True, random_state=0)
    >>> model.parents.tolist()
    [-1, 0, 0, 1, 1, 2, 2]
    """
    return _make(
        (np.arange(n_labels) + 1) // 2 - 1,
        (n_samples, n_features),
        (prevalence, imbalance),
        (signal, dependence, noise),
        return_model,
        random_state,
    )


@_validated
def make_independent_labels(
    n_samples: int = 1000,
    n_features: int = 10,
    n_labels: int = 6,
    *,
    prevalence: float = 0.4,
    imbalance: float = 1.0,
    signal: float = 2.0,
    noise: float = 0.0,
    return_model: bool = False,
    random_state: Any = None,
) -> Any:
    """Make data in which labels are independent of one another given the features.

    The parameters are those of :func:`make_chain_labels`.

    Parameters
    ----------
    n_samples, n_features, n_labels : int, default=1000, 10, 6
        Sizes.

    prevalence, imbalance : float, default=0.4, 1.0
        Prevalence of the first label, and how much rarer the last is.

    signal, noise : float, default=2.0, 0.0
        Weight of the features, and share of noise.

    return_model : bool, default=False
        Whether the distribution is returned as well.

    random_state : int, RandomState instance or None, default=None
        Pass an int for the same data at every call.

    Returns
    -------
    X : ndarray of shape (n_samples, n_features)
        Features.

    y : ndarray of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    model : LabelModel
        The exact marginals, joint distribution and mode. Only with ``return_model``.

    Examples
    --------
    >>> from mlclf.datasets import make_independent_labels
    >>> X, y = make_independent_labels(n_labels=3, imbalance=10, random_state=0)
    >>> y.mean(axis=0).round(1).tolist()
    [0.4, 0.1, 0.0]
    """
    return _make(
        np.full(n_labels, -1),
        (n_samples, n_features),
        (prevalence, imbalance),
        (signal, 0.0, noise),
        return_model,
        random_state,
    )


def _make(
    parents: NDArray[np.intp],
    shape: tuple[int, int],
    frequency: tuple[float, float],
    weights: tuple[float, float, float],
    return_model: bool,
    random_state: Any,
) -> Any:
    """Draw features and weights, calibrate the intercepts, and draw the labels."""
    rng = check_random_state(random_state)
    n_labels, (prevalence, imbalance) = len(parents), frequency
    signal, dependence, noise = weights
    X = rng.standard_normal(shape)
    coef = rng.standard_normal((n_labels, shape[1]))
    coef *= signal / np.linalg.norm(coef, axis=1, keepdims=True)
    exponents = np.arange(n_labels) / max(n_labels - 1, 1)
    targets = prevalence * imbalance**-exponents
    intercept = np.zeros(n_labels)
    P = np.empty((shape[0], n_labels))
    for j, parent in enumerate(parents):
        pull = dependence if parent >= 0 else 0.0
        above = P[:, parent] if parent >= 0 else np.zeros(shape[0])
        intercept[j], p = _calibrate(X @ coef[j], above, pull, targets[j])
        P[:, j] = (1 - noise) * p + noise * targets[j]
    model = LabelModel(parents, coef, intercept, targets, dependence, noise)
    y = model.sample(X, rng)
    return (X, y, model) if return_model else (X, y)


def _calibrate(
    score: Floats, above: Floats, pull: float, target: float
) -> tuple[float, Floats]:
    """Find the intercept that gives a label its prevalence, and its marginals."""

    def marginals(b: float) -> Floats:
        off, on = expit(score + b - pull), expit(score + b + pull)
        return np.asarray((1 - above) * off + above * on)

    bound = 50 + abs(pull) + np.abs(score).max()
    b = brentq(lambda b: marginals(b).mean() - target, -bound, bound)
    return b, marginals(b)
