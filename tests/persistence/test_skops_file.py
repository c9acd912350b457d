"""A stranger's file runs nothing, writes nothing and reads nothing."""

import builtins
import io
import os
import zipfile
from importlib import import_module

import numpy as np
import pytest
from sklearn import __version__
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance
from mlclf.persistence import load_model
from mlclf.persistence._skops_file import check_written, model_types, read, write
from tests.compare.toy import toy_data
from tests.persistence import hostile
from tests.persistence.hostile import called, filled, function, mapped, node, text

skops_io = pytest.importorskip("skops.io", reason="reads and writes .skops files")

TRACE = "trace"  # a path that hostile files try to write; each test makes it absolute
FUNCTION_TRANSFORMER = "sklearn.preprocessing._function_transformer.FunctionTransformer"

# Functions that read, write or run, from every package that a model needs.
FUNCTIONS = [
    "builtins.eval",
    "builtins.exec",
    "builtins.open",
    "os.system",
    "os.remove",
    "subprocess.run",
    "shutil.rmtree",
    "joblib.load",
    "joblib.numpy_pickle.load",
    "numpy.load",
    "numpy.save",
    "numpy.savetxt",
    "numpy.fromfile",
    "numpy.testing.measure",
    "numpy.testing._private.utils.runstring",
    "numpy.ctypeslib.load_library",
    "numpy.f2py.main",
    "scipy.io.loadmat",
    "scipy.io.savemat",
    "scipy.sparse.load_npz",
    "scipy.sparse._matrix_io.save_npz",
    "sklearn.datasets._svmlight_format_io.dump_svmlight_file",
    "sklearn.datasets._svmlight_format_io.load_svmlight_file",
    "sklearn.utils._testing.check_skip_network",
    "sklearn.utils.fixes.parse_version",
    "sklearn.externals._packaging.version.parse",
    "mlclf.__main__.main",
    "mlclf.persistence.load_model",
    "mlclf.persistence._models.load_model",
    "mlclf.datasets.load_dataset",
]

# Types whose making reads, writes or runs, and other names of such.
TYPES = [
    "numpy.memmap",
    "numpy._core.memmap.memmap",
    "sklearn.externals.array_api_compat.numpy.memmap",
    "sklearn.datasets._covtype.GzipFile",
    "sklearn.datasets._covtype.TemporaryDirectory",
    "sklearn.datasets._base.Path",
    "mlclf.persistence._models.Path",
    "mlclf.engines._work.partial",
    "functools.partial",
    "types.FunctionType",
    "types.CodeType",
    "subprocess.Popen",
    "zipfile.ZipFile",
    "logging.FileHandler",
    "joblib.memory.Memory",
    "numpy.vectorize",
    "sklearn.linear_model.LogisticRegression",
    "sklearn.linear_model._logistic.LogisticRegression",
]

MAKERS = [
    "ConstructorFromReduceNode",
    "DictNode",
    "FunctionNode",
    "ListNode",
    "LossNode",
    "NdArrayNode",
    "RandomStateNode",
    "TypeNode",
]


def plans(path):
    """Plans that name a function in every place in which one may stand."""
    arg = text(str(path))
    for name in FUNCTIONS:
        short = name.rpartition(".")[2]
        yield f"held {name}", filled(FUNCTION_TRANSFORMER, func=function(name))
        yield (
            f"part {name}",
            filled(FUNCTION_TRANSFORMER, func=hostile.partial(name, arg)),
        )
        yield (
            f"key {short}",
            node(
                "DictNode",
                "builtins.dict",
                content={str(path): text(1)},
                key_types=hostile.listed(function(name)),
            ),
        )
        yield f"call {name}", called(name, arg)
        yield f"fill {name}", filled(name, path=arg)
    for name in TYPES:
        for maker in MAKERS:
            yield f"{maker} {name}", made(maker, name, arg)
    yield (
        "method",
        node(
            "MethodNode",
            FUNCTION_TRANSFORMER,
            content={"func": "fit", "obj": filled(FUNCTION_TRANSFORMER)},
        ),
    )
    for kind in ("attrgetter", "itemgetter", "methodcaller"):
        yield (
            kind,
            node("OperatorFuncNode", f"operator.{kind}", attrs=hostile.tupled(arg)),
        )
    yield "no maker", node("EvilNode", "builtins.str", content="1")
    yield (
        "factory",
        node(
            "DefaultDictNode",
            "collections.defaultdict",
            content={"main": mapped({}), "default_factory": function("os.getcwd")},
        ),
    )


def made(maker, name, arg):
    """Make a type in another way than its own."""
    if maker == "DictNode":
        return mapped({"x": arg}, name=name)
    if maker == "NdArrayNode":
        return node(maker, name, type="numpy", file="a.npy")
    if maker == "LossNode":
        reduced = {"args": hostile.tupled(arg)}
        return node(maker, name, content=mapped({}), __reduce__=reduced)
    content = hostile.tupled(arg) if maker.startswith("Con") else [arg]
    if maker == "RandomStateNode":
        content = mapped({})
    return node(maker, name, content=content)


def test_a_hostile_file_runs_and_writes_nothing(tmp_path, monkeypatch):
    """
    Hundreds of files that name what reads, writes or runs: each is refused by name.
    """
    path, trace = tmp_path / "model.skops", tmp_path / TRACE
    array = hostile.array_bytes(np.arange(3))
    load_model(_good(path))  # what reading itself needs is imported by now

    tried = 0
    for what, plan in plans(trace):
        hostile.write(path, plan, {"a.npy": array})
        before = set(os.listdir(tmp_path))
        with monkeypatch.context() as patch:
            for module, name in (("os", "system"), ("subprocess", "Popen")):
                patch.setattr(import_module(module), name, _fail)
            patch.setattr(builtins, "eval", _fail)
            with pytest.raises(ValueError, match=r"model\.skops") as error:
                load_model(path)
        # Refused for its names, before anything is made.
        assert "is damaged" not in str(error.value), what
        assert set(os.listdir(tmp_path)) == before, what
        tried += 1
    assert tried > 200


def _fail(*args, **kwargs):
    raise AssertionError("a file ran something")


def _good(path):
    _, X, y = toy_data()
    write(BinaryRelevance(LogisticRegression()).fit(X, y), path)
    return path


def test_a_refusal_names_what_was_found(tmp_path):
    """
    The message has the full name, and the way out.
    """
    path = tmp_path / "model.skops"
    attributes = {"func": function("numpy.load"), "_sklearn_version": text(__version__)}
    hostile.write(path, filled(FUNCTION_TRANSFORMER, **attributes))

    with pytest.raises(ValueError, match=r"got numpy\.load: where you know them, say"):
        read(path)
    assert read(path, trusted=["numpy.load"]).func is np.load


def test_what_was_written_is_read_back(tmp_path):
    """
    A file is checked in the way in which it will be read.
    """
    path = _good(tmp_path / "model.skops")

    assert check_written(path) == []
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ValueError, match="skops cannot write this model"):
        check_written(path)


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"__loader__": "ListNode"},
        {"__loader__": ["ListNode"], "__class__": "list", "__module__": "builtins"},
        node("ListNode", "builtins.list"),
        node("ListNode", "builtins.list", content=5),
        node("NdArrayNode", "numpy.ndarray", type="numpy", file="none.npy"),
        node("NdArrayNode", "numpy.ndarray", type="numpy", file=["a.npy"]),
        node(
            "SparseMatrixNode",
            "scipy.sparse._csr.csr_array",
            type="scipy",
            file="a.npy",
        ),
        node("JsonNode", "builtins.str", content="[" * 10**5),
        node("JsonNode", "builtins.str", content="9" * 10**5),
        node(
            "DictNode", "builtins.dict", content={"a": text(1)}, key_types=text("str")
        ),
        filled("sklearn.linear_model._logistic.NoSuchRegression"),
        filled("sklearn.tree._tree.Tree", max_depth=text(3)),
        node("RandomGeneratorNode", "numpy.random._generator.Generator", content={}),
    ],
    ids=range(14),
)
def test_a_broken_plan_is_refused(tmp_path, plan):
    """
    Plans that no model has are a message with the file's name, never another error.
    """
    path = tmp_path / "model.skops"
    hostile.write(path, plan, {"a.npy": hostile.array_bytes(np.arange(3))})

    with pytest.raises(ValueError, match=r"model\.skops"):
        load_model(path)


def test_an_archive_without_a_plan_is_refused(tmp_path):
    """
    Other archives are no models.
    """
    path = tmp_path / "model.skops"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")

    with pytest.raises(ValueError, match="holds no model"):
        load_model(path)
    path.write_bytes(io.BytesIO().getvalue())
    with pytest.raises(ValueError, match="holds no model"):
        load_model(path)


def test_other_tools_are_told_the_types():
    """
    skops by itself, and mlflow with it, read a model whose types are named.
    """
    _, X, y = toy_data()
    method = BinaryRelevance(LogisticRegression()).fit(X, y)

    loaded = skops_io.loads(skops_io.dumps(method), trusted=model_types(method))

    np.testing.assert_array_equal(loaded.predict(X), method.predict(X))
    with pytest.raises(ValueError, match="skops cannot write this model"):
        model_types(i for i in range(3))
