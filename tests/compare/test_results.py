import json
import math

import pandas as pd
import pytest

from mlclf import MLkNN
from mlclf.compare import Results, run
from tests.compare.toy import METRICS, Failing, toy_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("results")
    run(toy_plan(methods={"bad": Failing(), "good": MLkNN()}), path)
    return path


def test_each_line_is_a_record(folder):
    """
    One session with plan, versions and machine, then one line of JSON per cell.
    """
    lines = (folder / "results.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]

    assert [r["type"] for r in records] == ["session"] + ["cell"] * 6
    assert "scikit-learn" in records[0]["versions"]
    assert records[0]["machine"]["cores"] >= 1
    assert records[0]["plan"]["metrics"]["hamming_loss"] is False


def test_means_are_over_all_folds(folder):
    """
    A mean is missing where a fold is missing, and the best is found among the rest.
    """
    results = Results.load(folder)
    values = results.values("toy0", "good", "f1_micro")

    assert results.mean("toy0", "good", "f1_micro") == pytest.approx(values.mean())
    assert math.isnan(results.mean("toy0", "bad", "f1_micro"))
    assert results.best("toy0", "hamming_loss") == "good"


def test_as_a_frame_and_as_parquet(folder, tmp_path):
    """
    One row per cell with scores, costs, versions and machine, and back from Parquet.
    """
    pytest.importorskip("pyarrow", reason="writes Parquet")
    results = Results.load(folder)
    frame = results.to_frame()
    results.to_parquet(tmp_path / "results.parquet")

    assert len(frame) == 6
    assert {*METRICS, "fit_seconds", "version numpy", "machine cores"} <= {*frame}
    read = pd.read_parquet(tmp_path / "results.parquet")
    pd.testing.assert_frame_equal(read, frame, check_dtype=False)


def test_a_half_written_line_is_no_result(folder, tmp_path):
    """
    What a kill cut off is left out.
    """
    text = (folder / "results.jsonl").read_text()
    (tmp_path / "results.jsonl").write_text(text[:-40])

    assert len(Results.load(tmp_path).cells) == 5
    assert Results.load(tmp_path).n_planned == 6


def test_a_foreign_line_is_an_error(folder, tmp_path):
    """
    File and line are named.
    """
    path = tmp_path / "results.jsonl"
    path.write_text((folder / "results.jsonl").read_text() + "not JSON\n")

    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        Results.load(tmp_path)

    assert str(error.value) == (
        f"{path}, line 8: every line must be a record of a comparison, got 'not JSON'."
    )


def test_no_results(tmp_path):
    """
    An empty folder is an error of its own.
    """
    with pytest.raises(FileNotFoundError, match="holds no results"):
        Results.load(tmp_path)


def test_unknown_metrics_are_refused(folder):
    """
    Only what was measured can be asked for.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        Results.load(folder).best("toy0", "accuracy")

    assert str(error.value) == (
        f"metric must be one of {', '.join(METRICS)}, got 'accuracy'."
    )
