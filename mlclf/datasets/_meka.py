"""MEKA's options: the relation name says which attributes are labels."""

import re
from dataclasses import dataclass

__all__ = ["MekaOptions", "meka_relation", "parse_relation"]

_LABELS = re.compile(r"(?:^|[\s:])-C[\s=:]*(-?\d+)")
_SPLIT_NUMBER = re.compile(r"\s-split-number[\s=]+(\d+)(?!\S)")
_SPLIT_PERCENTAGE = re.compile(r"\s-split-percentage[\s=]+(\d+(?:\.\d+)?)")
_OPTIONS = re.compile(r"\s*:?(?:^|\s)-[A-Za-z][A-Za-z-]*[\s=:]*-?\d.*|\s*:\s*$", re.S)


@dataclass(frozen=True)
class MekaOptions:
    """What MEKA's options in a relation name say.

    Parameters
    ----------
    name : str
        The relation without the options.

    n_labels : int or None
        The value of ``-C``: so many attributes are labels, from the end if negative.

    split_number : int or None
        So many rows, from the first, are for training.

    split_percentage : float or None
        The same as a share of the rows.
    """

    name: str
    n_labels: int | None = None
    split_number: int | None = None
    split_percentage: float | None = None


def parse_relation(relation: str) -> MekaOptions:
    """Read MEKA's options from a relation name.

    Parameters
    ----------
    relation : str
        As ``Music: -C 6``, ``musicout -C -6`` or ``Yeast: -C 14 -split-number 1500``.

    Returns
    -------
    options : MekaOptions
        None for every option that is not there.

    Examples
    --------
    >>> parse_relation("Music: -C -6 -R")
    MekaOptions(name='Music', n_labels=-6, split_number=None, split_percentage=None)
    """
    labels = _LABELS.search(relation)
    if labels is None:
        return MekaOptions(relation)
    number = _SPLIT_NUMBER.search(relation)
    percentage = _SPLIT_PERCENTAGE.search(relation)
    return MekaOptions(
        _OPTIONS.sub("", relation, count=1).rstrip(": \t"),
        int(labels.group(1)),
        int(number.group(1)) if number else None,
        float(percentage.group(1)) if percentage else None,
    )


def meka_relation(name: str, n_labels: int, split_number: int | None = None) -> str:
    """Write the relation name that :func:`parse_relation` reads."""
    split = "" if split_number is None else f" -split-number {split_number}"
    return f"{name}: -C {n_labels}{split}"
