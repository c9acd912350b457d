"""Which attributes of an ARFF file are labels: by hand, by XML, or by MEKA's -C."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mlclf.datasets._arff_header import Attribute, Header, unquote
from mlclf.datasets._arff_rows import TRUTH
from mlclf.datasets._errors import FormatError
from mlclf.datasets._meka import MekaOptions, parse_relation
from mlclf.datasets._mulan import find_label_xml, load_label_xml

__all__ = ["Labels", "LabelsBy", "choose_labels"]

LabelsBy = int | str | os.PathLike[str] | Sequence[str] | None
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Labels:
    """Where the labels of a file are.

    Parameters
    ----------
    columns : ndarray of shape (n_labels,)
        Positions among the attributes, ascending.

    parents : ndarray of shape (n_labels,), or None
        Position of each label's parent among the labels, or -1; None when the labels
        are no hierarchy.

    meka : MekaOptions
        What the relation name says.
    """

    columns: Ints
    parents: Ints | None
    meka: MekaOptions


def choose_labels(header: Header, labels: LabelsBy, file: str) -> Labels:
    """Find the label attributes.

    Parameters
    ----------
    header : Header
        The header of the file.

    labels : None, int, path of an XML file, or sequence of str
        A count (the last ones if negative), names, or MULAN's XML. None looks for an
        XML beside the file, then for ``-C`` in the relation name.

    file : str
        The path of the file.

    Returns
    -------
    labels : Labels
        In the order of the attributes.
    """
    _check_names(header, file)
    meka = parse_relation(header.relation)
    n_attributes = len(header.attributes)
    if labels is None:
        labels = find_label_xml(file)
    parents: list[int] | None = None
    if labels is None:
        if meka.n_labels is None:
            raise FormatError(
                "cannot tell which attributes are labels: there is no XML beside the "
                "file and no -C in the relation name; labels= may be a count, a list "
                "of names or the path of an XML file.",
                file,
            )
        columns = _counted(meka.n_labels, n_attributes, "-C", file)
    elif isinstance(labels, int | np.integer):
        columns = _counted(int(labels), n_attributes, "labels", file)
    elif isinstance(labels, str | os.PathLike):
        names, parents = load_label_xml(labels)
        columns = _named(header, names, os.fspath(Path(labels)), file)
    else:
        names = list(labels) if isinstance(labels, Iterable) else [labels]
        if not all(isinstance(name, str) for name in names):
            raise TypeError(
                "labels must be a count, a list of names or the path of an XML file, "
                f"got {labels!r}."
            )
        columns = _named(header, names, "labels", file)
    declared = set()  # most have the same values
    for column in columns:
        attribute = header.attributes[column]
        if (attribute.kind, attribute.values) not in declared:
            _check_values(attribute, file)
            declared.add((attribute.kind, attribute.values))
    order = np.argsort(columns)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    tree = None
    if parents is not None and max(parents) >= 0:
        tree = np.array([rank[p] if p >= 0 else -1 for p in parents])[order]
    return Labels(columns[order], tree, meka)


def _check_names(header: Header, file: str) -> None:
    seen: dict[str, int] = {}
    for attribute in header.attributes:
        if attribute.name in seen:
            raise FormatError(
                f"attribute {attribute.name!r} is declared twice, first in line "
                f"{seen[attribute.name]}.",
                file,
                attribute.line,
            )
        seen[attribute.name] = attribute.line


def _counted(count: int, n_attributes: int, what: str, file: str) -> Ints:
    if abs(count) > n_attributes:
        raise FormatError(
            f"{what} says {abs(count)} labels, but there are {n_attributes} "
            "attributes.",
            file,
        )
    every = np.arange(n_attributes)
    return every[:count] if count >= 0 else every[count:]


def _named(header: Header, names: Sequence[str], where: str, file: str) -> Ints:
    """Look the names up; an escape that one file writes and the other not is let be."""
    position = {a.name: i for i, a in enumerate(header.attributes)}
    relaxed: dict[str, int] = {}
    if not position.keys() >= {*names}:
        relaxed = {_relaxed(a.name): i for i, a in enumerate(header.attributes)}
    columns = []
    for name in names:
        column = position.get(name)
        if column is None:
            column = relaxed.get(_relaxed(name))
        if column is None:
            raise FormatError(
                f"label {name!r} of {where} is not among the "
                f"{len(header.attributes)} attributes.",
                file,
            )
        columns.append(column)
    if len(set(columns)) < len(columns):
        twice = next(n for n, c in zip(names, columns) if columns.count(c) > 1)
        raise FormatError(f"label {twice!r} of {where} is named twice.", file)
    return np.array(columns, dtype=np.int64)


def _relaxed(name: str) -> str:
    return unquote(f"'{name.strip()}'")


def _check_values(attribute: Attribute, file: str) -> None:
    truths = [TRUTH.get(value.lower()) for value in attribute.values]
    fits = None not in truths and len(set(truths)) == len(truths)
    if attribute.kind == "numeric" or (attribute.kind == "nominal" and fits):
        return
    values = ", ".join(attribute.values[:5])
    kind = f"{{{values}}}" if attribute.kind == "nominal" else attribute.kind
    raise FormatError(
        f"label {attribute.name!r} must have the values 0 and 1, no and yes or false "
        f"and true, got {kind}.",
        file,
        attribute.line,
    )
