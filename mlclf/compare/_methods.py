"""Named methods: sensible base learners for every classifier of the toolkit."""

import difflib
import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import ClassifierMixin
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from mlclf.compare._feature_scaler import FeatureScaler

__all__ = [
    "available_methods",
    "default_methods",
    "make_method",
    "prepare_method",
    "resolve_methods",
]

DEFAULT_METHODS = (
    "Baseline",
    "BinaryRelevance",
    "ClassifierChain",
    "ClassifierChainEnsemble",
    "LabelPowerset",
    "MLkNN",
    "NeuralClassifier",
    "RandomForest",
)


def _baseline() -> Any:
    return _front_door().NativeMultiLabel(DummyClassifier(strategy="prior"))


def _random_forest() -> Any:
    return _front_door().NativeMultiLabel(RandomForestClassifier(n_estimators=200))


# Methods that are not a classifier of the front door under its own name.
NAMED: dict[str, Callable[[], Any]] = {
    "Baseline": _baseline,
    "RandomForest": _random_forest,
}


def available_methods() -> list[str]:
    """Return the names that :func:`make_method` knows.

    Returns
    -------
    names : list of str
        Every classifier of the front door, "Baseline" and "RandomForest".
    """
    door = _front_door()
    classifiers = [
        name
        for name in door.__all__
        if _is_classifier(getattr(door, name)) and name != "NativeMultiLabel"
    ]
    return sorted([*NAMED, *classifiers])


def default_methods() -> list[str]:
    """Return the names of the methods that are compared when none are named.

    Returns
    -------
    names : list of str
        Known methods only, in the order of the tables.
    """
    known = set(available_methods())
    return [name for name in DEFAULT_METHODS if name in known]


def make_method(name: str) -> Any:
    """Return an unfitted classifier with sensible settings.

    Strategies get a logistic regression; all but the trees get their features on one
    scale (:class:`FeatureScaler`).

    Parameters
    ----------
    name : str
        One of :func:`available_methods`.

    Returns
    -------
    classifier : classifier
        To be cloned and fitted.

    Raises
    ------
    ValueError
        If there is no such method.

    Examples
    --------
    >>> from mlclf.compare import make_method
    >>> make_method("MLkNN")
    Pipeline(steps=[('featurescaler', FeatureScaler()), ('mlknn', MLkNN())])
    """
    known = available_methods()
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise ValueError(
            f"method must be one of {', '.join(known)}, got {name!r}.{hint}"
        )
    if name in NAMED:
        return NAMED[name]()
    cls = getattr(_front_door(), name)
    parameters = list(inspect.signature(cls).parameters)
    method = cls(_base_of(cls)) if parameters[:1] == ["estimator"] else cls()
    # What standardizes by itself gets the features as they are.
    if "standardize" in parameters:
        return method
    return make_pipeline(FeatureScaler(), method)


def prepare_method(method: Any, X: Any) -> Any:
    """Put before a named method what the features call for.

    Parameters
    ----------
    method : classifier
        What :func:`make_method` returned.

    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Features; only their types, and whether any are missing, are looked at.

    Returns
    -------
    classifier : classifier
        The method itself; where columns hold text, behind a one-hot encoding of those;
        where values are missing, behind an imputation by the median.
    """
    steps = []
    if hasattr(X, "columns"):
        text = make_column_selector(dtype_exclude=["number", "bool"])
        if not hasattr(X, "iloc"):  # polars, to which the selector cannot be applied
            names = zip(X.columns, X.dtypes)
            text = [n for n, k in names if not k.is_numeric() and str(k) != "Boolean"]
        encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        steps += [ColumnTransformer([("text", encoder, text)], remainder="passthrough")]
    if _any_missing(X):
        steps += [SimpleImputer(strategy="median", keep_empty_features=True)]
    return make_pipeline(*steps, method) if steps else method


def resolve_methods(
    methods: Mapping[str, Any] | Sequence[str] | None,
) -> dict[str, Any]:
    """Return the methods by name, whatever way they were asked for.

    Parameters
    ----------
    methods : mapping of str to classifier, sequence of str, or None
        None is :func:`default_methods`.

    Returns
    -------
    methods : dict of str to classifier
        In the order of the tables.
    """
    if isinstance(methods, Mapping):
        return dict(methods)
    if isinstance(methods, str):
        methods = [methods]
    names = default_methods() if methods is None else methods
    return {name: make_method(name) for name in names}


def _is_classifier(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, ClassifierMixin)


def _base_of(cls: Any) -> Any:
    """Return the base learner: thresholds and their like wrap a multi-label one."""
    logistic = LogisticRegression(max_iter=1000)
    if cls._wraps_multi_label:
        return _front_door().BinaryRelevance(logistic)
    return logistic


def _any_missing(X: Any) -> bool:
    if hasattr(X, "iloc"):
        return bool(X.isna().any(axis=None))
    if hasattr(X, "columns"):
        numbers = [X[name] for name in X.columns if X[name].dtype.is_float()]
        return any(X.null_count().row(0)) or any(c.is_nan().any() for c in numbers)
    values = X.data if sp.issparse(X) else np.asarray(X)
    return values.dtype.kind == "f" and bool(np.isnan(values).any())


def _front_door() -> Any:
    # By name, at run time: the front door imports everything, this file included.
    return importlib.import_module("mlclf")
