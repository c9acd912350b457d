import pytest
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance
from mlclf.compare import load_plan, run
from mlclf.model_selection import IterativeStratifiedKFold

ARFF = """@relation 'toy: -C 2'
@attribute a {0,1}
@attribute b {0,1}
@attribute x numeric
@data
"""
ROWS = "\n".join(f"{i % 2},{int(i > 9)},{i}" for i in range(20))
PLAN = """
datasets = ["toy.arff"]
metrics = ["hamming_loss", "f1_micro"]
split = "kfold"
cv = 2
random_state = 3

[methods]
neighbors = "MLkNN"

[methods.linear]
class = "mlclf.BinaryRelevance"
estimator = {class = "sklearn.linear_model.LogisticRegression", C = 0.5}

[methods.tuned]
class = "mlclf.BinaryRelevance"
estimator = {class = "sklearn.linear_model.LogisticRegression"}
tune = {estimator__C = [0.1, 1.0], scoring = "f1_micro", cv = 2}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "toy.arff").write_text(ARFF + ROWS + "\n")
    return tmp_path


def write(folder, text):
    path = folder / "plan.toml"
    path.write_text(text)
    return path


def test_a_plan_is_read_and_run(folder):
    """
    Files beside the plan, names, classes with parameters, and a nested search.
    """
    plan = load_plan(write(folder, PLAN))

    assert plan.random_state == 3
    linear = plan.methods["linear"]
    assert repr(linear) == repr(BinaryRelevance(LogisticRegression(C=0.5)))
    tuned = plan.methods["tuned"]
    assert tuned.param_grid == {"estimator__C": [0.1, 1.0]}
    assert isinstance(tuned.cv, IterativeStratifiedKFold)
    assert tuned.cv.n_splits == 2
    results = run(plan)
    assert [c.status for c in results.cells] == ["ok"] * 6
    assert results.of("toy", "tuned")[0].best_params is not None


PIPELINE = """
datasets = "toy.arff"
split = "kfold"
cv = 2

[methods.steps]
class = "sklearn.pipeline.Pipeline"
steps = [
    ["scale", {class = "sklearn.preprocessing.StandardScaler"}],
    ["near", {class = "mlclf.MLkNN"}],
]

[methods.steps.tune]
near__n_neighbors = [1, 3]
scale = [{class = "sklearn.preprocessing.MinMaxScaler"}, "passthrough"]
scoring = "hamming_loss"
"""


def test_tables_in_lists_are_estimators(folder):
    """
    The steps of a pipeline, the values of a search; a loss by name is minimized; one
    data set needs no list.
    """
    plan = load_plan(write(folder, PIPELINE))

    search = plan.methods["steps"]
    assert [type(step).__name__ for _, step in search.estimator.steps] == [
        "StandardScaler",
        "MLkNN",
    ]
    assert repr(search.scoring) == "get_scorer('neg_hamming_loss')"
    results = run(plan)
    assert [cell.status for cell in results.cells] == ["ok"] * 2
    assert "n_neighbors" in results.cells[0].best_params


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("datasets = [3]", "datasets must be names or files, got [3]."),
        (
            "[methods]\nplain = 3",
            "a method must be a name, or a table with class or method, got 3.",
        ),
        (
            "[methods.plain]\nn_neighbors = 3",
            "a method must be a name, or a table with class or method, got "
            "{'n_neighbors': 3}.",
        ),
    ],
)
def test_values_of_other_kinds_are_refused(folder, text, message):
    """
    The file is named, and what stood there.
    """
    path = write(folder, text + "\n")

    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        load_plan(path)

    assert str(error.value) == f"{path}: {message}"


def test_an_unknown_scoring_is_refused_at_once(folder):
    """
    Not in every fit of the search.
    """
    text = PLAN.replace('scoring = "f1_micro"', 'scoring = "f1_mikro"')

    with pytest.raises(ValueError, match=r"got 'f1_mikro'\.$"):
        load_plan(write(folder, text))


@pytest.mark.parametrize("name", ["subprocess.Popen", "os.system", "sklearn.clone"])
def test_a_plan_names_estimators_only(folder, name):
    """
    A plan from a stranger starts nothing.
    """
    path = write(folder, f'[methods.bad]\nclass = "{name}"\n')

    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        load_plan(path)

    assert str(error.value) == (
        f"{path}: class must be an estimator of mlclf, sklearn, lightgbm, xgboost, "
        f"catboost, got {name!r}."
    )


def test_unknown_keys_are_refused(folder):
    """
    A misspelt key would silently be the default.
    """
    with pytest.raises(ValueError, match=r"got repeat\.$"):
        load_plan(write(folder, "repeat = 3\n"))


def test_broken_toml(folder):
    """
    The file is named, and the line.
    """
    with pytest.raises(ValueError, match=r"plan\.toml: .*line 1"):
        load_plan(write(folder, "datasets = [\n"[:-2] + "\n"))
