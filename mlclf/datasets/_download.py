"""Downloading one file so that it is there whole and right, or not at all."""

import contextlib
import hashlib
import http.client
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from mlclf.datasets._errors import DatasetError

__all__ = ["download"]

_PIECE = 1 << 16
_FINAL = (400, 401, 403, 404, 410, 451)  # asking again will not help


def download(
    url: str,
    target: Path,
    *,
    checksum: str | None = None,
    max_size: int = 1 << 34,
    timeout: float = 30.0,
    retries: int = 3,
    pause: float = 0.5,
) -> None:
    """Download a file.

    Parameters
    ----------
    url : str
        https only; a redirect to anything else is refused.

    target : Path
        Where the file appears, at once and whole. What a broken attempt got is kept
        beside it as ``.part`` and carried on with the next time. Of two processes that
        download the same file, both succeed.

    checksum : str, default=None
        ``sha256:`` or ``md5:`` and the hexadecimal digest that the file must have.

    max_size : int, default=2**34
        More bytes than that are refused.

    timeout : float, default=30.0
        Seconds of silence after which an attempt counts as failed.

    retries : int, default=3
        Further attempts after the first; each carries on where the last one ended.

    pause : float, default=0.5
        Seconds before the second attempt; doubled before each further one.

    Raises
    ------
    DatasetError
        If the file cannot be had, or is not the right one.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _part_file(target) as part:
        _attempts(url, part, max_size, timeout, retries, pause)
        if checksum and not _matches(part, checksum):
            part.truncate(0)  # an old piece may be of an older file: begin anew, once
            _attempts(url, part, max_size, timeout, retries, pause)
            if not _matches(part, checksum):
                part.truncate(0)
                raise DatasetError(
                    f"{url} is not the file expected: its checksum must be {checksum}."
                )
        part.flush()
        os.replace(part.name, target)


def _attempts(
    url: str,
    part: IO[bytes],
    max_size: int,
    timeout: float,
    retries: int,
    pause: float,
) -> None:
    for attempt in range(retries + 1):
        try:
            return _attempt(url, part, max_size, timeout)
        except urllib.error.HTTPError as error:
            error.close()
            reason: object = f"the server answers {error.code} {error.reason}"
            if error.code == 416:  # no such part: what is here is not of this file
                part.truncate(0)
            elif error.code in _FINAL:
                raise DatasetError(f"{url} cannot be downloaded: {reason}.") from error
        except DatasetError:
            raise
        except (OSError, http.client.HTTPException, _Incomplete) as error:
            reason = getattr(error, "reason", None) or error or type(error).__name__
        if attempt < retries:
            time.sleep(pause * 2**attempt)
    raise DatasetError(
        f"{url} cannot be downloaded: {reason} ({retries + 1} attempts)."
    )


class _Incomplete(Exception):
    """The connection ended before the file did."""


def _attempt(url: str, part: IO[bytes], max_size: int, timeout: float) -> None:
    """Append what is missing to the part."""
    _check_scheme(url)
    begin = part.seek(0, os.SEEK_END)
    headers = {"Accept-Encoding": "identity", "User-Agent": "mlclf"}
    if begin:
        headers["Range"] = f"bytes={begin}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
    with _OPENER.open(request, timeout=timeout) as response:
        if begin and response.status != 206:
            part.truncate(0)
            begin = part.seek(0)
        length = response.headers.get("Content-Length")
        total = begin + int(length) if length and length.isdigit() else None
        _check_size(url, total or 0, max_size)
        with _progress(url, total) as show:
            size = begin
            while piece := response.read(_PIECE):
                size += len(piece)
                _check_size(url, size, max_size)
                part.write(piece)
                show(size)
    part.flush()
    if total is not None and size < total:
        raise _Incomplete(f"the connection ended after {size} of {total} bytes")


def _check_size(url: str, size: int, max_size: int) -> None:
    if size > max_size:
        raise DatasetError(f"{url} is larger than {max_size} bytes.")


def _check_scheme(url: str) -> None:
    if not _is_allowed(url):
        raise DatasetError(f"{url} is refused: only https is safe.")


def _is_allowed(url: str) -> bool:
    return urlsplit(url).scheme == "https"


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to where https is spoken, and nowhere else."""

    def redirect_request(
        self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not _is_allowed(newurl):
            fp.close()
        _check_scheme(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SafeRedirects)


def _matches(part: IO[bytes], checksum: str) -> bool:
    kind, _, expected = checksum.partition(":")
    digest = hashlib.new(kind, usedforsecurity=False)
    part.seek(0)
    while piece := part.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest() == expected.lower()


@contextmanager
def _part_file(target: Path) -> Iterator[IO[bytes]]:
    """Open the part of an earlier attempt, or a new file where another process has it.

    Left over is only what can be carried on with.
    """
    path = target.with_name(target.name + ".part")
    part = open(path, "a+b")  # noqa: SIM115 - closed below
    if not _lock(part) or not _is_at(part, path):
        part.close()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        part, path = os.fdopen(handle, "a+b"), Path(name)
        mine = True
    else:
        mine = False
    named = _Named(part, path)
    try:
        yield named  # type: ignore[misc]
    finally:
        empty = part.seek(0, os.SEEK_END) == 0
        part.close()
        if mine or empty:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _is_at(part: IO[bytes], path: Path) -> bool:
    """Tell whether the file is still the one of that name: others may have moved it."""
    try:
        return os.path.samestat(os.fstat(part.fileno()), path.stat())
    except OSError:
        return False


class _Named:
    """A file under the name it has on disk."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self.name = str(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _lock(part: IO[bytes]) -> bool:
    """Lock a file against other processes, for as long as it is open."""
    try:
        import fcntl
    except ImportError:  # not a POSIX system: every process has a file of its own
        return False
    try:
        fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _progress(url: str, total: int | None) -> Iterator[Callable[[int], object]]:
    """Show a progress bar on a terminal, where rich is installed."""
    try:
        from rich.console import Console
        from rich.progress import DownloadColumn, Progress, TransferSpeedColumn
    except ImportError:
        yield lambda _: None
        return
    bar = Progress(
        *Progress.get_default_columns(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task(urlsplit(url).path.rpartition("/")[2], total=total)
        yield lambda size: bar.update(task, completed=size)
