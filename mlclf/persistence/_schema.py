"""The plan of a .skops file: names of types and how they are made, as plain JSON."""

import json
from typing import Any
from zipfile import ZipFile

from mlclf.persistence._archive import check_total, unpacked_size

__all__ = ["Types", "read_types"]

Types = set[tuple[str, str]]

_PROTOCOL = 2  # older ones make objects by other rules, and were never written
_MAX_DEPTH = 300  # lists and dicts within each other: a model of models has about 60


def read_types(archive: ZipFile) -> Types:
    """Return the types that a file would make, without making or importing any.

    Parameters
    ----------
    archive : ZipFile
        A .skops file that is open for reading.

    Returns
    -------
    types : set of (str, str)
        How an object is made, and the full name of its type.

    Raises
    ------
    ValueError, KeyError, TypeError, RecursionError
        If the plan is none, is deeper than 300 levels, or would need far more memory
        than the file is long.
    """
    schema = json.loads(archive.read("schema.json"))
    if schema.get("protocol") != _PROTOCOL:
        raise ValueError(f"its protocol is {schema.get('protocol')!r}, not {_PROTOCOL}")
    plan = _Plan(archive)
    plan.visit(schema, 0)
    check_total(archive, plan.read)
    return plan.types


class _Plan:
    """Types and sizes that were met on the way through a plan."""

    def __init__(self, archive: ZipFile):
        self.types: Types = set()
        self.read = 0  # bytes of the parts that would be read, each time anew
        self._sizes = {
            i.filename: unpacked_size(archive, i) for i in archive.infolist()
        }
        self._seen: dict[Any, tuple[str, str, int, int]] = {}

    def visit(self, part: Any, depth: int) -> int:
        """Note all types under a part; return the number of its nodes."""
        if depth > _MAX_DEPTH:
            raise ValueError(f"it is deeper than {_MAX_DEPTH} levels")
        if isinstance(part, list):
            return sum(self.visit(item, depth + 1) for item in part)
        if not isinstance(part, dict):
            return 0
        nodes = sum(self.visit(item, depth + 1) for item in part.values())
        if "__loader__" not in part and "__id__" not in part:
            return nodes
        self._note(part, nodes)
        return nodes + 1

    def _note(self, node: dict[str, Any], nodes: int) -> None:
        maker, name, number = node["__loader__"], _name(node), node.get("__id__")
        if not isinstance(maker, str):
            raise TypeError(f"a maker is {maker!r}, not text")
        self.types.add((maker, name))
        file_size = self._sizes[node["file"]] if "file" in node else 0
        known = (maker, name, nodes, file_size)
        # Nodes of one number are one object, read once. They must be alike, or a short
        # plan could stand for an endless one.
        if not number or number not in self._seen:
            self.read += file_size
        if number and self._seen.setdefault(number, known) != known:
            raise ValueError(f"number {number!r} stands for two objects")


def _name(node: dict[str, Any]) -> str:
    """Return the full name of what a node makes, as skops asks for it."""
    name = f"{node['__module__']}.{node['__class__']}"
    if node["__loader__"] == "MethodNode":
        return f"{name}.{node['content']['func']}"
    return name
