"""The two formats of model files, and what holds for both."""

import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from mlclf.persistence import _pickle_file, _skops_file
from mlclf.persistence._soundness import check_sound

__all__ = ["check_model_path", "dump_model", "load_model"]


def check_model_path(path: str | os.PathLike[str], model: Any = None) -> None:
    """Raise where a model could not be written: ask before a long training.

    Parameters
    ----------
    path : str or path-like
        File that is to be written.

    model : object, default=None
        The classifier to come, if it is known: networks are no case for skops.

    Raises
    ------
    ValueError
        If the suffix is another than ``.skops``, ``.joblib``, ``.pkl`` or
        ``.pickle``, or not one for the model.

    FileNotFoundError
        If the folder does not exist.
    """
    path = Path(path)
    _check_suffix(path)
    if path.suffix == ".skops" and _has_network(model):
        raise ValueError(
            "a file of a network must end with .joblib, since skops writes none, got "
            f"{path.name!r}."
        )
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is no folder to write {path.name} in.")


def dump_model(model: Any, path: str | os.PathLike[str]) -> list[str]:
    """Write a fitted model to a file.

    The file is there whole or not at all, and has been read back before it takes the
    place of an older one.

    Parameters
    ----------
    model : object
        A fitted classifier, or a dict with classifiers, lists and strings.

    path : str or path-like
        ``.skops`` is read back safely; ``.joblib`` (or ``.pkl``) is a pickle, for what
        skops does not take: networks.

    Returns
    -------
    names : list of str
        Types of other packages in a ``.skops`` file, which :func:`load_model` must be
        told to trust. A warning names them, too.

    Raises
    ------
    NotFittedError
        If a classifier is not fitted.

    ValueError
        If the suffix is another one, or skops cannot write the model.

    ImportError
        If skops is not installed.

    See Also
    --------
    load_model : Read the file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance
    >>> from mlclf.persistence import dump_model, load_model
    >>> X, Y = make_multilabel_classification(random_state=0)
    >>> model = BinaryRelevance(LogisticRegression()).fit(X, Y)
    >>> path = Path(tempfile.mkdtemp()) / "model.skops"
    >>> dump_model(model, path)
    []
    >>> bool((load_model(path).predict(X) == model.predict(X)).all())
    True
    """
    path = Path(path)
    check_model_path(path)
    _check_fitted(model, "a model that is written")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        foreign = _write(model, name, path.suffix)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    if foreign:
        warnings.warn(
            f"{path.name} holds types that are read only where they are trusted: "
            f"load_model(path, trusted={foreign}).",
            stacklevel=2,
        )
    return foreign


def load_model(
    path: str | os.PathLike[str],
    *,
    trust_pickle: bool = False,
    trusted: Sequence[str] = (),
) -> Any:
    """Read a model that :func:`dump_model` wrote.

    A ``.skops`` file makes objects of known types only: the estimators of mlclf,
    scikit-learn and imbalanced-learn, LightGBM, XGBoost and CatBoost, arrays, and the
    parts of these. No function is called that a file names.

    Parameters
    ----------
    path : str or path-like
        The file.

    trust_pickle : bool, default=False
        Whether pickles are read. Reading one runs whatever its maker put in: only
        for files of your own.

    trusted : sequence of str, default=()
        Full names of further types that a ``.skops`` file may hold. Name those that
        you know: reading the file may run their code.

    Returns
    -------
    model : object
        What was written.

    Raises
    ------
    ValueError
        If the file is a pickle that is not trusted, holds types that are not trusted,
        is damaged, or is no model. The message has the name of the file.

    FileNotFoundError
        If there is no such file.

    See Also
    --------
    dump_model : Write the file, and say which types must be trusted.
    """
    path = Path(path)
    _check_suffix(path)
    if isinstance(trusted, str):
        raise TypeError(f"trusted must be a list of names, got {trusted!r}.")
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist.")
    is_pickle = path.suffix in _pickle_file.SUFFIXES
    if is_pickle and not trust_pickle:
        raise ValueError(
            f"{path} is a pickle, and reading it runs what its maker put in: only "
            "where it is your own, say so (trust_pickle=True, --trust-pickle)."
        )
    model = _pickle_file.read(path) if is_pickle else _skops_file.read(path, trusted)
    try:
        check_sound(model)
        _check_fitted(model, f"the model in {path}")
    except NotFittedError as error:
        raise ValueError(str(error)) from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path} holds a damaged model: {error}") from error
    return model


def _check_suffix(path: Path) -> None:
    if path.suffix not in (".skops", *_pickle_file.SUFFIXES):
        raise ValueError(
            "a model file must end with .skops (read back safely) or .joblib, got "
            f"{path.name!r}."
        )


def _write(model: Any, name: str, suffix: str) -> list[str]:
    """Write a model and read it back; return the types that must be trusted."""
    if suffix == ".skops":
        _skops_file.write(model, name)
        return _skops_file.check_written(name)
    _pickle_file.write(model, name)
    _pickle_file.read(name)
    return []


def _check_fitted(model: Any, what: str) -> None:
    """Raise where an estimator, by itself or in a dict or list, is not fitted."""
    for estimator in _estimators(model):
        try:
            check_is_fitted(estimator)
        except NotFittedError:
            raise NotFittedError(
                f"{what} must be fitted, got an unfitted {type(estimator).__name__}."
            ) from None


def _estimators(model: Any) -> Iterator[Any]:
    if isinstance(model, dict):
        model = list(model.values())
    if isinstance(model, list | tuple):
        for part in model:
            yield from _estimators(part)
    elif hasattr(model, "fit") and hasattr(model, "get_params"):
        yield model


def _has_network(model: Any) -> bool:
    parts = [model, *getattr(model, "get_params", dict)().values()]
    return any(getattr(part, "_needs_torch", False) for part in parts)
