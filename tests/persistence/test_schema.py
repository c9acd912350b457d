"""The types of a file are known before any of them is made."""

import zipfile

import numpy as np
import pytest

from mlclf.persistence._schema import read_types
from tests.persistence import hostile
from tests.persistence.hostile import filled, listed, node, text


def types_of(path, plan, **options):
    """Write a plan and return its types."""
    hostile.write(path, plan, **options)
    with zipfile.ZipFile(path) as archive:
        return read_types(archive)


def test_all_types_are_found(tmp_path):
    """
    At whatever depth, and under keys that skops does not read.
    """
    plan = filled("a.B", x=listed(hostile.function("c.d")), y=text(1))
    plan["hidden"] = {"deep": [hostile.called("e.F")]}

    assert types_of(tmp_path / "m.skops", plan) == {
        ("ObjectNode", "a.B"),
        ("DictNode", "builtins.dict"),
        ("TypeNode", "builtins.str"),
        ("ListNode", "builtins.list"),
        ("TupleNode", "builtins.tuple"),
        ("JsonNode", "builtins.str"),
        ("FunctionNode", "c.d"),
        ("ConstructorFromReduceNode", "e.F"),
    }


def test_a_method_is_named_with_its_object(tmp_path):
    """
    As skops asks for it.
    """
    content = {"func": "run", "obj": filled("a.B")}
    plan = node("MethodNode", "a.B", content=content)

    assert ("MethodNode", "a.B.run") in types_of(tmp_path / "m.skops", plan)


@pytest.mark.parametrize("protocol", [0, 1, 3, None, "2"])
def test_only_one_protocol_is_read(tmp_path, protocol):
    """
    Older ones name their functions in other places.
    """
    with pytest.raises(ValueError, match="its protocol is"):
        types_of(tmp_path / "m.skops", listed(), protocol=protocol)


def test_a_deep_plan_is_refused(tmp_path):
    """
    A plan of 200 lists within each other is no model.
    """
    plan = listed()
    for _ in range(200):
        plan = listed(plan)

    with pytest.raises(ValueError, match="it is deeper than 300 levels"):
        types_of(tmp_path / "m.skops", plan)


def test_a_short_plan_cannot_stand_for_a_long_one(tmp_path):
    """
    Ten lists, each ten times the one before, would take years to walk through.
    """
    inner = listed(text(1), text(2))
    plan = inner
    for _ in range(10):
        known = {
            **node("ListNode", "builtins.list", content=[]),
            "__id__": plan["__id__"],
        }
        plan = listed(plan, *[known] * 9)

    with pytest.raises(ValueError, match="stands for two objects"):
        types_of(tmp_path / "m.skops", plan)


def test_a_node_within_itself_is_refused(tmp_path):
    """
    It would never end.
    """
    plan = listed()
    plan["content"] = [{**listed(), "__id__": plan["__id__"]}]

    with pytest.raises(ValueError, match="stands for two objects"):
        types_of(tmp_path / "m.skops", plan)


def test_an_array_is_not_read_again_and_again(tmp_path):
    """
    A thousand nodes over one array of 1 MB would take 1 GB; one object takes it once.
    """
    files = {"a.npy": hostile.array_bytes(np.zeros(125_000))}
    array = {"type": "numpy", "file": "a.npy"}
    many = [node("NdArrayNode", "numpy.ndarray", **array) for _ in range(1000)]

    with pytest.raises(ValueError, match="would unpack to 1000128000"):
        types_of(tmp_path / "m.skops", listed(*many), files=files)
    types_of(tmp_path / "m.skops", listed(*[many[0]] * 1000), files=files)
