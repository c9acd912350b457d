"""The rules of the house, kept by machine."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlclf

ROOT = Path(mlclf.__file__).parent
TESTS = Path(__file__).parent
MODULES = sorted(p.relative_to(ROOT.parent) for p in ROOT.rglob("*.py"))

GROUND = {
    *("_sklearn", "_labels", "_threads"),
    *("_device", "_device_checks", "_fit_arguments", "_floats", "_frames"),
    *("_replay", "_transfer"),
}
SHARED_WORK = {"backends", "quasi_newton"}
CONTRACT = GROUND | {"_base", "_meta", "solvers"}
METHODS = {"strategies", "neighbors", "neural", "scale"}
TOOLS = {"metrics", "datasets", "model_selection", "resampling"}
WRAPPERS = {"thresholds", "calibration", "decoding"}
SHARED_BY_WRAPPERS = {"_count_metrics", "_threshold_search", "_wrapper"}

# A part may import itself and the parts named here; nothing else of mlclf.
MAY_IMPORT = {
    "_sklearn": set(),
    "_labels": set(),
    "_device": set(),
    "_device_checks": {"_labels", "_transfer"},
    "_fit_arguments": {"_labels"},
    "_floats": set(),
    "_frames": {"_floats", "_indices"},
    "_indices": set(),
    "_replay": set(),
    "_threads": set(),
    "_transfer": set(),
    "_base": GROUND | {"_indices"},
    "_meta": GROUND | {"_base"},
    "backends": GROUND,
    "quasi_newton": GROUND | {"backends"},
    "solvers": GROUND | SHARED_WORK | {"_base"},
    "engines": GROUND | {"_base", "solvers"},
    **dict.fromkeys(METHODS, CONTRACT),
    "strategies": CONTRACT | {"engines"},
    # Early stopping watches a metric by its name; metrics know nothing of methods.
    "neural": CONTRACT | {"metrics"},
    **dict.fromkeys(TOOLS, GROUND),
    "_count_metrics": set(),
    "_threshold_search": GROUND | {"_count_metrics", "metrics"},
    "_wrapper": CONTRACT | {"model_selection"},
    **dict.fromkeys(WRAPPERS, CONTRACT | SHARED_BY_WRAPPERS | {"metrics"}),
    "features": GROUND | {"model_selection"},
    "persistence": set(),
    "plots": {"_labels", "_sklearn", "metrics", "datasets"},
    "compare": {
        "_base",
        "_frames",
        "_labels",
        "_sklearn",
        "_threads",
        "persistence",
        "plots",
    }
    | METHODS
    | TOOLS
    | WRAPPERS,
    "__main__": {"compare", "persistence", "plots"} | METHODS | TOOLS | WRAPPERS,
}

# The front door loads a class when it is first asked for.
EVERYTHING = "import mlclf; [getattr(mlclf, name) for name in mlclf.__all__]"

PUBLIC = [name for name in mlclf.__all__ if inspect.isclass(getattr(mlclf, name))]


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported_parts(tree: ast.AST) -> set[str]:
    """Parts of mlclf named in the import statements, wherever they stand."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "mlclf":
                names += [f"mlclf.{alias.name}" for alias in node.names]
            names.append(node.module)
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    # `from mlclf import BinaryRelevance` goes through the front door: no part.
    return {part(n) for n in names if n.startswith("mlclf.")} & set(MAY_IMPORT)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_downwards(path):
    """
    No part imports a part above it or beside it.
    """
    here = part(module_name(path))
    if not here:
        return  # mlclf/__init__.py is the front door: it may see everything.
    seen = imported_parts(ast.parse((ROOT.parent / path).read_text()))

    assert seen <= MAY_IMPORT[here] | {here}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_thing_says_what_it_is(path):
    """
    Nothing is known by the module in which its class stands: a class attribute says it.
    """
    if path.stem == "_trusted_types":
        return  # there the name of the module is the question
    text = (ROOT.parent / path).read_text()
    asked = re.findall(r"__module__[^\n]*(?:startswith|split|partition)\(.*", text)

    # torch is not imported to ask for its tensors.
    assert [line for line in asked if '"torch"' not in line] == []
    assert not re.search(r"startswith\(\s*[\"']mlclf", text)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_file_holds_one_idea(path):
    """
    No file is longer than 400 lines.
    """
    assert len((ROOT.parent / path).read_text().splitlines()) <= 400


def test_folders_are_two_deep():
    """
    mlclf/room/_file.py is as deep as it goes.
    """
    assert [p for p in MODULES if len(p.parts) > 3] == []


def test_exports_are_sorted_and_exist():
    """
    __all__ is sorted, and every name of it can be imported.
    """
    assert mlclf.__all__ == sorted(mlclf.__all__)
    assert all(hasattr(mlclf, name) for name in mlclf.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_class_lives_in_the_file_of_its_name(name):
    """
    The file of a class is its name in lower case, without the underscores; a wrapper
    may live in its room's single file.
    """
    module = getattr(mlclf, name).__module__
    home = module.rsplit(".", 1)[1]

    assert home.replace("_", "") == name.lower() or home in WRAPPERS


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings_have_their_sections(name):
    """
    A public class says its parameters, what it learns, where it comes from, and how to
    use it.
    """
    doc = inspect.getdoc(getattr(mlclf, name))

    for section in ("Parameters", "Attributes", "References", "Examples"):
        assert re.search(rf"^{section}\n-+$", doc, re.M), section


@pytest.mark.parametrize("name", PUBLIC)
def test_every_parameter_is_documented(name):
    """
    The Parameters section and the signature name the same things in the same order.
    """
    cls = getattr(mlclf, name)
    section = inspect.getdoc(cls).split("Parameters\n----------\n")[1]
    section = re.split(r"\n\n[A-Z][A-Za-z ]+\n-+\n", section)[0]
    documented = [
        part.strip()
        for names in re.findall(r"^([\w, ]+) : ", section, re.M)
        for part in names.split(",")
    ]

    assert documented == list(inspect.signature(cls).parameters)


ROOMS_OF_CLASSES = ("features", "model_selection", "resampling")
CLASSES = [getattr(mlclf, name) for name in PUBLIC] + [
    found
    for room in ROOMS_OF_CLASSES
    for found in map(getattr(mlclf, room).__dict__.get, getattr(mlclf, room).__all__)
    if inspect.isclass(found)
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_defaults_are_those_of_the_docstring(cls):
    """
    A parameter documented as ``default=5`` has that default, and no other.
    """
    parameters = inspect.signature(cls).parameters
    if not parameters:
        return
    section = inspect.getdoc(cls).split("Parameters\n----------\n")[1]
    section = re.split(r"\n\n[A-Z][A-Za-z ]+\n-+\n", section)[0]
    documented = re.findall(r"^(\w[\w, ]*) : .*?default=(.+)$", section, re.M)

    for names, text in documented:
        for name in names.split(", "):
            default = parameters[name].default
            known = ast.literal_eval(text) if _is_literal(text) else default
            assert default == known, f"{name} is {default!r}, documented as {text}"


def _is_literal(text):
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return False
    return True


def test_rooms_are_behind_the_front_door():
    """
    ``import mlclf`` is enough to reach mlclf.metrics and every other room for users.
    """
    rooms = {part(module_name(path)) for path in MODULES}
    ours = SHARED_WORK | {"", "engines", "solvers"}
    public = sorted(r for r in rooms - ours if not r.startswith("_"))
    code = f"import mlclf; print(*[getattr(mlclf, room).__name__ for room in {public}])"

    assert _python(code).split() == [f"mlclf.{room}" for room in public]
    assert set(public) <= set(dir(mlclf))


@pytest.mark.parametrize("heavy", ["torch", "matplotlib", "polars", "river"])
def test_import_is_light(heavy):
    """
    Importing mlclf imports none of what the extras bring.
    """
    code = f"{EVERYTHING}\nimport sys; print({heavy!r} in sys.modules)"

    assert _python(code) == "False"


@pytest.mark.parametrize("name", ["pandas", "rich"])
def test_import_loads_no_more_than_scikit_learn(name):
    """
    Importing mlclf loads pandas and rich only where scikit-learn itself does.
    """
    sklearn_alone = "import sklearn.model_selection, sklearn.neighbors, sklearn.metrics"
    probe = f"import sys; print({name!r} in sys.modules)"

    assert _python(f"{EVERYTHING}\n{probe}") == _python(f"{sklearn_alone}\n{probe}")


def _python(code):
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return out.stdout.strip()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_has_a_test_file(path):
    """
    mlclf/x/_y.py is tested by tests/x/test_y.py, mlclf/z.py by tests/test_z.py.
    """
    if path.name == "__init__.py":
        return
    stem = path.stem.strip("_")
    folder = TESTS.joinpath(*path.parts[1:-1])

    assert (folder / f"test_{stem}.py").exists()
