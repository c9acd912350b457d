"""Models as .skops files: no code in them, checked before anything is made."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from mlclf.persistence._archive import check_size
from mlclf.persistence._schema import Types, read_types
from mlclf.persistence._trusted_types import is_trusted

__all__ = ["check_written", "model_types", "read", "write"]


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


def model_types(model: Any) -> list[str]:
    """Return the types in a model that skops by itself does not trust.

    Tools that write ``.skops`` files on their own ask for them: mlflow as
    ``skops_trusted_types``, skops as ``trusted``.

    Parameters
    ----------
    model : object
        A fitted classifier that skops can write.

    Returns
    -------
    names : list of str
        Full names, sorted.

    Raises
    ------
    ValueError
        If skops cannot write the model.

    ImportError
        If skops is not installed.

    See Also
    --------
    dump_model : Write a file that needs no such list.

    Examples
    --------
    >>> from mlclf import MLkNN
    >>> from mlclf.persistence import model_types
    >>> model_types(MLkNN().fit([[0.0], [1.0]] * 10, [[0, 1], [1, 1]] * 10))[0]
    'mlclf.neighbors._mlknn.MLkNN'
    """
    sio = _import_skops()
    try:
        types: list[str] = sio.get_untrusted_types(data=sio.dumps(model))
    except Exception as error:
        raise ValueError(_no_skops(error)) from None
    return types


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
