"""Models on disk: written whole, and read without running what a stranger wrote."""

import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["check_model_path", "dump_model", "load_model"]

# A model file may hold classes of these packages, never their functions: some of
# those read and write files, or run text.
_PACKAGES = ("mlclf.", "sklearn.")
_TRUSTED = {
    "numpy.dtype",
    *(
        f"scipy.sparse._{kind}.{kind}_{shape}"
        for kind in ("csr", "csc", "coo", "dia")
        for shape in ("array", "matrix")
    ),
}
_PICKLES = (".joblib", ".pkl", ".pickle")


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


def dump_model(model: Any, path: str | os.PathLike[str]) -> None:
    """Write a fitted model to a file.

    Parameters
    ----------
    model : object
        A fitted classifier, or a dict with classifiers, lists and strings.

    path : str or path-like
        ``.skops`` is read back safely; ``.joblib`` (or ``.pkl``) is a pickle, for what
        skops does not take: networks. The file is there whole or not at all.

    Raises
    ------
    ValueError
        If the suffix is another one, or skops cannot write the model.

    ImportError
        If skops is not installed.
    """
    path = Path(path)
    check_model_path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        _write(model, name, path)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def load_model(path: str | os.PathLike[str], *, trust_pickle: bool = False) -> Any:
    """Read a model that :func:`dump_model` wrote.

    Parameters
    ----------
    path : str or path-like
        The file.

    trust_pickle : bool, default=False
        Whether pickles are read. Reading one runs whatever its maker put in: only
        for files of your own.

    Returns
    -------
    model : object
        What was written.

    Raises
    ------
    ValueError
        If the file is a pickle that is not trusted, holds classes of other packages
        than mlclf, scikit-learn, scipy and numpy, or is no model.
    """
    path = Path(path)
    _check_suffix(path)
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist.")
    if path.suffix in _PICKLES:
        return _load_pickle(path, trust_pickle)
    sio = _import_skops()
    try:
        types = sio.get_untrusted_types(file=path)
    except Exception as error:
        raise ValueError(f"{path} holds no model: {error}") from None
    foreign = sorted(name for name in types if not _is_trusted(name))
    if foreign:
        raise ValueError(
            f"{path} must hold mlclf, scikit-learn, scipy and numpy only, got "
            f"{', '.join(foreign)}."
        )
    return sio.load(path, trusted=types)


def _is_trusted(name: str) -> bool:
    """Say whether a name in a model file is a class that computes."""
    module, _, kind = name.rpartition(".")
    if name in _TRUSTED:
        return True
    if not name.startswith(_PACKAGES) or "tests" in module or "__" in module:
        return False
    try:
        return isinstance(getattr(import_module(module), kind), type)
    except (ImportError, AttributeError):
        return False


def _write(model: Any, name: str, path: Path) -> None:
    if path.suffix in _PICKLES:
        import joblib

        joblib.dump(model, name)
        return
    sio = _import_skops()
    try:
        sio.dump(model, name)
        sio.get_untrusted_types(file=name)
    except Exception as error:
        raise ValueError(
            f"skops cannot write this model ({type(error).__name__}: {error}): use a "
            "file that ends with .joblib."
        ) from None


def _load_pickle(path: Path, trust_pickle: bool) -> Any:
    if not trust_pickle:
        raise ValueError(
            f"{path} is a pickle, and reading it runs what its maker put in: only "
            "where it is your own, say so (trust_pickle=True, --trust-pickle)."
        )
    import joblib

    return joblib.load(path)


def _check_suffix(path: Path) -> None:
    if path.suffix not in (".skops", *_PICKLES):
        raise ValueError(
            "a model file must end with .skops (read back safely) or .joblib, got "
            f"{path.name!r}."
        )


def _has_network(model: Any) -> bool:
    parts = [model, *getattr(model, "get_params", dict)().values()]
    return any(type(part).__module__.startswith("mlclf.neural") for part in parts)


def _import_skops() -> Any:
    try:
        import skops.io
    except ImportError:
        raise ImportError(
            ".skops files need skops: pip install 'mlclf-toolkit[cli]'"
        ) from None
    return skops.io
