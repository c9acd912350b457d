"""Plans of .skops files as a stranger would write them: by hand, node by node."""

import io
import json
import zipfile
from itertools import count

import numpy as np

_numbers = count(10**6)


def node(maker, name, **more):
    """Make one node of a plan."""
    module, _, kind = name.rpartition(".")
    return {
        "__class__": kind,
        "__module__": module,
        "__loader__": maker,
        "__id__": next(_numbers),
        **more,
    }


def text(value):
    """Make a node of a number, a string, or None."""
    return node("JsonNode", "builtins.str", content=json.dumps(value), is_json=True)


def listed(*parts):
    """Make a node of a list."""
    return node("ListNode", "builtins.list", content=list(parts))


def tupled(*parts):
    """Make a node of a tuple."""
    return node("TupleNode", "builtins.tuple", content=list(parts))


def mapped(parts, maker="DictNode", name="builtins.dict"):
    """Make a node of a dict with text as keys."""
    keys = listed(*(node("TypeNode", "builtins.str") for _ in parts))
    return node(maker, name, content=parts, key_types=keys)


def function(name):
    """Make a node of a function."""
    return node("FunctionNode", name)


def called(name, *args):
    """Make a node that calls a type with arguments."""
    return node("ConstructorFromReduceNode", name, content=tupled(*args))


def partial(name, *args):
    """Make a node of a function with arguments."""
    return node(
        "PartialNode",
        "functools.partial",
        content={
            "func": function(name),
            "args": tupled(*args),
            "kwds": mapped({}),
            "namespace": text(None),
        },
    )


def filled(name, **attributes):
    """Make a node of an object with attributes."""
    return node("ObjectNode", name, content=mapped(attributes))


def write(path, plan, files=(), protocol=2):
    """Write a plan as a .skops file."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in dict(files).items():
            archive.writestr(name, data)
        whole = {**plan, "protocol": protocol, "_skops_version": "0.16.0"}
        archive.writestr("schema.json", json.dumps(whole))


def array_bytes(array):
    """Return an array as a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
