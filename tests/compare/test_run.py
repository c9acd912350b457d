import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import hamming_loss
from sklearn.model_selection import KFold, cross_validate
from sklearn.multioutput import MultiOutputClassifier

from mlclf import BinaryRelevance, MLkNN, NativeMultiLabel
from mlclf.compare import Plan, Results, run, to_markdown
from mlclf.metrics import get_scorer
from tests.compare.toy import Failing, toy_data, toy_plan


def test_scores_equal_scikit_learns_cross_validate():
    """
    A comparison over a splitter gives what cross_validate gives, fold by fold.
    """
    name, X, y = toy_data()
    folds = KFold(4, shuffle=True, random_state=1)
    method = BinaryRelevance(LogisticRegression())
    expected = cross_validate(
        method,
        X,
        y,
        cv=folds,
        scoring={n: get_scorer(n) for n in ("f1_micro", "hamming_loss")},
    )

    results = run(
        Plan([(name, X, y)], {"m": method}, ["f1_micro", "hamming_loss"], folds)
    )

    np.testing.assert_allclose(
        results.values(name, "m", "f1_micro"), expected["test_f1_micro"]
    )
    np.testing.assert_allclose(
        results.values(name, "m", "hamming_loss"),
        -expected["test_hamming_loss"],  # a scorer turns a loss around
    )


def test_a_failing_method_is_a_row_with_its_error():
    """
    The others are not disturbed, and the report says what went wrong.
    """
    results = run(toy_plan(methods={"bad": Failing(), "good": MLkNN()}))

    assert [c.status for c in results.of("toy0", "bad")] == ["failed"] * 3
    assert [c.status for c in results.of("toy0", "good")] == ["ok"] * 3
    assert results.cells[0].reason == "RuntimeError: no luck"
    assert "- bad: error: RuntimeError: no luck" in to_markdown(results)


def test_an_impossible_pair_is_a_row_with_its_reason():
    """
    A method without sparse features, and a data set without an official split, are
    not tried.
    """
    name, X, y = toy_data()
    sparse = (name, sp.csr_array(X), y)
    boosting = BinaryRelevance(DenseOnly())

    results = run(toy_plan(datasets=[sparse], methods={"dense": boosting}))
    official = run(toy_plan(split="official"))

    assert {c.status for c in results.cells} == {"impossible"}
    assert results.cells[0].reason == "the method takes no sparse features"
    assert [c.reason for c in official.cells] == ["toy0 has no official split"] * 2


class DenseOnly(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.zeros(len(X))


def test_two_jobs_give_the_same_scores():
    """
    Cells run side by side give what they give one after the other, in plan order.
    """
    plan = toy_plan(datasets=[toy_data(0), toy_data(1)])

    one, two = run(plan), run(plan, n_jobs=2)

    assert [c.cell for c in one.cells] == [c.cell for c in two.cells]
    assert [c.scores for c in one.cells] == [c.scores for c in two.cells]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_same_seed_gives_the_same_scores(n_jobs):
    """
    Methods without a seed of their own get that of the plan; another seed differs.
    """
    forest = NativeMultiLabel(RandomForestClassifier(n_estimators=3))
    scores = [
        [c.scores for c in run(plan, n_jobs=n_jobs).cells]
        for plan in (
            toy_plan(methods={"forest": forest}),
            toy_plan(methods={"forest": forest}),
            toy_plan(methods={"forest": forest}, random_state=1),
        )
    ]

    assert scores[0] == scores[1]
    assert scores[0] != scores[2]
    assert forest.get_params()["estimator__random_state"] is None


def test_repeats_use_other_folds():
    """
    Each repeat has a seed of its own, counted on from the first.
    """
    results = run(toy_plan(repeats=2, random_state=7))

    assert [c.seed for c in results.of("toy0", "linear")] == [7, 7, 7, 8, 8, 8]
    assert results.cells[0].scores != results.cells[6].scores


def test_explicit_seeds_are_used():
    """
    A published protocol with its own seeds can be followed: hold-outs of those seeds.
    """
    results = run(toy_plan(split="holdout", test_size=0.2, seeds=[2, 3, 5]))
    cells = results.of("toy0", "linear")

    assert [c.seed for c in cells] == [2, 3, 5]
    assert {(c.n_train, c.n_test) for c in cells} == {(64, 16)}


def test_any_scorer_judges():
    """
    Scorers of scikit-learn by name, and callables, stand beside our metrics.
    """
    metrics = {
        "HL": "hamming_loss",
        "weighted F1": "f1_weighted",
        "wrong": lambda estimator, X, y: -hamming_loss(y, estimator.predict(X)),
    }

    results = run(toy_plan(metrics=metrics))

    assert results.metrics == ["HL", "weighted F1", "wrong"]
    assert not results.greater_is_better("HL")
    for cell in results.cells:
        assert cell.scores["HL"] == pytest.approx(-cell.scores["wrong"])


def test_nothing_finished_is_run_again(tmp_path):
    """
    The same plan in the same folder runs nothing; a wider plan runs what is new.
    """
    ran = []
    watch = {"on_result": lambda result, done, total: ran.append((done, total))}
    run(toy_plan(), tmp_path, **watch)

    run(toy_plan(), tmp_path, **watch)
    assert ran == [(n, 6) for n in range(1, 7)]

    wider = toy_plan(datasets=[toy_data(0), toy_data(1)])
    results = run(wider, tmp_path, **watch)
    assert ran[6:] == [(n, 12) for n in range(7, 13)]
    assert Results.load(tmp_path) == results


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_one_comparison_at_a_time_runs_in_a_folder(tmp_path):
    """
    A second one, started while the first is at work, is refused, even to restart, and
    the first goes on undisturbed; afterwards the folder is free again.
    """
    refusals = []

    def second(*_):
        for restart in (False, True):
            with pytest.raises(ValueError, match="one comparison at a time") as info:
                run(toy_plan(), tmp_path, restart=restart)
            refusals.append(str(info.value))

    first = run(toy_plan(), tmp_path, on_result=second)

    assert set(refusals) == {
        f"out must be a folder of one comparison at a time, got {tmp_path}, where "
        "another is running."
    }
    assert {cell.status for cell in first.cells} == {"ok"}
    again = run(toy_plan(), tmp_path)
    assert [cell.scores for cell in again.cells] == [c.scores for c in first.cells]


def test_restart_and_retry(tmp_path):
    """
    restart runs everything again, retry_failed what failed.
    """
    plan = toy_plan(methods={"bad": Failing(), "good": MLkNN()})
    ran = []
    watch = {"on_result": lambda result, done, total: ran.append(result.method)}
    run(plan, tmp_path)

    run(plan, tmp_path, retry_failed=True, **watch)
    assert ran == ["bad"] * 3

    run(plan, tmp_path, restart=True, **watch)
    assert sorted(ran[3:]) == ["bad"] * 3 + ["good"] * 3


def test_other_settings_are_other_cells(tmp_path):
    """
    Old results are not taken for those of changed data, settings or metrics.
    """
    run(toy_plan(), tmp_path)
    n_old = len(run(toy_plan(), tmp_path).cells)
    ran = []
    watch = {"on_result": lambda result, done, total: ran.append(result.method)}

    run(toy_plan(methods={"neighbors": MLkNN(n_neighbors=6)}), tmp_path, **watch)
    run(toy_plan(metrics=["hamming_loss"]), tmp_path, **watch)
    name, X, y = toy_data()
    run(toy_plan(datasets=[(name, X + 1e-9, y)]), tmp_path, **watch)

    assert n_old == 6
    assert len(ran) == 3 + 6 + 6


SLOW_PLAN = """
import sys, time
from sklearn.linear_model import LogisticRegression
from mlclf import BinaryRelevance
from mlclf.compare import run
from tests.compare.toy import toy_data, toy_plan

class Slow(BinaryRelevance):
    def _fit(self, X, Y, **params):
        time.sleep(float(sys.argv[2]))
        super()._fit(X, Y, **params)

plan = toy_plan(
    datasets=[toy_data(0), toy_data(1)],
    methods={
        "slow": Slow(LogisticRegression()),
        "slow 2": Slow(LogisticRegression(C=9)),
    },
)
if __name__ == "__main__":
    run(plan, sys.argv[1])
"""


def test_killed_and_restarted_gives_the_same_report(tmp_path):
    """
    A comparison killed midway, twice, and restarted repeats no finished cell and gives
    the report of an undisturbed run, to the letter (but for the times).
    """
    script = tmp_path / "plan.py"
    script.write_text(textwrap.dedent(SLOW_PLAN))
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for n_cells in (2, 6):
        kill_after(script, killed, n_cells)
    with (killed / "results.jsonl").open("a") as file:
        file.write('{"type": "cell", "cell": "cut off in the mid')

    for folder in (killed, whole):
        command = [sys.executable, script, folder, "0"]
        subprocess.run(command, check=True, env=environment())

    report, expected = (Results.load(folder) for folder in (killed, whole))
    assert to_markdown(report, costs=False) == to_markdown(expected, costs=False)
    assert 6 <= len([c for c in report.cells if c.session < 2]) < 12
    lines = (killed / "results.jsonl").read_text().splitlines()
    cells = [r["cell"] for r in map(json.loads, lines) if r["type"] == "cell"]
    assert len(cells) == len(set(cells)) == 12


def kill_after(script, folder, n_cells):
    """Start the script, and kill it once it has finished so many cells."""
    command = [sys.executable, script, folder, "0.15"]
    process = subprocess.Popen(command, env=environment())
    file = folder / "results.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if file.exists() and file.read_text().count('"type": "cell"') >= n_cells:
            break
        time.sleep(0.01)
    assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()


def environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.slow
def test_a_worker_that_dies_costs_only_its_own_cell():
    """
    A fit that kills its process (as the system does when memory is out) is a row.
    """
    results = run(toy_plan(methods={"deadly": Deadly(), "good": MLkNN()}), n_jobs=2)

    assert [c.status for c in results.of("toy0", "good")] == ["ok"] * 3
    assert {c.reason for c in results.of("toy0", "deadly")} == {
        "the process died: out of memory?"
    }


class Deadly(MLkNN):
    def _fit(self, X, Y):
        os._exit(9)


@pytest.mark.parametrize("container", ["pandas", "polars"])
def test_frames_reach_the_methods(container):
    """
    A booster of categories scores as in scikit-learn's own loop; methods by name get
    columns that they can use, without missing values.
    """
    rng = np.random.default_rng(0)
    code = rng.integers(0, 20, 400)
    y = (rng.normal(size=(20, 3))[code] * 3 + rng.normal(size=(400, 3)) > 0).astype(int)
    size = rng.normal(size=400)
    size[:5] = np.nan
    X = pd.DataFrame({"kind": pd.Categorical([f"k{c}" for c in code]), "size": size})
    frame = X if container == "pandas" else pl.from_pandas(X, nan_to_null=False)
    booster = HistGradientBoostingClassifier(max_iter=10, random_state=0)
    plan = Plan([("mine", frame, y)], {"ours": BinaryRelevance(booster)}, cv=2)
    plan = replace(plan, metrics=["hamming_loss"])
    folds = [(cell.split.train, cell.split.test) for cell in plan.cells(plan.load())]
    expected = cross_validate(
        MultiOutputClassifier(booster), X, y, cv=folds, scoring=_hamming
    )["test_score"]

    scores = [cell.scores["hamming_loss"] for cell in run(plan).cells]
    assert_allclose(scores, -expected)
    by_name = run(replace(plan, methods=["BinaryRelevance"]))
    assert [cell.status for cell in by_name.cells] == ["ok", "ok"]


def _hamming(estimator, X, y):
    return -hamming_loss(y, estimator.predict(X))
