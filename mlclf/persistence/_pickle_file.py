"""Models as pickles of joblib, with a digest behind them that shows damage."""

import hashlib
import io
import os
from typing import IO, Any

import joblib

__all__ = ["SUFFIXES", "read", "write"]

SUFFIXES = (".joblib", ".pkl", ".pickle")

# A pickle ends where it says so: what stands behind it is not looked at by joblib.
_MARK = b"mlclf sha256 "
_DIGEST_LENGTH = hashlib.sha256().digest_size


def write(model: Any, path: str | os.PathLike[str]) -> None:
    """Write a model, and the digest of its bytes.

    Parameters
    ----------
    model : object
        What can be pickled.

    path : str or path-like
        File to write.
    """
    joblib.dump(model, path)
    with open(path, "r+b") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        file.seek(0, os.SEEK_END)
        file.write(_MARK + digest)


def read(path: str | os.PathLike[str]) -> Any:
    """Read a model, which runs what its maker put in.

    Parameters
    ----------
    path : str or path-like
        The file: it may come from joblib itself, and then has no digest.

    Returns
    -------
    model : object
        What was written.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    try:
        with open(path, "rb") as file:
            _check_digest(file)
            return joblib.load(file)
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise ValueError(f"{path} is damaged, or is no model: {reason}.") from error


def _check_digest(file: IO[bytes]) -> None:
    length = file.seek(0, os.SEEK_END)
    start = length - len(_MARK) - _DIGEST_LENGTH
    file.seek(max(start, 0))
    tail = file.read()
    file.seek(0)
    if not tail.startswith(_MARK):
        return
    digest = hashlib.sha256()
    while start > 0:
        block = file.read(min(start, io.DEFAULT_BUFFER_SIZE * 16))
        digest.update(block)
        start -= len(block)
    file.seek(0)
    if tail[len(_MARK) :] != digest.digest():
        raise ValueError("its bytes are others than those that were written")
