"""Data of a comparison: one checked table, wherever it came from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from mlclf._frames import is_frame
from mlclf._labels import check_indicator, encode_labelsets
from mlclf._sklearn import safe_indexing
from mlclf.compare._files import SUFFIXES, load_table, stem
from mlclf.datasets import fetch_dataset

__all__ = ["Data", "load_data"]

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Data:
    """One data set of a comparison.

    Parameters
    ----------
    name : str
        Name shown in tables.

    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Samples.

    Y : ndarray of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    label_names : tuple of str
        Names of the labels.

    official : tuple of (train, test), default=None
        Row numbers of the published split, where there is one.

    feature_names : tuple of str, default=()
        Names of the features, where they have any.
    """

    name: str
    X: Any
    Y: NDArray[np.int8]
    label_names: tuple[str, ...]
    official: tuple[Rows, Rows] | None = None
    feature_names: tuple[str, ...] = ()

    @property
    def n_samples(self) -> int:
        """Number of rows."""
        return int(self.Y.shape[0])

    @property
    def n_labels(self) -> int:
        """Number of labels."""
        return int(self.Y.shape[1])

    @property
    def n_labelsets(self) -> int:
        """Number of distinct label combinations."""
        return len(encode_labelsets(self.Y)[0])

    @property
    def n_features(self) -> int:
        """Number of columns of X."""
        return int(self.X.shape[1]) if hasattr(self.X, "shape") else 1

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the values, the same in every process."""
        digest = hashlib.sha256(np.ascontiguousarray(self.Y).tobytes())
        if sp.issparse(self.X):
            X = self.X.tocsr()
            for part in (X.data, X.indices, X.indptr):
                digest.update(np.ascontiguousarray(part).tobytes())
        elif hasattr(self.X, "columns"):
            digest.update(repr(self.X.to_numpy().tolist()).encode())
        else:
            X = np.asarray(self.X)
            text = X.dtype.hasobject
            digest.update(repr(X.tolist()).encode() if text else X.tobytes())
        return digest.hexdigest()[:16]

    def take(self, rows: Rows) -> tuple[Any, NDArray[np.int8]]:
        """Return the rows of X and Y.

        Parameters
        ----------
        rows : ndarray of int
            Row numbers.

        Returns
        -------
        X, Y : tuple
            The rows, in the given order.
        """
        return safe_indexing(self.X, rows), self.Y[rows]


def load_data(source: Any, labels: Any = None) -> Data:
    """Load one data set of a comparison.

    Parameters
    ----------
    source : str, Path, Bunch, Data or tuple
        Name of a known data set, an ARFF or CSV file, what
        :func:`mlclf.datasets.fetch_dataset` returns, or ``(name, X, y)``.

    labels : int, sequence of str or None, default=None
        Which columns of a file are labels, as in :func:`mlclf.datasets.load_arff`.

    Returns
    -------
    data : Data
        The checked table.
    """
    if isinstance(source, Data):
        return source
    if isinstance(source, (str, Path)):
        if str(source).lower().endswith(SUFFIXES):
            return _from_bunch({**load_table(source, labels), "name": stem(source)})
        return _from_bunch(fetch_dataset(str(source)))
    if isinstance(source, tuple) and len(source) == 3:
        name, X, y = source
        return _from_arrays(str(name), X, y)
    if isinstance(source, Mapping) and {"data", "target"} <= set(source):
        return _from_bunch(source)
    raise TypeError(
        "A data set must be a name, an ARFF or CSV file, a Bunch or a tuple "
        f"(name, X, y), got {type(source).__name__}."
    )


def _from_bunch(bunch: Mapping[str, Any]) -> Data:
    train, test = bunch.get("train_index"), bunch.get("test_index")
    official = None
    if train is not None and test is not None:
        official = (np.asarray(train, np.intp), np.asarray(test, np.intp))
    return _from_arrays(
        str(bunch.get("name") or "data"),
        bunch["data"],
        bunch["target"],
        bunch.get("label_names"),
        official,
        bunch.get("feature_names"),
    )


def _from_arrays(
    name: str,
    X: Any,
    y: Any,
    label_names: Any = None,
    official: tuple[Rows, Rows] | None = None,
    feature_names: Any = None,
) -> Data:
    if label_names is None:
        label_names = getattr(y, "columns", None)
    Y = check_indicator(y)
    n_rows = X.shape[0] if hasattr(X, "shape") else len(X)
    if n_rows != len(Y):
        raise ValueError(
            f"X and y of {name} must have the same number of rows, got {n_rows} "
            f"and {len(Y)}."
        )
    if label_names is None:
        label_names = [f"label {j}" for j in range(Y.shape[1])]
    if sp.issparse(X):
        X = X.tocsr()
    elif not is_frame(X):
        X = np.asarray(X)
    return Data(
        name,
        X,
        Y,
        tuple(str(n) for n in label_names),
        official,
        tuple(str(n) for n in ([] if feature_names is None else feature_names)),
    )
