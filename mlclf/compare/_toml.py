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
from mlclf.compare._metrics import resolve_scorer
from mlclf.compare._plan import Plan
from mlclf.model_selection import IterativeStratifiedKFold

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
    search, its ``scoring``, a metric or scorer by name, and its ``cv``, a number (3)
    of iteratively stratified folds. A table in place of a value is an estimator, in
    lists too: so the steps of a pipeline are written.

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
    datasets = content.get("datasets", [])
    if isinstance(datasets, str):
        datasets = [datasets]
    if not all(isinstance(dataset, str) for dataset in datasets):
        raise ValueError(f"{path}: datasets must be names or files, got {datasets!r}.")
    if datasets:
        content["datasets"] = [_beside(path, d) for d in datasets]
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
    if not isinstance(what, Mapping) or not set(_NAMES) & set(what):
        raise ValueError(
            f"{path}: a method must be a name, or a table with class or method, got "
            f"{what!r}."
        )
    tune = {key: _value(values, path) for key, values in what.get("tune", {}).items()}
    estimator = _value({k: v for k, v in what.items() if k != "tune"}, path)
    if not tune:
        return estimator
    scoring, n_splits = tune.pop("scoring", None), tune.pop("cv", 3)
    return GridSearchCV(
        estimator,
        param_grid=tune,
        scoring=None if scoring is None else resolve_scorer(scoring),
        cv=IterativeStratifiedKFold(n_splits, random_state=0),
    )


def _value(value: Any, path: Path) -> Any:
    """Return a parameter; a table with "class" or "method" is an estimator."""
    if isinstance(value, list):
        return [_value(item, path) for item in value]
    if not isinstance(value, Mapping):
        return value
    params = {k: _value(v, path) for k, v in value.items() if k not in _NAMES}
    if "method" in value:
        return make_method(value["method"]).set_params(**params)
    if "class" in value:
        return _class(value["class"], path)(**params)
    return params


def _class(name: Any, path: Path) -> Any:
    """Return an estimator's class, of a package that may be named."""
    module, _, attribute = str(name).rpartition(".")
    if str(name).partition(".")[0] in _PACKAGES and module:
        try:
            found = getattr(importlib.import_module(module), attribute, None)
        except ImportError as error:
            raise ValueError(f"{path}: {name} cannot be imported: {error}.") from None
        if isinstance(found, type) and issubclass(found, BaseEstimator):
            return found
    raise ValueError(
        f"{path}: class must be an estimator of {', '.join(_PACKAGES)}, got {name!r}."
    )
