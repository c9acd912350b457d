"""Sizes of a model file: what it would take in memory, before any of it is unpacked."""

import io
import math
import os
from typing import IO, cast
from zipfile import ZipFile, ZipInfo

import numpy as np

__all__ = ["check_size", "check_total", "unpacked_size"]

# Sparse matrices are compressed: a hundredfold, where their values are all equal.
_RATIO = 100
_FREE = 64 * 2**20  # bytes that any file may take

_READ_HEADER = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def check_size(archive: ZipFile) -> None:
    """Raise where an archive would take far more memory than it is long.

    Parameters
    ----------
    archive : ZipFile
        Open for reading.

    Raises
    ------
    ValueError
        If its files, unpacked, are more than 64 MiB and 100 times its length, if two
        of them have one name, or if an array is not as long as it says.
    """
    infos = archive.infolist()
    if len({info.filename for info in infos}) < len(infos):
        raise ValueError("two of its parts have one name")
    check_total(archive, sum(info.file_size for info in infos))
    check_total(archive, sum(unpacked_size(archive, info) for info in infos))


def check_total(archive: ZipFile, size: int) -> None:
    """Raise where a number of bytes is out of proportion to an archive.

    Parameters
    ----------
    archive : ZipFile
        Open for reading.

    size : int
        Bytes that it would take in memory.

    Raises
    ------
    ValueError
        If they are more than 64 MiB and 100 times its length.
    """
    file = cast("IO[bytes]", archive.fp)
    place = file.tell()
    length = file.seek(0, os.SEEK_END)
    file.seek(place)
    if size > _FREE + _RATIO * length:
        raise ValueError(
            f"its {length} bytes would unpack to {size}, more than {_RATIO} times as "
            "many"
        )


def unpacked_size(archive: ZipFile, info: ZipInfo) -> int:
    """Return the bytes that one part of an archive takes in memory.

    Parameters
    ----------
    archive : ZipFile
        Open for reading.

    info : ZipInfo
        The part: a ``.npz`` part is an archive itself.

    Returns
    -------
    size : int
        Number of bytes.
    """
    if info.filename.endswith(".npy"):
        with archive.open(info) as part:
            _check_array(part, info)
    if not info.filename.endswith(".npz"):
        return info.file_size
    with ZipFile(io.BytesIO(archive.read(info))) as inner:
        check_total(archive, sum(item.file_size for item in inner.infolist()))
        for item in inner.infolist():
            with inner.open(item) as part:
                _check_array(part, item)
        return info.file_size + sum(item.file_size for item in inner.infolist())


def _check_array(part: IO[bytes], info: ZipInfo) -> None:
    """Raise where the header of an array asks for other bytes than there are."""
    version = np.lib.format.read_magic(part)
    if version not in _READ_HEADER:
        raise ValueError(f"{info.filename} is an array of format {version}")
    shape, _, dtype = _READ_HEADER[version](part)
    said = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or said != info.file_size - part.tell():
        raise ValueError(
            f"{info.filename} says that it holds {said} bytes, but it holds "
            f"{info.file_size - part.tell()}"
        )
