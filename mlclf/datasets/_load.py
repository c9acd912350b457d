"""One loader for every format: it looks at the file and asks the right one."""

import os
import re
from typing import Any

from mlclf.datasets._arff import load_arff
from mlclf.datasets._columns import LabelsBy
from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import PathOrFile, check_stream, open_source, path_name
from mlclf.datasets._svmlight import load_svmlight
from mlclf.datasets._tables import load_csv, load_parquet
from mlclf.datasets._xmc import load_xmc

__all__ = ["load", "recognize"]

_XMC = re.compile(rb"\s*\d+[ \t]+\d+[ \t]+\d+\s*")
_SVMLIGHT = re.compile(rb"\s*#\s*num_feature|\s*([\d,.]+[ \t]+)?\d+:\S|[\d,]+\s*$")
_PARQUET = b"PAR1"


def load(path: PathOrFile, labels: LabelsBy = None, **options: Any) -> Any:
    r"""Load a multi-label file of any format that this package reads.

    Parameters
    ----------
    path : str, path-like or seekable file object
        An ARFF (MULAN, MEKA), XMC, svmlight, CSV or Parquet file; plain or compressed
        (gz, bz2, xz). The content tells the format, not the name.

    labels : int, sequence of str, or path of an XML file, default=None
        Which columns are labels, where the format does not say it; see
        :func:`load_arff` and :func:`load_csv`.

    **options
        Passed on to the loader of the format.

    Returns
    -------
    bunch : Bunch
        As :func:`load_arff` returns it.

    Raises
    ------
    FormatError
        If no format fits, or the file is broken.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import load
    >>> load(io.BytesIO(b"2 4 3\n0,2 0:0.5 3:1\n1 2:1\n")).data.shape
    (2, 4)
    """
    kind = recognize(path)
    if kind == "arff":
        return load_arff(path, labels, **options)
    if kind in ("csv", "parquet"):
        if labels is None or isinstance(labels, str | os.PathLike):
            raise FormatError(
                "a table does not say which columns are labels: labels must be a count "
                "or a list of names.",
                path_name(path),
            )
        table = load_csv if kind == "csv" else load_parquet
        return table(path, labels, **options)
    if labels is not None:
        raise ValueError(f"labels must be None for a file of the format {kind}.")
    return (
        load_xmc(path, **options) if kind == "xmc" else load_svmlight(path, **options)
    )


def recognize(path: PathOrFile) -> str:
    """Tell the format of a file from its first lines.

    Parameters
    ----------
    path : str, path-like or seekable file object
        The file; a file object is put back where it stood.

    Returns
    -------
    format : {"arff", "xmc", "svmlight", "csv", "parquet"}
        The format.
    """
    stream = None if isinstance(path, str | os.PathLike) else check_stream(path, "tell")
    position = stream.tell() if stream else 0
    with open_source(path) as source:
        first = _first_line(source.read(1 << 16))
        name = source.name
    if stream:
        stream.seek(position)
    if first.startswith(_PARQUET):
        return "parquet"
    if re.match(rb"\s*(%|@relation|@attribute)", first, re.IGNORECASE):
        return "arff"
    if _XMC.fullmatch(first):
        return "xmc"
    if _SVMLIGHT.match(first):
        return "svmlight"
    if re.match(rb"[^\0]*,", first):
        return "csv"
    raise FormatError(
        f"no known format begins with {first[:40].decode('latin-1')!r}.", name, 1
    )


def _first_line(text: bytes) -> bytes:
    """Return the first line that is not blank."""
    text = text.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n")
    return next((line for line in text.split(b"\n") if line.strip()), b"")
