"""Downloading one file so that it is there whole and right, or not at all.

Pooch does it: temporary file, checksum, atomic move, further attempts, progress bar.
What it does not do is added to the downloader that it calls: carry on with a broken
attempt, stop at a size, and refuse a redirect to where no https is spoken.
"""

import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from mlclf.datasets._errors import DatasetError

__all__ = ["download"]

_PIECE = 1 << 14  # what is lost at most of an answer that breaks off
_FINAL = (400, 401, 403, 404, 410, 451)  # asking again will not help
_PARTIAL, _NO_SUCH_PART = 206, 416


def download(
    url: str,
    target: Path,
    *,
    checksum: str | None = None,
    max_size: int = 1 << 34,
    timeout: float = 30.0,
    retries: int = 3,
) -> None:
    """Download a file.

    Parameters
    ----------
    url : str
        https only; a redirect to anything else is refused.

    target : Path
        Where the file appears, at once and whole. What a broken attempt got is kept
        beside it as ``.part`` and carried on with the next time. Of two processes that
        download the same file, both succeed: one of them takes the part.

    checksum : str, default=None
        ``sha256:`` or ``md5:`` and the hexadecimal digest that the file must have.

    max_size : int, default=2**34
        More bytes than that are refused.

    timeout : float, default=30.0
        Seconds of silence after which an attempt counts as failed.

    retries : int, default=3
        Further attempts after the first; each carries on where the last one ended.

    Raises
    ------
    DatasetError
        If the file cannot be had, or is not the right one.

    ImportError
        If pooch is not installed.
    """
    try:
        import pooch
        from requests import RequestException
    except ImportError as error:
        raise ImportError(
            "fetch_dataset needs pooch to download: pip install 'mlclf-toolkit[data]'"
        ) from error
    _check_scheme(url)
    files = pooch.create(
        path=target.parent,
        base_url="",
        registry={target.name: checksum},
        urls={target.name: url},
        retry_if_failed=retries,
    )
    try:
        files.fetch(target.name, downloader=_Resuming(target, max_size, timeout))
    except RequestException as error:
        raise DatasetError(
            f"{url} cannot be downloaded: {_reason(error)} ({retries + 1} attempts)."
        ) from error
    except ValueError as error:
        raise _not_the_file(url, checksum) from error


class _Resuming:
    """Pooch's downloader, made to carry on with what an earlier attempt got.

    Parameters
    ----------
    target : Path
        The part lies beside it.

    max_size, timeout
        As for :func:`download`.
    """

    def __init__(self, target: Path, max_size: int, timeout: float) -> None:
        self.name, self.part = target.name, target.with_name(target.name + ".part")
        self.max_size, self.timeout = max_size, timeout
        self.url, self.begin, self.size, self.total = "", 0, 0, 0
        self.response: Any = None
        self.came_whole = False

    def __call__(self, url: str, output: str, files: Any) -> None:
        """Download into the file that pooch then checks and moves."""
        if self.came_whole:  # from its first byte on: it would come so again
            raise _not_the_file(url, files.registry[self.name])
        with suppress(FileNotFoundError):
            os.replace(self.part, output)
        try:
            with open(output, "ab") as stream:
                self._carry_on(url, stream, files)
        except BaseException:
            if os.path.getsize(output):
                os.replace(output, self.part)
            raise
        self.came_whole = self.begin == 0

    def _carry_on(self, url: str, stream: IO[bytes], files: Any) -> None:
        import pooch
        from requests import ConnectionError

        self.url, self.stream, self.total = url, stream, 0
        self.begin = self.size = stream.tell()
        headers = {"Accept-Encoding": "identity", "User-Agent": "mlclf"}
        if self.begin:
            headers["Range"] = f"bytes={self.begin}-"
        http = pooch.HTTPDownloader(
            progressbar=sys.stderr.isatty() and find_spec("tqdm") is not None,
            chunk_size=_PIECE,
            timeout=self.timeout,
            headers=headers,
            hooks={"response": self._look_at},
        )
        try:
            http(url, self, files)
        finally:
            if self.response is not None:
                self.response.close()
        if self.size < self.total:  # older versions of urllib3 let it be
            raise ConnectionError(
                f"the connection ended after {self.size} of {self.total} bytes"
            )

    def write(self, piece: bytes) -> None:
        """Append a piece of the answer."""
        self.size += len(piece)
        self._check_size(self.size)
        self.stream.write(piece)

    def flush(self) -> None:
        """Wait: the stream is flushed at its end."""

    def _look_at(self, response: Any, **_: Any) -> None:
        """Refuse an answer before its first byte is read, or make room for it."""
        self.response = response
        status = response.status_code
        if response.is_redirect:
            _check_scheme(urljoin(response.url, response.headers["Location"]))
            return
        if status in _FINAL:
            raise DatasetError(
                f"{self.url} cannot be downloaded: the server answers {status} "
                f"{response.reason}."
            )
        if status == _NO_SUCH_PART or (response.ok and status != _PARTIAL):
            self.stream.truncate(0)  # what is here is of another file, or comes again
            self.begin = self.size = 0
        length = response.headers.get("Content-Length", "")
        if response.ok and length.isdigit():
            self.total = self.begin + int(length)
            self._check_size(self.total)

    def _check_size(self, size: int) -> None:
        if size > self.max_size:
            raise DatasetError(f"{self.url} is larger than {self.max_size} bytes.")


def _not_the_file(url: str, checksum: str | None) -> DatasetError:
    return DatasetError(
        f"{url} is not the file expected: its checksum must be {checksum}."
    )


def _check_scheme(url: str) -> None:
    if not _is_allowed(url):
        raise DatasetError(f"{url} is refused: only https is safe.")


def _is_allowed(url: str) -> bool:
    return urlsplit(url).scheme == "https"


def _reason(error: BaseException) -> str:
    """Return what went wrong; the innermost error says it shortest."""
    inner = getattr(error, "reason", None)
    if not isinstance(inner, BaseException):
        inner = next((a for a in error.args if isinstance(a, BaseException)), None)
    return _reason(inner) if inner else str(error).rstrip(".") or type(error).__name__
