"""Splits of a comparison: which rows train and which rows test, seed by seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, ShuffleSplit

from mlclf.compare._data import Data
from mlclf.model_selection import (
    IterativeStratifiedKFold,
    IterativeStratifiedShuffleSplit,
)

__all__ = ["SPLITS", "Impossible", "Split", "describe_split", "make_splits"]

SPLITS = ("auto", "official", "stratified", "kfold", "holdout", "stratified_holdout")


class Impossible(Exception):
    """Says why a method cannot be tried on a data set; becomes a row of the report."""


@dataclass(frozen=True)
class Split:
    """One division into training and test rows.

    Parameters
    ----------
    seed : int
        Seed of the division and of the methods.

    repeat, fold : int
        Position, from 0.

    train, test : ndarray of int
        Row numbers.
    """

    seed: int
    repeat: int
    fold: int
    train: NDArray[np.intp]
    test: NDArray[np.intp]


def make_splits(
    data: Data, split: Any, cv: int, test_size: float, seeds: tuple[int, ...]
) -> Iterator[Split]:
    """Yield the splits of one data set.

    Parameters
    ----------
    data : Data
        The data set.

    split : str or cross-validation generator
        One of ``SPLITS``, or any splitter of scikit-learn.

    cv : int
        Number of folds.

    test_size : float
        Share of the test rows of a hold-out.

    seeds : tuple of int
        One repeat per seed.

    Yields
    ------
    split : Split
        Repeat by repeat, fold by fold.

    Raises
    ------
    Impossible
        If the data set has no official split, or fewer rows than folds.
    """
    for repeat, seed in enumerate(seeds):
        folds = _folds(data, resolve_split(data, split), cv, test_size, seed)
        for fold, (train, test) in enumerate(folds):
            yield Split(seed, repeat, fold, np.asarray(train), np.asarray(test))


def resolve_split(data: Data, split: Any) -> Any:
    """Return what "auto" means for this data set; any other split as it is."""
    if isinstance(split, str) and split == "auto":
        return "stratified" if data.official is None else "official"
    return split


def describe_split(data: Data, split: Any, cv: int, test_size: float) -> str:
    """Return the split of one data set in words, for reports."""
    split = resolve_split(data, split)
    words = {
        "official": "official split",
        "stratified": f"{cv} iterative-stratified folds",
        "kfold": f"{cv} shuffled folds",
        "holdout": f"random hold-out of {test_size:.0%}",
        "stratified_holdout": f"iterative-stratified hold-out of {test_size:.0%}",
    }
    return words[split] if isinstance(split, str) else repr(split)


def _folds(data: Data, split: Any, cv: int, test_size: float, seed: int) -> Any:
    if not isinstance(split, str):
        return split.split(data.X, data.Y)
    if split == "official":
        if data.official is None:
            raise Impossible(f"{data.name} has no official split")
        return [data.official]
    if split in ("kfold", "stratified") and cv > data.n_samples:
        raise Impossible(f"{data.name} has {data.n_samples} rows for {cv} folds")
    return _splitter(split, cv, test_size, seed).split(data.Y, data.Y)


def _splitter(split: str, cv: int, test_size: float, seed: int) -> Any:
    if split == "kfold":
        return KFold(cv, shuffle=True, random_state=seed)
    if split == "holdout":
        return ShuffleSplit(1, test_size=test_size, random_state=seed)
    if split == "stratified":
        return IterativeStratifiedKFold(cv, random_state=seed)
    return IterativeStratifiedShuffleSplit(1, test_size=test_size, random_state=seed)
