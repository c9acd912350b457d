"""Nested state in one safetensors file."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from mlclf.neural._storage import dump_tree, load_tree  # noqa: E402


def test_what_is_loaded_is_what_was_dumped(tmp_path):
    """
    Tensors, arrays (texts too), numbers, infinities, None and integer keys come back.
    """
    shared = torch.arange(6.0).reshape(2, 3)
    tree = {
        "tensors": {0: shared, 1: shared.t(), "scalar": torch.tensor(3)},
        "arrays": [np.array([1.5, 2.5]), np.array(["a", "b"]), np.array([True])],
        "plain": {"none": None, "yes": True, "low": -np.inf, "name": "é", "n": 3},
        "objects": np.array(["x", "y"], dtype=object),
        "number": np.float64(0.1),
    }

    dump_tree(tree, tmp_path / "new" / "tree.safetensors")
    loaded = load_tree(tmp_path / "new" / "tree.safetensors")

    assert list(loaded) == list(tree)
    torch.testing.assert_close(loaded["tensors"], tree["tensors"])
    for a, b in zip(loaded["arrays"], tree["arrays"]):
        assert_array_equal(a, b)
        assert a.dtype == b.dtype
    assert loaded["objects"].dtype == object
    assert loaded["plain"] == tree["plain"]
    assert loaded["number"] == 0.1


def test_an_object_is_refused_and_nothing_is_written(tmp_path):
    """
    What is not plain data is an error, and the old file stays as it was.
    """
    path = tmp_path / "tree"
    dump_tree({"a": 1}, path)

    with pytest.raises(TypeError, match=r"^only tensors and plain data can be saved"):
        dump_tree({"a": object()}, path)

    assert load_tree(path) == {"a": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_file_is_an_error(tmp_path):
    """
    A file that was cut, and a safetensors file of someone else, are named.
    """
    path = tmp_path / "tree"
    dump_tree({"a": torch.zeros(100)}, path)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(ValueError, match="tree must be a file that mlclf saved"):
        load_tree(path)

    from safetensors.torch import save_file

    save_file({"a": torch.zeros(1)}, path)
    with pytest.raises(ValueError, match="mlclf saved, got format None"):
        load_tree(path)
