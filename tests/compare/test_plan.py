import pytest
from sklearn.model_selection import KFold

from mlclf import MLkNN
from mlclf.compare import Plan
from tests.compare.toy import toy_data, toy_plan


def test_cells_are_every_method_on_every_split():
    """
    Data set, repeat, fold, method: the order of the report.
    """
    plan = toy_plan(datasets=[toy_data(0), toy_data(1)], repeats=2)

    cells = list(plan.cells(plan.load()))

    assert len({cell.id for cell in cells}) == 2 * 2 * 3 * 2
    first = [(c.data.name, c.split.repeat, c.split.fold, c.method) for c in cells[:3]]
    assert first == [
        ("toy0", 0, 0, "linear"),
        ("toy0", 0, 0, "neighbors"),
        ("toy0", 0, 1, "linear"),
    ]


def test_one_data_set_needs_no_list():
    """
    A single name, Data or tuple is a plan of one data set.
    """
    data = toy_plan().load()[0]

    for one in (data, toy_data()):
        assert [d.name for d in Plan(one, {"m": MLkNN()}).load()] == ["toy0"]


def test_data_sets_of_one_name_are_refused():
    """
    Their rows could not be told apart.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        toy_plan(datasets=[toy_data(), toy_data()]).load()

    assert str(error.value) == (
        "data sets must have different names, got ['toy0', 'toy0']."
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"split": "oficial"},
            "split must be one of auto, official, stratified, kfold, holdout, "
            "stratified_holdout or a splitter, got 'oficial'.",
        ),
        ({"cv": 1}, "cv must be at least 2, got 1."),
        ({"datasets": []}, "datasets must name at least one, got []."),
        ({"methods": {}}, "methods must name at least one, got {}."),
        ({"seeds": ()}, "seeds must name at least one, got ()."),
        ({"repeats": 0}, "repeats must be at least 1, got 0."),
        ({"test_size": 1.5}, "test_size must lie between 0 and 1, got 1.5."),
    ],
)
def test_impossible_plans_are_refused(changes, message):
    """
    Before anything is fitted.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        toy_plan(**changes)

    assert str(error.value) == message


def test_a_splitter_must_split():
    """
    A number is no splitter: that is what cv is for.
    """
    with pytest.raises(TypeError) as error:
        toy_plan(split=5)

    assert str(error.value) == "split must be a name or have a method split, got int."


def test_a_splitter_of_scikit_learn_is_used():
    """
    Any object with a method split divides the rows.
    """
    plan = toy_plan(split=KFold(4))

    assert len(list(plan.cells(plan.load()))) == 8
    assert plan.describe(plan.load())["datasets"]["toy0"]["split"].startswith("KFold")
