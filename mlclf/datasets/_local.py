"""Finding the files of a data set in a folder, and loading what was published."""

import csv
import gzip
from collections import defaultdict, deque
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.utils import Bunch

from mlclf.datasets._archive import ARCHIVES, unpack
from mlclf.datasets._arff import load_arff
from mlclf.datasets._errors import DatasetError
from mlclf.datasets._files import COMPRESSIONS
from mlclf.datasets._load import load, recognize
from mlclf.datasets._mulan import find_label_xml
from mlclf.datasets._registry import Entry

__all__ = ["Split", "load_from_folder", "load_from_river", "unpack_archives"]

Split = Literal["train", "test"] | None
Ints = npt.NDArray[np.int64]


def load_from_folder(entry: Entry, folder: Path, split: Split) -> Bunch | None:
    """Load a data set, or one part of it, from the files in a folder.

    Parameters
    ----------
    entry : Entry
        What it must be.

    folder : Path
        The files lie in it, in a folder of the data set's name, or in one below.

    split : {"train", "test"} or None
        Which rows.

    Returns
    -------
    bunch : Bunch or None
        None where the files are not there.
    """
    part = _find(entry, folder, split)
    if part is not None:
        bunch = _load(part, entry)
        _verify(bunch, entry, entry.n_rows(split))
        if split is None:
            bunch.train_index, bunch.test_index = _split_of(bunch, entry, folder)
        return bunch
    if split is not None:
        full = _find(entry, folder, None)
        if full is None:
            return None
        bunch = load_from_folder(entry, folder, None)
        return None if bunch is None else _select(bunch, split)
    return _stacked(entry, folder)


def unpack_archives(entry: Entry, folder: Path) -> bool:
    """Unpack ``name.zip`` or the like, where it was put into the folder by hand."""
    for suffix in ARCHIVES:
        for archive in (
            folder / (entry.name + suffix),
            folder / entry.name / (entry.name + suffix),
        ):
            if archive.is_file():
                unpack(archive, folder / entry.name)
                return True
    return False


def _find(entry: Entry, folder: Path, split: Split) -> Path | None:
    """Look for a file by the names it has, in the folders where it may lie."""
    names = {None: entry.full, "train": entry.train, "test": entry.test}[split]
    places = [folder]
    for name in filter(None, (entry.name, entry.folder)):
        own = folder / name
        if own.is_dir():
            places += [own, own / "mulan"]
            places += sorted(p for p in own.iterdir() if p.is_dir())
    for place in places:
        for name in names:
            for suffix in ("", *COMPRESSIONS):
                if (place / f"{name}{suffix}").is_file():
                    return place / f"{name}{suffix}"
    return None


def _load(path: Path, entry: Entry) -> Bunch:
    bunch: Bunch
    if recognize(path) == "arff":
        bunch = load_arff(path, find_label_xml(path) or entry.labels or None)
    else:
        bunch = load(path, sparse_labels=False)
    return bunch


def _stacked(entry: Entry, folder: Path) -> Bunch | None:
    """Put the two parts one above the other, where the whole is not there."""
    order: list[Split] = ["train", "test"]
    if entry.rows == "test first":
        order.reverse()
    if not entry.n_train or any(_find(entry, folder, part) is None for part in order):
        return None
    parts = [load_from_folder(entry, folder, part) for part in order]
    first, second = [part for part in parts if part is not None]
    stack = sp.vstack if sp.issparse(first.data) else np.vstack
    first.data = stack([first.data, second.data])
    if sp.issparse(first.data):
        first.data = sp.csr_array(first.data)
    first.target = np.vstack([first.target, second.target])
    _verify(first, entry, entry.n_samples)
    rows = np.split(np.arange(entry.n_samples), [entry.n_rows(order[0])])
    for part, index in zip(order, rows):
        first[f"{part}_index"] = index
    return first


def _verify(bunch: Bunch, entry: Entry, n_samples: int) -> None:
    """Refuse what has not the published size: figures on it would not compare."""
    found = (*bunch.data.shape, bunch.target.shape[1])
    expected = (n_samples, entry.n_features, entry.n_labels)
    if found != expected:
        raise DatasetError(
            f"{entry.name} must have {expected} samples, features and labels, the "
            f"file found has {found}."
        )
    if n_samples != entry.n_samples:
        return
    cardinality = float(np.asarray(bunch.target).sum() / n_samples)
    if abs(cardinality - entry.cardinality) > 6e-4:  # some are published to 3 digits
        raise DatasetError(
            f"{entry.name} must have {entry.cardinality:g} labels per sample, the file "
            f"found has {cardinality:.4f}."
        )


def _split_of(
    bunch: Bunch, entry: Entry, folder: Path
) -> tuple[Ints | None, Ints | None]:
    """Return the rows of the official split within the full file."""
    rows = np.arange(entry.n_samples)
    if entry.rows == "train first":
        return rows[: entry.n_train], rows[entry.n_train :]
    if entry.rows == "test first":
        return rows[entry.n_test :], rows[: entry.n_test]
    paths = [_find(entry, folder, "train"), _find(entry, folder, "test")]
    if entry.rows != "by row" or None in paths:
        return None, None
    where: defaultdict[bytes, deque[int]] = defaultdict(deque)
    for row, key in enumerate(_row_keys(bunch)):
        where[key].append(row)
    indices = []
    for path in paths:
        assert path is not None  # noqa: S101
        found = []
        for key in _row_keys(_load(path, entry)):
            places = where[key]
            if not places:
                return None, None
            found.append(places[0])
            if len(places) > 1:  # equal rows are dealt out one by one
                places.popleft()
        indices.append(np.array(found))
    return indices[0], indices[1]


def _row_keys(bunch: Bunch) -> list[bytes]:
    """Return bytes that are equal where features and labels of two rows are."""
    Y = np.ascontiguousarray(bunch.target, dtype=np.int8)  # for short keys
    X = bunch.data
    if not sp.issparse(X):
        X = np.ascontiguousarray(X, dtype=np.float64)
        return [x.tobytes() + y.tobytes() for x, y in zip(X, Y)]
    keys = []
    for i, y in enumerate(Y):
        of_row = slice(X.indptr[i], X.indptr[i + 1])
        keys.append(
            X.indices[of_row].tobytes() + X.data[of_row].tobytes() + y.tobytes()
        )
    return keys


def _select(bunch: Bunch, split: Literal["train", "test"]) -> Bunch:
    """Keep the rows of one part."""
    rows = bunch[f"{split}_index"]
    if rows is None:
        raise DatasetError(
            f"the {split} rows are not known: they need the file of their own."
        )
    bunch.data, bunch.target = bunch.data[rows], bunch.target[rows]
    bunch.train_index = bunch.test_index = None
    return bunch


def load_from_river(entry: Entry, split: Split) -> Bunch | None:
    """Read the yeast that the package river carries; river itself is not imported."""
    spec = find_spec("river") if entry.name == "yeast" else None
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "datasets" / "yeast.csv.gz"
    if not path.is_file():
        return None
    with gzip.open(path, "rt", newline="") as stream:
        names = next(csv.reader(stream))
        values = np.loadtxt(stream, delimiter=",", ndmin=2)
    d = entry.n_features
    bunch = Bunch(
        data=values[:, :d].copy(),
        target=values[:, d:].astype(np.int32),
        feature_names=names[:d],
        label_names=names[d:],
        label_parents=None,
        sample_weight=None,
    )
    _verify(bunch, entry, entry.n_samples)
    bunch.train_index, bunch.test_index = _split_of(bunch, entry, path.parent)
    return bunch if split is None else _select(bunch, split)
