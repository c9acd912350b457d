"""Opening what users hand over: paths, file objects, compressed or not."""

import bz2
import gzip
import io
import lzma
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from mlclf.datasets._errors import DatasetError, FormatError

__all__ = [
    "COMPRESSIONS",
    "LONGEST",
    "PathOrFile",
    "Source",
    "check_stream",
    "open_source",
    "path_name",
    "writing",
]

PathOrFile = str | os.PathLike[str] | IO[Any]

COMPRESSIONS = (".gz", ".bz2", ".xz")
LONGEST = 1 << 28  # bytes of a line, or of a header: a file of zeros is not read on
_MAGIC: tuple[tuple[bytes, Callable[[Any], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)
_NOT_BINARY = "the file object must be opened in binary mode."
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)


class Source:
    """A stream of bytes with a name; broken compression is a FormatError.

    Parameters
    ----------
    stream : binary file object
        Where the bytes come from.

    name : str
        What the error messages call it.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self.name = name

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes, all by default; b"" at the end."""
        try:
            return self._stream.read(size)
        except _BROKEN as error:
            raise self._broken(error) from error
        except OSError as error:  # bz2 says only this of invalid data
            if error.errno is not None:
                raise
            raise self._broken(error) from error

    def chunks(self, size: int, start: bytes = b"") -> Iterator[bytes]:
        r"""Yield pieces of about ``size`` bytes that end with a whole line.

        Line ends come out as ``\n``, whatever they were, and the last line has one.
        """
        pieces, held = [start], b""
        while True:
            # "\r" at the end may be half of "\r\n": it waits for the next piece.
            piece = held + self.read(size)
            held = b""
            if not piece:
                break
            if piece.endswith(b"\r"):
                more = self.read(1)
                held = more if more != b"\n" else b""
                piece = piece if held else piece + more
            cut = max(piece.rfind(b"\n"), piece.rfind(b"\r")) + 1
            if not cut:
                pieces.append(piece)
                if len(pieces) * size > LONGEST:
                    raise FormatError(
                        f"a line is longer than {LONGEST} bytes.", self.name
                    )
                continue
            yield _newlines(b"".join([*pieces, piece[:cut]]))
            pieces = [piece[cut:]]
        rest = _newlines(b"".join(pieces))
        if rest:
            yield rest if rest.endswith(b"\n") else rest + b"\n"

    def _broken(self, error: BaseException) -> FormatError:
        return FormatError(
            f"the compressed data is truncated or damaged ({error}).", self.name
        )


@contextmanager
def open_source(path: PathOrFile) -> Iterator[Source]:
    """Open a path or file object for reading, decompressing gz, bz2 and xz.

    Parameters
    ----------
    path : str, path-like or file object
        What to read. The compression is told from the first bytes, not the name.
        A file object is left open; a text one is read as a whole.
    """
    if not isinstance(path, str | os.PathLike):
        check_stream(path, "read")
        data: Any = path
        if isinstance(path, io.TextIOBase):
            data = io.BytesIO(path.read().encode())
        yield _decompressed(data, path_name(path))
        return
    try:
        stream = open(os.path.expanduser(path), "rb")  # noqa: SIM115 - closed below
    except FileNotFoundError as error:
        raise DatasetError(f"{os.fspath(path)} does not exist.") from error
    except OSError as error:
        raise DatasetError(
            f"{os.fspath(path)} cannot be read: {error.strerror}."
        ) from error
    with stream:
        yield _decompressed(stream, path_name(path))


@contextmanager
def writing(path: PathOrFile) -> Iterator[IO[bytes]]:
    """Open a path or binary file object for writing; a path appears whole or not.

    Parameters
    ----------
    path : str, path-like or binary file object
        Where to write. The suffixes .gz, .bz2 and .xz compress.
    """
    if not isinstance(path, str | os.PathLike):
        check_stream(path, "write")
        if isinstance(path, io.TextIOBase):
            raise TypeError(_NOT_BINARY)
        yield path
        return
    target = Path(os.path.expanduser(path))
    prefix = f".{target.name}."
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=prefix)
    except OSError as error:
        raise DatasetError(f"{target} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as raw:
            if target.suffix in COMPRESSIONS:
                with _compressor(raw, target.suffix) as stream:
                    yield stream
            else:
                yield raw
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def path_name(path: PathOrFile) -> str:
    """Return what the error messages call a path or file object."""
    if isinstance(path, str | os.PathLike):
        return os.fspath(path)
    return str(getattr(path, "name", "<file object>"))


def check_stream(path: Any, method: str) -> Any:
    """Return a file object; raise where it is none."""
    if not hasattr(path, method):
        raise TypeError(
            f"path must be a path or a file object, got {type(path).__name__}."
        )
    return path


def _compressor(raw: IO[bytes], suffix: str) -> Any:
    if suffix == ".gz":  # without a time stamp: the same data, the same bytes
        return gzip.GzipFile("", "wb", fileobj=raw, mtime=0)
    return bz2.BZ2File(raw, "wb") if suffix == ".bz2" else lzma.LZMAFile(raw, "wb")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _decompressed(stream: Any, name: str) -> Source:
    """Look at the first bytes and put a decompressor in front where they ask."""
    if not (hasattr(stream, "peek")):
        stream = _Peekable(stream)
    head = stream.peek(6)[:6]
    for magic, opener in _MAGIC:
        if head.startswith(magic):
            return Source(opener(stream), name)
    return Source(stream, name)


class _Peekable(io.BufferedIOBase):
    """The few methods that a decompressor needs, over anything with ``read``."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._head: bytes = stream.read(16)
        if isinstance(self._head, str):
            raise TypeError(_NOT_BINARY)

    def peek(self, size: int = 0) -> bytes:  # noqa: ARG002 - the usual signature
        return self._head

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            head, self._head = self._head, b""
            return head + bytes(self._stream.read())
        head, self._head = self._head[:size], self._head[size:]
        return head + bytes(self._stream.read(size - len(head)))


def _newlines(text: bytes) -> bytes:
    if b"\r" in text:
        return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text
