import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import hamming_loss
from sklearn.multiclass import OneVsRestClassifier

import mlclf
from mlclf.__main__ import build_parser, main, plan_of
from mlclf.compare import Results, default_methods
from mlclf.datasets import fetch_dataset


@pytest.fixture
def arff(tmp_path):
    """An ARFF file in MEKA's dialect: three labels first, then four features."""
    X, y = make_multilabel_classification(
        n_samples=60, n_features=4, n_classes=3, random_state=0
    )
    lines = ["@relation 'toy: -C 3'"]
    lines += [f"@attribute {name} {{0,1}}" for name in ("rock", "jazz", "folk")]
    lines += [f"@attribute f{j} numeric" for j in range(4)] + ["@data"]
    lines += [",".join(map(str, [*row, *x])) for x, row in zip(X, y)]
    path = tmp_path / "toy.arff"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_compare_prints_a_table_and_keeps_results(arff, tmp_path, capsys):
    """
    One command: a table in the terminal, results as JSON lines, a markdown report.
    """
    out = tmp_path / "out"
    command = ["compare", str(arff), "--methods", "Baseline,MLkNN"]
    command += ["--split", "kfold", "--cv", "3", "--metrics", "hamming_loss,f1_micro"]

    assert main([*command, "--out", str(out)]) == 0

    printed = capsys.readouterr().out
    assert "[6/6] toy 0.2 MLkNN ok" in printed
    assert "hamming" in printed
    results = Results.load(out)
    assert results.metrics == ["hamming_loss", "f1_micro"]
    assert len(results.cells) == 6
    assert "| MLkNN |" in (out / "report.md").read_text()

    assert main([*command, "--out", str(out)]) == 0
    assert "6 of 6 fits were there already." in capsys.readouterr().out


def test_compare_says_what_is_wrong(arff, tmp_path, capsys):
    """
    Bad input is one sentence and exit status 2, never a traceback.
    """
    out = ["--out", str(tmp_path)]

    assert main(["compare", str(arff), "--methods", "MLKNN", *out]) == 2
    assert "Did you mean MLkNN?" in capsys.readouterr().err
    assert main(["compare", str(arff), "--metrics", "f1_mikro", *out]) == 2
    assert "got 'f1_mikro'." in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "none.arff"), *out]) == 2
    assert "none.arff" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--cv", "0"], "mlclf: cv must be at least 2, got 0.\n"),
        (["--repeats", "0"], "mlclf: repeats must be at least 1, got 0.\n"),
    ],
)
def test_options_out_of_range_are_errors(arff, tmp_path, capsys, options, message):
    """
    Zero folds are no wish for the usual number, and nothing is written.
    """
    out = tmp_path / "out"

    assert main(["compare", str(arff), *options, "--out", str(out)]) == 2

    assert capsys.readouterr().err == message
    assert not out.exists()


def test_a_list_of_no_names_is_an_error(arff, capsys):
    """
    An empty --methods compares nothing: it is refused, as argparse refuses.
    """
    with pytest.raises(SystemExit):
        main(["compare", str(arff), "--methods", " ,"])

    said = capsys.readouterr().err
    assert said.endswith("error: argument --methods: there is no name in it\n")


def test_the_defaults_are_yeast_on_its_official_split():
    """
    Without arguments: every default method on yeast, as it was published.
    """
    plan = plan_of(build_parser().parse_args(["compare"]))

    assert plan.datasets == ["yeast"]
    assert plan.split == "auto"
    assert list(plan.resolved_methods)[:3] == [
        "Baseline",
        "BinaryRelevance",
        "ClassifierChain",
    ]
    assert [j.name for j in plan.judges][:2] == ["hamming_loss", "subset_accuracy"]


def readme_table():
    """The table of the README: {method: {metric: figure}}."""
    metrics = ["hamming_loss", "subset_accuracy", "f1_micro", "f1_macro"]
    metrics += ["ranking_loss", "label_ranking_average_precision"]
    names = {
        "label frequencies alone": "Baseline",
        "forest of 200 trees": "RandomForest",
    }
    text = (Path(mlclf.__file__).parents[1] / "README.md").read_text()
    rows = re.findall(r"^\| (.+?) \|((?: \**\.\d{4}\** \|){6})$", text, re.M)
    return {
        names.get(name, name.strip("`")): dict(
            zip(metrics, map(float, re.findall(r"\.\d{4}", figures)))
        )
        for name, figures in rows
    }


def test_compare_on_yeast_has_the_published_figures(tmp_path):
    """
    Without options: the table of the README on the official split of yeast; in it
    ML-kNN's printed Hamming loss .1980, ranking loss .1715 and coverage 6.414; binary
    relevance as scikit-learn's, fully converged.
    """
    pytest.importorskip("river", reason="its package carries yeast")
    yeast = fetch_dataset("yeast")
    train, test = yeast.train_index, yeast.test_index
    logistic = LogisticRegression(tol=1e-8, max_iter=1000)
    theirs = OneVsRestClassifier(logistic).fit(yeast.data[train], yeast.target[train])
    predicted = theirs.predict(yeast.data[test])

    assert main(["compare", "--out", str(tmp_path)]) == 0

    mean = partial(Results.load(tmp_path).mean, "yeast")
    table = readme_table()
    assert list(table) == default_methods()
    for method, figures in table.items():
        # Processors round the sums of a network differently, epoch after epoch: as good
        # as another seed.
        digits = 0.03 if method == "NeuralClassifier" else 1.1e-4
        for metric, figure in figures.items():
            got = mean(method, metric)
            assert got == pytest.approx(figure, abs=digits), (method, metric)
    assert mean("MLkNN", "hamming_loss") == pytest.approx(0.1980, abs=5e-5)
    assert mean("MLkNN", "ranking_loss") == pytest.approx(0.1715, abs=5e-5)
    assert mean("MLkNN", "coverage") == pytest.approx(6.414, abs=5e-4)
    assert mean("BinaryRelevance", "hamming_loss") == pytest.approx(
        hamming_loss(yeast.target[test], predicted), abs=2e-4
    )


def test_describe(arff, capsys):
    """
    Size, measures of the labels and the frequency of each of them, by name.
    """
    assert main(["describe", str(arff)]) == 0

    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["samples", "60"] in words
    assert ["labels", "3"] in words
    assert any(w[0] == "SCUMBLE" for w in words if w)
    assert {w[0] for w in words[-3:]} == {"rock", "jazz", "folk"}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (None, None),
        ("3", 3),
        ("-6", -6),
        ("rock,jazz", ["rock", "jazz"]),
        ("yeast.xml", "yeast.xml"),
    ],
)
def test_labels_option(arff, text, labels):
    """
    A number, names, or the path of an XML file.
    """
    argv = ["compare", str(arff)] + ([f"--labels={text}"] if text else [])

    assert plan_of(build_parser().parse_args(argv)).labels == labels


def test_the_module_runs():
    """
    ``python -m mlclf`` is the command.
    """
    command = [sys.executable, "-m", "mlclf", "--help"]

    printed = subprocess.run(command, check=True, capture_output=True, text=True)

    assert "compare" in printed.stdout


def test_without_rich_it_says_what_is_missing(monkeypatch, arff, tmp_path, capsys):
    """
    A missing extra is a sentence with the command that installs it.
    """
    monkeypatch.setitem(sys.modules, "rich", None)

    assert main(["compare", str(arff), "--out", str(tmp_path)]) == 2
    assert "pip install 'mlclf-toolkit[cli]'" in capsys.readouterr().err


def test_train_predict_evaluate(arff, tmp_path, capsys):
    """
    A model goes to a file and comes back to predict and to be judged.
    """
    pytest.importorskip("skops", reason="reads and writes .skops files")
    model, out = str(tmp_path / "model.skops"), tmp_path / "predicted.csv"

    assert main(["train", str(arff), "--method", "MLkNN", "--model", model]) == 0
    assert main(["predict", model, str(arff), "--out", str(out)]) == 0
    assert main(["evaluate", model, str(arff), "--metrics", "f1_micro"]) == 0

    lines = out.read_text().splitlines()
    assert lines[0] == "rock,jazz,folk"
    assert len(lines) == 61
    assert float(capsys.readouterr().out.split()[-1]) > 0.5


def test_a_model_that_could_not_be_kept_is_not_trained(arff, tmp_path, capsys):
    """
    The file is looked at before a training that may take hours.
    """
    train = ["train", str(arff), "--method", "NeuralClassifier", "--model"]

    assert main([*train, str(tmp_path / "model.skops")]) == 2
    assert capsys.readouterr().err == (
        "mlclf: a file of a network must end with .joblib, since skops writes none, "
        "got 'model.skops'.\n"
    )
    assert main([*train, str(tmp_path / "none" / "model.joblib")]) == 2
    assert capsys.readouterr().err == (
        f"mlclf: {tmp_path / 'none'} is no folder to write model.joblib in.\n"
    )


def test_a_table_can_be_trained_on_and_predicted(tmp_path, capsys):
    """
    CSV files: labels by number or by name, predictions for a file without labels.
    """
    pytest.importorskip("skops", reason="reads and writes .skops files")
    X, y = make_multilabel_classification(
        n_samples=60, n_features=3, n_classes=2, random_state=0
    )
    rows = [",".join(map(str, [*x, *row])) for x, row in zip(X, y)]
    table, bare = tmp_path / "toy.csv", tmp_path / "bare.csv"
    table.write_text("\n".join(["a,b,c,sun,sea", *rows]) + "\n")
    bare.write_text("a,b,c\n9,9,9\n")
    model = str(tmp_path / "model.skops")

    assert main(["train", str(table), "--labels=-2", "--model", model]) == 0
    assert main(["evaluate", model, str(table), "--metrics", "f1_micro"]) == 0
    assert float(capsys.readouterr().out.split()[-1]) > 0.5
    assert main(["predict", model, str(bare), "--form", "proba"]) == 0
    header, values = capsys.readouterr().out.splitlines()
    assert header == "sun,sea"
    assert all(0 < float(p) < 1 for p in values.split(","))
    assert main(["describe", str(table), "--labels", "sun,sea"]) == 0
    assert main(["describe", str(table), "--labels", "sun,sky"]) == 2
    assert capsys.readouterr().err == (
        f"mlclf: {table}: label 'sky' is not among the 5 columns.\n"
    )


def test_a_reader_that_has_enough_is_no_error(arff):
    """
    ``mlclf describe FILE | head`` ends as quietly as it should.
    """
    command = [sys.executable, "-m", "mlclf", "describe", str(arff)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    with subprocess.Popen(command, **pipes) as process:
        process.stdout.close()
        said = process.stderr.read()

    assert said == b""
    assert process.returncode == 0


def test_fetch_lists_what_is_known(capsys):
    """
    Without names it says which there are; an unknown one is an error.
    """
    assert main(["fetch"]) == 0
    assert "yeast" in capsys.readouterr().out.split()
    assert main(["fetch", "no such set"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "mlclf: there is no data set 'no such set'; known are bibtex,"
    )


def test_compare_runs_a_plan(arff, tmp_path):
    """
    A TOML file beside its data says all there is to say.
    """
    plan = tmp_path / "plan.toml"
    plan.write_text('datasets = ["toy.arff"]\nmethods = ["MLkNN"]\nsplit = "kfold"\n')

    assert main(["compare", "--plan", str(plan), "--out", str(tmp_path / "o")]) == 0

    assert len(Results.load(tmp_path / "o").cells) == 5


def test_a_plan_stands_alone(tmp_path, capsys):
    """
    An option that a plan would silently overrule is refused.
    """
    plan = tmp_path / "plan.toml"
    plan.write_text('datasets = ["toy.arff"]\n')

    assert main(["compare", "--plan", str(plan), "--cv", "3", "--repeats", "2"]) == 2
    assert "got cv, repeats beside it" in capsys.readouterr().err
