"""Plans as TOML files: a comparison that can be read, kept and run again."""

import importlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.model_selection import GridSearchCV

from mlclf.compare._methods import make_method
from mlclf.compare._plan import Plan
from mlclf.metrics import SCORERS, get_scorer

__all__ = ["load_plan"]

# A plan may come from a stranger: it names estimators of these packages only.
_PACKAGES = ("mlclf", "sklearn", "lightgbm", "xgboost", "catboost")
_NAMES = ("class", "method")
_KEYS = (
    "datasets",
    "methods",
    "metrics",
    "split",
    "cv",
    "test_size",
    "repeats",
    "random_state",
    "seeds",
    "labels",
)


def load_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a plan.

    The keys are the parameters of :class:`Plan`. Files among the data sets are looked
    for beside the plan. ``methods`` is a list of names, or a table; each of its
    entries is a name, or a table with ``class`` (or ``method``, a name), the
    parameters beside it, and a table ``tune`` with the values of a nested grid
    search, its ``scoring`` and ``cv``.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    plan : Plan
        To be run.

    Raises
    ------
    ValueError
        If the file is no TOML, has unknown keys, or names a class that is no
        estimator of mlclf, scikit-learn or a boosting package.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> text = '''
    ... datasets = ["yeast", "scene"]
    ... cv = 5
    ... [methods]
    ... plain = "MLkNN"
    ... [methods.tuned]
    ... class = "mlclf.BinaryRelevance"
    ... estimator = {class = "sklearn.linear_model.LogisticRegression"}
    ... tune = {estimator__C = [0.1, 1.0], scoring = "f1_micro"}
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "plan.toml"
    ...     _ = path.write_text(text)
    ...     plan = load_plan(path)
    >>> plan.methods["tuned"].param_grid
    {'estimator__C': [0.1, 1.0]}
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}.") from None
    unknown = sorted(set(content) - set(_KEYS))
    if unknown:
        raise ValueError(
            f"{path}: keys must be among {', '.join(_KEYS)}, got {', '.join(unknown)}."
        )
    if "datasets" in content:
        content["datasets"] = [_beside(path, d) for d in content["datasets"]]
    if "cv" in content:
        content.setdefault("split", "stratified")
    if isinstance(content.get("methods"), Mapping):
        methods = content["methods"].items()
        content["methods"] = {name: _method(what, path) for name, what in methods}
    return Plan(**content)


def _beside(path: Path, dataset: str) -> str:
    """Return a file beside the plan, or the name of a data set as it is."""
    file = path.parent / dataset
    return str(file) if file.is_file() else dataset


def _method(what: Any, path: Path) -> Any:
    if isinstance(what, str):
        return make_method(what)
    tune = dict(what.get("tune", {}))
    rest = {key: value for key, value in what.items() if key != "tune"}
    estimator = _value(rest, path)
    if not tune:
        return estimator
    scoring = tune.pop("scoring", None)
    if scoring in SCORERS:
        scoring = get_scorer(scoring)
    folds = tune.pop("cv", 3)
    return GridSearchCV(estimator, param_grid=tune, scoring=scoring, cv=folds)


def _value(value: Any, path: Path) -> Any:
    """Return a parameter; a table with "class" or "method" is an estimator."""
    if not isinstance(value, Mapping):
        return value
    params = {k: _value(v, path) for k, v in value.items() if k not in _NAMES}
    if "method" in value:
        return make_method(value["method"]).set_params(**params)
    if "class" in value:
        return _class(value["class"], path)(**params)
    return params


def _class(name: str, path: Path) -> Any:
    """Return an estimator's class, of a package that may be named."""
    module, _, attribute = name.rpartition(".")
    if name.partition(".")[0] in _PACKAGES and module:
        try:
            found = getattr(importlib.import_module(module), attribute, None)
        except ImportError as error:
            raise ValueError(f"{path}: {name} cannot be imported: {error}.") from None
        if isinstance(found, type) and issubclass(found, BaseEstimator):
            return found
    raise ValueError(
        f"{path}: class must be an estimator of {', '.join(_PACKAGES)}, got {name!r}."
    )
