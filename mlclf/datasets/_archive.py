"""Unpacking archives that come from elsewhere: no escapes, no bombs, no links."""

import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from mlclf.datasets._errors import DatasetError

__all__ = ["ARCHIVES", "unpack"]

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, RuntimeError)


def unpack(
    archive: Path, folder: Path, *, max_size: int = 1 << 34, max_files: int = 10_000
) -> None:
    """Unpack a zip or tar archive; the folder appears whole or not at all.

    Parameters
    ----------
    archive : Path
        The archive.

    folder : Path
        The new folder. Where it exists already, the archive's files are put into it.

    max_size : int, default=2**34
        More bytes than that, unpacked, are refused; what is written is counted, not
        what the archive claims.

    max_files : int, default=10_000
        More files than that are refused.

    Raises
    ------
    DatasetError
        If the archive is damaged, too large, or a member would leave the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        size = 0
        for count, (name, stream) in enumerate(_members(archive), 1):
            if count > max_files:
                raise DatasetError(f"{archive} has more than {max_files} files.")
            path = temporary / _safe(name, archive)
            path.parent.mkdir(parents=True, exist_ok=True)
            with stream, path.open("wb") as out:
                while piece := stream.read(1 << 16):
                    size += len(piece)
                    if size > max_size:
                        raise DatasetError(
                            f"{archive} is larger than {max_size} bytes, unpacked."
                        )
                    out.write(piece)
        folder.mkdir(exist_ok=True)
        for path in sorted(temporary.rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(temporary)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    except DatasetError:
        raise
    except _BROKEN as error:
        raise DatasetError(f"{archive} cannot be unpacked: {error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of every plain file; links and devices are left out."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            for info in packed.infolist():
                if not info.is_dir() and not _is_link(info):
                    yield info.filename, packed.open(info)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream


def _is_link(info: zipfile.ZipInfo) -> bool:
    return (info.external_attr >> 28) == 0o12


def _safe(name: str, archive: Path) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or not path.parts:
        raise DatasetError(f"{archive} holds {name!r}, which would leave its folder.")
    return path
