"""MULAN's label files: an XML list, or tree, of the names of the labels."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr  # writes only

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from mlclf.datasets._errors import FormatError
from mlclf.datasets._files import COMPRESSIONS, PathOrFile, open_source, writing

__all__ = ["dump_label_xml", "find_label_xml", "label_xml", "load_label_xml"]

_NAMESPACE = "http://mulan.sourceforge.net/labels"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def load_label_xml(path: PathOrFile) -> tuple[list[str], list[int]]:
    """Read the label names, and who is whose child, from MULAN's XML.

    Parameters
    ----------
    path : str, path-like or binary file object
        The XML file.

    Returns
    -------
    names : list of str
        The labels in the order of the file; a tree is flattened from the root down.

    parents : list of int
        For each label the position of its parent in ``names``, or -1.
    """
    names: list[str] = []
    parents: list[int] = []
    open_labels: list[int] = []
    with open_source(path) as source:
        try:
            for event, element in iterparse(source, events=("start", "end")):
                tag = element.tag.rpartition("}")[2]
                if event == "end":
                    open_labels = open_labels[:-1] if tag == "label" else open_labels
                    element.clear()
                elif tag == "label":
                    parents.append(open_labels[-1] if open_labels else -1)
                    open_labels.append(len(names))
                    names.append(_name_of(element, source.name))
                elif tag != "labels":
                    raise FormatError(
                        f"expected <labels> and <label>, got <{tag}>.", source.name
                    )
        except ParseError as error:
            raise FormatError(
                f"not well-formed XML: {error}.", source.name, error.position[0]
            ) from error
        except DefusedXmlException as error:
            raise FormatError(
                f"the XML declares entities or a DTD, which is refused: {error}.",
                source.name,
            ) from error
        except (LookupError, UnicodeError) as error:  # the encoding it claims to have
            raise FormatError(f"unreadable XML: {error}.", source.name) from error
    if not names:
        raise FormatError("the XML names no label.", source.name)
    return names, parents


def find_label_xml(path: str | os.PathLike[str]) -> Path | None:
    """Find the XML that belongs to an ARFF file, in the same folder.

    ``yeast-train.arff`` goes with ``yeast-train.xml``, or else with the longest
    name that it begins with: ``yeast.xml``.

    Parameters
    ----------
    path : str or path-like
        The ARFF file.

    Returns
    -------
    xml : Path or None
        None where there is none.
    """
    arff = Path(os.path.expanduser(path))
    stem = arff.name
    for suffix in (*COMPRESSIONS, ".arff", ".ARFF"):
        stem = stem.removesuffix(suffix)
    best: Path | None = None
    for xml in sorted(arff.parent.glob("*.xml")):
        begins = re.match(re.escape(xml.stem) + r"(?=[-_.\s]|$)", stem)
        if begins and (best is None or len(xml.stem) > len(best.stem)):
            best = xml
    return best


def dump_label_xml(
    names: Sequence[str], path: PathOrFile, parents: Sequence[int] | None = None
) -> None:
    """Write MULAN's XML.

    Parameters
    ----------
    names : sequence of str
        The labels.

    path : str, path-like or binary file object
        Where to write.

    parents : sequence of int, default=None
        For each label the position of its parent, or -1.
    """
    xml = label_xml(names, parents)
    with writing(path) as stream:
        stream.write(xml)


def label_xml(names: Sequence[str], parents: Sequence[int] | None = None) -> bytes:
    """Return what :func:`dump_label_xml` writes."""
    for name in names:
        if not name or _NOT_XML.search(name):
            raise ValueError(
                "a label name must not be empty, nor hold characters that XML cannot, "
                f"got {name!r}."
            )
    parents = [-1] * len(names) if parents is None else [int(p) for p in parents]
    children: dict[int, list[int]] = {}
    for label, parent in enumerate(parents):
        children.setdefault(parent, []).append(label)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<labels xmlns="{_NAMESPACE}">']
    todo: list[int | str] = list(reversed(children.get(-1, [])))
    while todo and len(parents) == len(names):
        item = todo.pop()
        if isinstance(item, str):
            lines.append(item)
            continue
        lines.append(f"<label name={quoteattr(names[item], _LINE_ENDS)}>")
        todo.append("</label>")
        todo.extend(reversed(children.get(item, [])))
    if len(lines) != 2 + 2 * len(names):
        raise ValueError(
            f"label_parents must make a tree of the {len(names)} labels: for each the "
            f"position of its parent, or -1, got {parents}."
        )
    return "\n".join([*lines, "</labels>", ""]).encode()


def _name_of(element: Any, file: str) -> str:
    name: str | None = element.get("name")
    if not name:
        raise FormatError("a <label> has no name.", file)
    return name
