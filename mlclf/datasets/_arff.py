"""Loading ARFF files, MULAN's and MEKA's: features and labels apart."""

from collections.abc import Iterator
from itertools import chain
from numbers import Integral
from typing import Any

import numpy as np

from mlclf.datasets._arff_dense import decode_dense
from mlclf.datasets._arff_header import Header, read_header
from mlclf.datasets._arff_rows import Block, decode_rows
from mlclf.datasets._arff_sparse import decode_sparse
from mlclf.datasets._assemble import Assembler, MissingLabels, Nominal
from mlclf.datasets._cells import Cells, NotPlain
from mlclf.datasets._columns import LabelsBy, choose_labels
from mlclf.datasets._files import PathOrFile, Source, open_source

__all__ = ["iter_arff", "load_arff"]

_CHUNK = 3 << 16


def load_arff(
    path: PathOrFile,
    labels: LabelsBy = None,
    *,
    missing_labels: MissingLabels = "error",
    nominal: Nominal = "ordinal",
    dtype: Any = np.float64,
    return_X_y: bool = False,
    as_frame: bool = False,
) -> Any:
    """Load a multi-label ARFF file.

    Parameters
    ----------
    path : str, path-like or file object
        The file, plain or compressed (gz, bz2, xz).

    labels : int, sequence of str, or path of an XML file, default=None
        Which attributes are labels: the first ``labels`` ones (the last ones if
        negative), those named, or those that MULAN's XML names. By default it is an
        XML beside the file (``yeast.xml`` for ``yeast-train.arff``), else the option
        ``-C`` that MEKA writes into the relation name.

    missing_labels : {"error", "drop", "keep"}, default="error"
        What to do where a label is ``?``: refuse the file, leave the row out, or keep
        it as -1 in ``target``.

    nominal : {"ordinal", "onehot"}, default="ordinal"
        How nominal features become numbers. "ordinal" takes the position in the
        declaration, "onehot" one column per value. Two values are one column of 0 and
        1 in both, and no/yes, false/true and 0/1 are so in either order. Not used with
        ``as_frame``, which gives pandas categoricals.

    dtype : dtype, default=float64
        Of the features. What it cannot hold is an error.

    return_X_y : bool, default=False
        Return ``(data, target)`` alone.

    as_frame : bool, default=False
        Return DataFrames, which needs pandas: nominal features as categoricals, dates
        as dates, strings as strings.

    Returns
    -------
    bunch : Bunch
        With the attributes

        data : {ndarray, csr_array, DataFrame} of shape (n_samples, n_features)
            CSR where the file is sparse. NaN where a value is missing; dates are
            seconds since 1970.
        target : {ndarray, DataFrame} of shape (n_samples, n_labels), dtype int32
            0 and 1, in the order of the attributes.
        feature_names, label_names : list of str
        categories : dict of {str: list of str}
            Of each nominal feature the values, in the order of their codes; without
            those that are 0 and 1.
        label_parents : ndarray of shape (n_labels,), or None
            Position of each label's parent, or -1, where the XML is a hierarchy.
        sample_weight : ndarray of shape (n_samples,), or None
            Instance weights.
        train_index, test_index : ndarray, or None
            Rows of the split that MEKA's relation name defines.
        name, citation, DESCR : str
            The relation; nothing; the comments of the file.

    Raises
    ------
    DatasetError
        If the file cannot be opened.

    FormatError
        If it is not ARFF, or broken; file and line are in the message.

    References
    ----------
    .. [1] Tsoumakas, G., Spyromitros-Xioufis, E., Vilcek, J. & Vlahavas, I. (2011).
       Mulan: A Java library for multi-label learning. JMLR 12, 2411-2414.
    .. [2] Read, J., Reutemann, P., Pfahringer, B. & Holmes, G. (2016). MEKA: A
       multi-label/multi-target extension to Weka. JMLR 17(21), 1-5.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import load_arff
    >>> text = '''@relation 'toy: -C 2'
    ... @attribute sunny {0,1}
    ... @attribute windy {0,1}
    ... @attribute temperature numeric
    ... @data
    ... 1,0,21.5
    ... 0,1,?'''
    >>> toy = load_arff(io.StringIO(text))
    >>> toy.data
    array([[21.5],
           [ nan]])
    >>> toy.target
    array([[1, 0],
           [0, 1]], dtype=int32)
    >>> toy.label_names
    ['sunny', 'windy']
    """
    with open_source(path) as source:
        header, chunks = _open(source)
        found = choose_labels(header, labels, source.name)
        parts = Assembler(header, found, source.name, missing_labels, nominal, dtype)
        for block, text, first_line in _blocks(header, chunks, source.name):
            parts.add(block, text, first_line)
        bunch = parts.bunch(as_frame)
    return (bunch.data, bunch.target) if return_X_y else bunch


def iter_arff(
    path: PathOrFile,
    labels: LabelsBy = None,
    *,
    chunk_rows: int = 10_000,
    missing_labels: MissingLabels = "error",
    nominal: Nominal = "ordinal",
    dtype: Any = np.float64,
    as_frame: bool = False,
) -> Iterator[Any]:
    r"""Load a multi-label ARFF file piece by piece, however large it is.

    Parameters
    ----------
    path : str, path-like or file object
        The file, plain or compressed (gz, bz2, xz).

    labels : int, sequence of str, or path of an XML file, default=None
        As for :func:`load_arff`.

    chunk_rows : int, default=10_000
        Rows of a piece; the last one may have fewer.

    missing_labels, nominal, dtype, as_frame
        As for :func:`load_arff`.

    Yields
    ------
    bunch : Bunch
        As :func:`load_arff` returns it, of the next rows.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import iter_arff
    >>> text = "@relation 'toy: -C 1'\n@attribute a {0,1}\n@data\n1\n0\n1\n"
    >>> [len(toy.target) for toy in iter_arff(io.StringIO(text), chunk_rows=2)]
    [2, 1]
    """
    if not isinstance(chunk_rows, Integral) or chunk_rows < 1:
        raise ValueError(f"chunk_rows must be a whole number from 1, got {chunk_rows}.")
    with open_source(path) as source:
        header, chunks = _open(source)
        found = choose_labels(header, labels, source.name)
        parts = Assembler(header, found, source.name, missing_labels, nominal, dtype)
        for block, text, first_line in _blocks(header, chunks, source.name):
            parts.add(block, text, first_line)
            while parts.n_rows >= chunk_rows:
                yield parts.take(chunk_rows, as_frame)
        if parts.n_rows:
            yield parts.take(parts.n_rows, as_frame)


def _open(source: Source) -> tuple[Header, Iterator[bytes]]:
    """Read the header; the rest follows as pieces of whole lines."""
    chunks = source.chunks(_CHUNK)
    header, rest = read_header(chunks, source.name)
    return header, chain([rest], chunks)


def _blocks(
    header: Header, chunks: Iterator[bytes], file: str
) -> Iterator[tuple[Block, bytes, int]]:
    """Decode the data; whether it is sparse, the first row tells."""
    sparse: bool | None = None
    cells = Cells(header)
    line = header.n_lines + 1
    for text in chunks:
        if sparse is None:
            sparse = is_sparse(text)
            if sparse is None:
                line += text.count(b"\n")
                continue
        try:
            block = decode_sparse(text, cells) if sparse else decode_dense(text, cells)
        except NotPlain:
            block = decode_rows(text, header, sparse=sparse, file=file, first_line=line)
        yield block, text, line
        line += block.n_lines


def is_sparse(text: bytes) -> bool | None:
    """Tell whether the first row is sparse; None where there is no row."""
    for line in text.split(b"\n"):
        line = line.strip()
        if line and not line.startswith(b"%"):
            return line.startswith(b"{")
    return None
