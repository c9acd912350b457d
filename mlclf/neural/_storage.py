"""Nested state in one safetensors file, written whole or not at all; no pickle."""

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import torch

__all__ = ["dump_tree", "load_tree"]

_FORMAT = "mlclf 1"


def dump_tree(tree, path):
    """Write nested dicts and lists of tensors, arrays and plain data.

    The file appears under its name when it is complete, so that a crash leaves the
    old one or the new one.

    Parameters
    ----------
    tree : dict
        Leaves are tensors, arrays, numbers, strings, booleans and None.

    path : path-like
        File to write; its folder is made where it is missing.

    Raises
    ------
    TypeError
        If a leaf is anything else.
    """
    from safetensors.torch import save

    tensors = {}
    outline = _outline(tree, tensors)
    data = save(tensors, metadata={"format": _FORMAT, "tree": json.dumps(outline)})
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def load_tree(path):
    """Read what :func:`dump_tree` wrote, onto the CPU.

    Parameters
    ----------
    path : path-like
        File to read.

    Returns
    -------
    tree : dict
        Arrays come back as arrays, tensors as tensors, tuples as lists.

    Raises
    ------
    ValueError
        If the file is not one of ours, or is damaged.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise ValueError(
            f"{path} must be a file that mlclf saved, got a damaged or foreign file "
            f"({error})."
        ) from error
    if metadata.get("format") != _FORMAT:
        raise ValueError(
            f"{path} must be a file that mlclf saved, got format "
            f"{metadata.get('format')!r}."
        )
    return _filled(json.loads(metadata["tree"]), tensors)


def _outline(node, tensors):
    """Move the tensors of a tree to ``tensors``; return the rest as plain JSON."""
    if isinstance(node, dict):
        # Keys may be integers (an optimizer counts parameters): pairs keep them.
        return {"dict": [[key, _outline(node[key], tensors)] for key in node]}
    if isinstance(node, list | tuple):
        return {"list": [_outline(item, tensors) for item in node]}
    if isinstance(node, np.ndarray) and node.dtype.kind in "OUS":
        return {"array": node.tolist(), "dtype": node.dtype.kind}
    if isinstance(node, np.ndarray | torch.Tensor):
        kind = "ndarray" if isinstance(node, np.ndarray) else "tensor"
        name = str(len(tensors))
        # Contiguous copies of their own: safetensors refuses shared memory.
        tensors[name] = torch.as_tensor(node).detach().cpu().clone().contiguous()
        return {kind: name}
    if isinstance(node, np.generic):
        node = node.item()
    if node is None or isinstance(node, bool | int | float | str):
        return {"plain": node}
    raise TypeError(f"only tensors and plain data can be saved, got {node!r}.")


def _filled(outline, tensors):
    """Undo :func:`_outline`."""
    (kind, value), *_ = outline.items()
    if kind == "dict":
        return {key: _filled(item, tensors) for key, item in value}
    if kind == "list":
        return [_filled(item, tensors) for item in value]
    if kind == "array":
        dtype = object if outline["dtype"] == "O" else outline["dtype"]
        return np.array(value, dtype=dtype)
    if kind == "tensor":
        return tensors[value]
    if kind == "ndarray":
        return tensors[value].numpy()
    return value
