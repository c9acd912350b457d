"""The registry: which data sets there are, what they must be, whom to cite."""

import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from mlclf.datasets._errors import DatasetError

__all__ = ["Entry", "describe", "list_datasets"]


@dataclass(frozen=True)
class Entry:
    """One data set of ``registry.toml``, whose head explains the fields."""

    name: str
    title: str
    citation: str
    n_samples: int
    n_features: int
    n_labels: int
    cardinality: float
    labelsets: int
    labels: int
    page: str
    format: str
    full: tuple[str, ...]
    train: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    n_train: int = 0
    n_test: int = 0
    rows: str = ""
    folder: str = ""
    openml: int = 0
    base: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    license: str = "none of its own: given away for research, to be cited"

    def __str__(self) -> str:
        split = f" (train {self.n_train}, test {self.n_test})" if self.n_train else ""
        return "\n".join(
            [
                self.title,
                "",
                f"samples      {self.n_samples}{split}",
                f"features     {self.n_features}",
                f"labels       {self.n_labels}",
                f"cardinality  {self.cardinality:g}",
                f"labelsets    {self.labelsets}",
                f"format       {self.format}",
                f"licence      {self.license}",
                "",
                *textwrap.wrap(self.citation, 79),
            ]
        )

    def n_rows(self, split: str | None) -> int:
        """Return the number of rows of a part, or of all."""
        return {"train": self.n_train, "test": self.n_test}.get(
            split or "", self.n_samples
        )


def list_datasets() -> list[str]:
    """List the names that :func:`fetch_dataset` knows.

    Returns
    -------
    names : list of str
        In alphabetical order.

    Examples
    --------
    >>> from mlclf.datasets import list_datasets
    >>> "yeast" in list_datasets()
    True
    """
    return sorted(_entries())


def describe(name: str) -> Entry:
    """Describe a data set without loading it.

    Parameters
    ----------
    name : str
        One of :func:`list_datasets`.

    Returns
    -------
    entry : Entry
        Its published statistics (``n_samples``, ``n_train``, ``n_features``,
        ``n_labels``, ``cardinality``, ``labelsets`` ...), ``title``, ``format``,
        ``license`` and ``citation``; prints as a short text.

    Raises
    ------
    DatasetError
        If there is no such data set; the message lists those there are.

    Examples
    --------
    >>> from mlclf.datasets import describe
    >>> print(describe("yeast"))
    Gene functions of yeast
    <BLANKLINE>
    samples      2417 (train 1500, test 917)
    features     103
    labels       14
    cardinality  4.2371
    labelsets    198
    format       ARFF, dense
    licence      none of its own: given away for research, to be cited
    <BLANKLINE>
    Elisseeff, A. & Weston, J. (2002). A kernel method for multi-labelled
    classification. NIPS 14, 681-687.
    """
    entries = _entries()
    key = name.lower()
    if key not in entries:
        raise DatasetError(
            f"there is no data set {name!r}; known are {', '.join(sorted(entries))}."
        )
    return entries[key]


@cache
def _entries() -> dict[str, Entry]:
    text = files("mlclf.datasets").joinpath("registry.toml").read_text("utf-8")
    return {name: _entry(name, table) for name, table in tomllib.loads(text).items()}


def _entry(name: str, table: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in table.items()
    }
    return Entry(name=name, **values)
