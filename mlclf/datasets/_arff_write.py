"""Writing ARFF files, with MULAN's XML or MEKA's -C."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp

from mlclf.datasets._arff_header import quote
from mlclf.datasets._files import COMPRESSIONS, PathOrFile, writing
from mlclf.datasets._meka import meka_relation, parse_relation
from mlclf.datasets._mulan import label_xml
from mlclf.datasets._writing import (
    check_lengths,
    column_names,
    dense_labels,
    dense_rows,
    distinct_names,
    number,
)

__all__ = ["dump_arff"]

_DATE = "yyyy-MM-dd'T'HH:mm:ss"


def dump_arff(
    X: Any,
    y: Any,
    path: PathOrFile,
    *,
    feature_names: Sequence[str] | None = None,
    label_names: Sequence[str] | None = None,
    label_parents: Sequence[int] | None = None,
    sample_weight: Any = None,
    name: str = "data",
    format: Literal["mulan", "meka"] = "mulan",
) -> None:
    """Write a multi-label ARFF file, the labels last.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Features. Sparse ones are written sparse. Categorical columns of a DataFrame
        become nominal attributes, dates dates, to the millisecond and in UTC where they
        have a zone, and text strings; NaN becomes ``?``.

    y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
        Label indicators, 0 or 1; -1 where missing.

    path : str, path-like or binary file object
        Where to write; .gz, .bz2 and .xz compress.

    feature_names, label_names : sequence of str, default=None
        Names; by default the columns of a DataFrame, or numbered ones.

    label_parents : sequence of int of shape (n_labels,), default=None
        Position of each label's parent, or -1, for MULAN's XML.

    sample_weight : array-like of shape (n_samples,), default=None
        Instance weights.

    name : str, default="data"
        Name of the relation.

    format : {"mulan", "meka"}, default="mulan"
        The relation has MEKA's ``-C`` in both; "mulan" also writes the XML with the
        names of the labels beside the file, which needs a path.

    Raises
    ------
    ValueError
        If the sizes do not fit, a name occurs twice, y has other values, or something
        would not come back as it is.

    Examples
    --------
    >>> import io
    >>> from mlclf.datasets import dump_arff
    >>> stream = io.BytesIO()
    >>> dump_arff([[0.5], [2]], [[1, 0], [0, 1]], stream, format="meka")
    >>> print(stream.getvalue().decode())
    @relation 'data: -C -2'
    <BLANKLINE>
    @attribute feature0 numeric
    @attribute label0 {0,1}
    @attribute label1 {0,1}
    <BLANKLINE>
    @data
    0.5,1,0
    2,0,1
    <BLANKLINE>
    """
    if format not in ("mulan", "meka"):
        raise ValueError(f"format must be 'mulan' or 'meka', got {format!r}.")
    if format == "mulan" and not isinstance(path, str | os.PathLike):
        raise ValueError("format='mulan' writes two files and needs a path.")
    if str(path).endswith(".xml"):
        raise ValueError(f"path must not end with .xml, got {path}.")
    Y = dense_labels(y)
    columns = _Columns(X)
    check_lengths(columns, Y)
    features = column_names(feature_names, X, columns.n_columns, "feature")
    labels = column_names(label_names, y, Y.shape[1], "label")
    names = distinct_names(features, labels)
    weights = _weights(sample_weight, len(Y))
    kinds = [*columns.kinds, *["{0,1}"] * Y.shape[1]]
    relation = meka_relation(name, -Y.shape[1])
    if name.strip() != name or parse_relation(relation).name != name:
        raise ValueError(
            "name must not hold MEKA's options, nor begin or end with blanks or a "
            f"colon, got {name!r}."
        )
    lines = [f"@relation {quote(relation)}", ""]
    lines += [f"@attribute {quote(n)} {kind}" for n, kind in zip(names, kinds)]
    xml = label_xml(labels, label_parents) if format == "mulan" else b""
    with writing(path) as stream:
        stream.write("\n".join([*lines, "", "@data", ""]).encode())
        for i, weight in enumerate(weights):
            stream.write(f"{columns.row(i, Y[i].tolist())}{weight}\n".encode())
    if format == "mulan" and isinstance(path, str | os.PathLike):
        with writing(_xml_path(Path(path))) as stream:
            stream.write(xml)


def _xml_path(path: Path) -> Path:
    while path.suffix in (*COMPRESSIONS, ".arff"):
        path = path.with_suffix("")
    return path.with_name(path.name + ".xml")


def _weights(sample_weight: Any, n_samples: int) -> list[str]:
    if sample_weight is None:
        return [""] * n_samples
    weights = np.asarray(sample_weight, dtype=np.float64).ravel()
    if len(weights) != n_samples:
        raise ValueError(
            f"sample_weight must have {n_samples} values, got {len(weights)}."
        )
    if not np.isfinite(weights).all():
        raise ValueError("sample_weight must hold finite numbers, got NaN or infinity.")
    return [f",{{{number(weight)}}}" for weight in weights]


class _Columns:
    """The features of any container: their ARFF types and their rows as text."""

    def __init__(self, X: Any) -> None:
        self.sparse: sp.csr_array | None = None
        self.texts: list[list[str]] = []
        self.dense = np.empty((0, 0))
        if hasattr(X, "to_pandas") and not all(t.is_numeric() for t in X.dtypes):
            X = X.to_pandas()
        if sp.issparse(X):
            self.sparse = sp.csr_array(X)
            self.sparse.sum_duplicates()
            self.kinds = ["numeric"] * X.shape[1]
            self.shape = X.shape
        elif hasattr(X, "iloc"):
            pairs = [_typed(X.iloc[:, j]) for j in range(X.shape[1])]
            self.kinds = [kind for kind, _ in pairs]
            self.texts = [texts for _, texts in pairs]
            self.dense = np.empty((X.shape[0], 0))
            self.shape = X.shape
        else:
            self.dense = dense_rows(X)
            self.kinds = ["numeric"] * self.dense.shape[1]
            self.shape = self.dense.shape
        self.n_columns = int(self.shape[1])

    def row(self, i: int, labels: list[int]) -> str:
        """Return the line of row i with its labels."""
        marks = ["?" if label < 0 else str(label) for label in labels]
        if self.sparse is not None:
            span = slice(self.sparse.indptr[i], self.sparse.indptr[i + 1])
            indices, values = self.sparse.indices[span], self.sparse.data[span]
            cells = [f"{j} {number(v)}" for j, v in zip(indices, values.tolist())]
            columns = enumerate(marks, self.n_columns)
            cells += [f"{j} {mark}" for j, mark in columns if mark != "0"]
            return "{" + ",".join(cells) + "}"
        if self.texts:
            return ",".join([*(column[i] for column in self.texts), *marks])
        row = self.dense[i].tolist()
        return ",".join([*(number(value) for value in row), *marks])


def _typed(column: Any) -> tuple[str, list[str]]:
    """Return the ARFF type of a DataFrame column, and its cells as text."""
    missing = column.isna().tolist()
    kind = column.dtype
    if hasattr(kind, "categories"):
        values = [quote(str(value)) for value in kind.categories]
        codes = column.cat.codes.tolist()
        cells = ["?" if code < 0 else values[code] for code in codes]
        return "{" + ",".join(values) + "}", cells
    if kind.kind == "M":
        return _dates(column, missing)
    if kind.kind in "biuf":
        values = column.astype("float64").tolist()
        return "numeric", [number(value) for value in values]
    texts = column.tolist()
    return "string", [
        "?" if none else quote(str(text)) for text, none in zip(texts, missing)
    ]


def _dates(column: Any, missing: list[bool]) -> tuple[str, list[str]]:
    """Return the ARFF type and the cells of a column of dates."""
    if getattr(column.dtype, "tz", None) is not None:
        column = column.dt.tz_convert(None)
    moments = column.to_numpy().astype("datetime64[ms]")
    whole = (moments.astype("datetime64[s]") == moments) | np.isnat(moments)
    unit: Literal["s", "ms"] = "s" if whole.all() else "ms"
    texts = np.datetime_as_string(moments, unit=unit).tolist()
    cells = ["?" if none else quote(text) for text, none in zip(texts, missing)]
    return f"date {quote(_DATE + ('' if unit == 's' else '.SSS'))}", cells
