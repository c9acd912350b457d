"""Data files of the command: ARFF and CSV, with labels or without."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mlclf.datasets import FormatError, load_arff

__all__ = ["SUFFIXES", "load_features", "load_table", "stem"]

_COMPRESSED = ("", ".gz", ".bz2", ".xz")
_ARFF = tuple(".arff" + c for c in _COMPRESSED)
_CSV = tuple(".csv" + c for c in _COMPRESSED)
SUFFIXES = _ARFF + _CSV


def stem(path: str | os.PathLike[str]) -> str:
    """Return the name of a file without its data suffix."""
    name = Path(path).name
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        name = name.removesuffix(suffix)
    return name


def load_table(path: str | os.PathLike[str], labels: Any = None) -> dict[str, Any]:
    """Load the features and the labels of a file.

    Parameters
    ----------
    path : str or path-like
        An ARFF file, or a CSV file with a header; plain or compressed.

    labels : int, sequence of str, path of an XML file, or None, default=None
        Which columns are labels, as in :func:`mlclf.datasets.load_arff`. A CSV file
        cannot say that itself.

    Returns
    -------
    table : dict
        "data", "target", "feature_names", "label_names", and the official split's
        "train_index" and "test_index" where the file defines one.

    Raises
    ------
    FormatError
        If it cannot be told which columns are labels, or a label is not 0 or 1.
    """
    if is_csv(path):
        return _csv_table(path, labels)
    return dict(load_arff(path, labels=labels, nominal="onehot"))


def load_features(
    path: str | os.PathLike[str], label_names: Sequence[str]
) -> tuple[Any, list[str]]:
    """Load the features of a file that may have labels or not.

    Parameters
    ----------
    path : str or path-like
        An ARFF or CSV file.

    label_names : sequence of str
        Columns that are labels where the file has them: they are left out.

    Returns
    -------
    X, feature_names : tuple
        The features, and their names.
    """
    if is_csv(path):
        frame = _read_csv(path)
        frame = frame.drop(columns=[n for n in label_names if n in frame.columns])
        return _numbers(frame), [str(c) for c in frame.columns]
    try:
        bunch = load_arff(path, labels=list(label_names), nominal="onehot")
    except FormatError as error:
        if "is not among the" not in str(error):
            raise
        bunch = load_arff(path, labels=[], nominal="onehot")
    return bunch.data, list(bunch.feature_names)


def is_csv(path: str | os.PathLike[str]) -> bool:
    """Tell a CSV file by its name."""
    return str(path).lower().endswith(_CSV)


def _csv_table(path: str | os.PathLike[str], labels: Any) -> dict[str, Any]:
    frame = _read_csv(path)
    columns = [str(c) for c in frame.columns]
    names = _label_columns(columns, labels, path)
    target = frame[names]
    if not target.isin([0, 1]).all(axis=None):
        wrong = next(n for n in names if not target[n].isin([0, 1]).all())
        raise FormatError(f"label {wrong!r} must hold 0 and 1 only.", str(path))
    features = frame.drop(columns=names)
    return {
        "name": stem(path),
        "data": _numbers(features),
        "target": target.to_numpy(dtype=np.int32),
        "feature_names": [str(c) for c in features.columns],
        "label_names": names,
    }


def _label_columns(
    columns: list[str], labels: Any, path: str | os.PathLike[str]
) -> list[str]:
    if isinstance(labels, int) and 0 < abs(labels) < len(columns):
        return columns[:labels] if labels > 0 else columns[labels:]
    if labels is None or isinstance(labels, (int, str)):
        raise FormatError(
            "labels must be a number of columns (negative: the last ones) or names, "
            f"since a CSV file does not say which they are, got {labels!r}.",
            str(path),
        )
    for name in labels:
        if name not in columns:
            raise FormatError(
                f"label {name!r} is not among the {len(columns)} columns.", str(path)
            )
    return list(labels)


def _read_csv(path: str | os.PathLike[str]) -> Any:
    try:
        import pandas as pd
    except ImportError:
        raise ImportError(
            "CSV files need pandas: pip install 'mlclf-toolkit[cli]'"
        ) from None
    try:
        frame = pd.read_csv(path)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, EOFError) as error:
        raise FormatError(str(error).strip() + ".", str(path)) from None
    frame.columns = [str(c) for c in frame.columns]
    return frame


def _numbers(frame: Any) -> Any:
    """Return the values as numbers where all are; else the frame with its types."""
    if all(kind.kind in "iufb" for kind in frame.dtypes):
        return frame.to_numpy(dtype=float)
    return frame
