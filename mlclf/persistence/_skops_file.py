"""Models as .skops files: no code in them, checked before anything is made."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from mlclf.persistence._archive import check_size
from mlclf.persistence._schema import Types, read_types
from mlclf.persistence._trusted_types import is_trusted

__all__ = ["check_written", "read", "write"]


def write(model: Any, path: str | os.PathLike[str]) -> None:
    """Write a model.

    Parameters
    ----------
    model : object
        What skops can write.

    path : str or path-like
        File to write.

    Raises
    ------
    ValueError
        If skops cannot write it.
    """
    sio = _import_skops()
    try:
        sio.dump(model, path)
    except Exception as error:
        raise ValueError(_no_skops(error)) from None


def check_written(path: str | os.PathLike[str]) -> list[str]:
    """Read back what was written.

    Parameters
    ----------
    path : str or path-like
        File of :func:`write`.

    Returns
    -------
    foreign : list of str
        Names of types that are read only where the caller trusts them.

    Raises
    ------
    ValueError
        If it cannot be read.
    """
    try:
        with ZipFile(path) as archive:
            types = _checked_types(archive)
        _import_skops().load(path, trusted=[name for _, name in types])
    except Exception as error:
        raise ValueError(_no_skops(error)) from None
    return _foreign(types, ())


def read(path: Path, trusted: Sequence[str] = ()) -> Any:
    """Read a model whose types are all known, or named by the caller.

    Parameters
    ----------
    path : Path
        The file.

    trusted : sequence of str, default=()
        Further types.

    Returns
    -------
    model : object
        What was written.

    Raises
    ------
    ValueError
        If the file holds other types, is damaged, or is no model.
    """
    sio = _import_skops()
    try:
        with ZipFile(path) as archive:
            types = _checked_types(archive)
    except Exception as error:
        raise ValueError(f"{path} holds no model: {error}.") from error
    foreign = _foreign(types, trusted)
    if foreign:
        raise ValueError(
            f"{path} must hold estimators of mlclf and scikit-learn, and arrays, got "
            f"{', '.join(foreign)}: where you know them, say so (trusted=[...], "
            "--trusted)."
        )
    try:
        return sio.load(path, trusted=[name for _, name in types])
    except Exception as error:
        raise ValueError(f"{path} is damaged: {error}.") from error


def _checked_types(archive: ZipFile) -> Types:
    check_size(archive)
    return read_types(archive)


def _foreign(types: Types, trusted: Sequence[str]) -> list[str]:
    names = {name for maker, name in types if not is_trusted(maker, name)}
    return sorted(names - set(trusted))


def _no_skops(error: Exception) -> str:
    return (
        f"skops cannot write this model ({type(error).__name__}: {error}): use a file "
        "that ends with .joblib."
    )


def _import_skops() -> Any:
    try:
        import skops.io
    except ImportError:
        raise ImportError(
            ".skops files need skops: pip install 'mlclf-toolkit[cli]'"
        ) from None
    return skops.io
