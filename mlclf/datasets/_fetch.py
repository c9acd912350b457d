"""Fetching a data set by name: from a folder, the cache, a package or the network."""

import os
from pathlib import Path
from typing import Any

import scipy.sparse as sp
from sklearn.datasets import get_data_home
from sklearn.utils import Bunch

from mlclf.datasets._errors import DatasetError, FormatError
from mlclf.datasets._frames import import_pandas
from mlclf.datasets._local import (
    Split,
    load_from_folder,
    load_from_river,
    unpack_archives,
)
from mlclf.datasets._registry import Entry, describe
from mlclf.datasets._sources import download_files

__all__ = ["fetch_dataset"]


def fetch_dataset(
    name: str,
    *,
    split: Split = None,
    return_X_y: bool = False,
    as_frame: bool = False,
    download_if_missing: bool = True,
) -> Any:
    """Fetch a multi-label data set by name.

    It is looked for in the folder that the environment variable ``MLCLF_DATA`` names,
    then in the cache (``mlclf`` under :func:`sklearn.datasets.get_data_home`), then,
    yeast alone, in the installed package ``river``; else it is downloaded into the
    cache, which needs pooch. An archive ``name.zip`` put there by hand is unpacked.
    What is loaded must have the published size and cardinality.

    Parameters
    ----------
    name : str
        One of :func:`list_datasets`.

    split : {"train", "test"}, default=None
        The training or the test rows of the official split; None is all rows.

    return_X_y : bool, default=False
        Return ``(data, target)`` alone.

    as_frame : bool, default=False
        Return DataFrames, which needs pandas.

    download_if_missing : bool, default=True
        Whether the network may be used.

    Returns
    -------
    bunch : Bunch
        As :func:`load_arff` returns it, with ``citation`` and ``DESCR``. Without
        ``split``, ``train_index`` and ``test_index`` are the official split's rows,
        or None.

    Raises
    ------
    DatasetError
        If the name is unknown, the files cannot be had, or are not the published data.

    Examples
    --------
    >>> from mlclf.datasets import fetch_dataset
    >>> X, y = fetch_dataset(
    ...     "yeast", split="train", return_X_y=True
    ... )  # doctest: +SKIP
    """
    if split not in (None, "train", "test"):
        raise ValueError(f"split must be 'train', 'test' or None, got {split!r}.")
    entry = describe(name)
    if split is not None and not entry.n_train:
        raise DatasetError(f"{entry.name} has no official split.")
    try:
        bunch = _fetch(entry, split, download_if_missing)
    except FormatError as error:
        raise DatasetError(f"{entry.name} cannot be read: {error}") from error
    bunch.name = entry.name
    bunch.citation = entry.citation
    bunch.DESCR = str(entry)
    if as_frame:
        bunch.data = _frame(bunch.data, bunch.feature_names)
        for feature, values in bunch.get("categories", {}).items():
            codes = bunch.data[feature].fillna(-1).astype(int)
            column = import_pandas().Categorical.from_codes(codes, categories=values)
            bunch.data[feature] = column
        bunch.target = _frame(bunch.target, bunch.label_names)
    return (bunch.data, bunch.target) if return_X_y else bunch


def _fetch(entry: Entry, split: Split, download_if_missing: bool) -> Bunch:
    cache = Path(get_data_home()) / "mlclf"
    given = _given_folder()
    bunch = load_from_folder(entry, given, split) if given else None
    if bunch is None:
        bunch = _from_cache(entry, cache, split)
    if bunch is None:
        bunch = load_from_river(entry, split)
    reason = "it is not on this machine"
    if bunch is None and download_if_missing:
        try:
            download_files(entry, cache / entry.name)
        except OSError as error:
            reason = str(error).rstrip(".")
        else:
            bunch = _from_cache(entry, cache, split)
            reason = "the files downloaded do not hold it"
    if bunch is None:
        raise DatasetError(
            f"{entry.name} cannot be fetched: {reason}. By hand: take it from "
            f"{entry.page} and put {entry.full[0]} and its XML into "
            f"{cache / entry.name}, or into a folder that MLCLF_DATA names."
        )
    return bunch


def _given_folder() -> Path | None:
    given = os.environ.get("MLCLF_DATA")
    if not given:
        return None
    folder = Path(given).expanduser()
    if not folder.is_dir():
        raise DatasetError(f"MLCLF_DATA must name a folder, got {given!r}.")
    return folder


def _from_cache(entry: Entry, cache: Path, split: Split) -> Bunch | None:
    bunch = load_from_folder(entry, cache, split)
    if bunch is None and unpack_archives(entry, cache):
        bunch = load_from_folder(entry, cache, split)
    return bunch


def _frame(matrix: Any, names: Any) -> Any:
    pandas = import_pandas()
    if sp.issparse(matrix):
        frame = pandas.DataFrame.sparse.from_spmatrix(sp.csr_matrix(matrix))
        frame.columns = names
        return frame
    return pandas.DataFrame(matrix, columns=names)
