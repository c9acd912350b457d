from dataclasses import replace

from mlclf import MLkNN
from mlclf.compare import run, to_markdown
from tests.compare.toy import toy_plan


def test_the_report_shows_methods_scores_and_settings():
    """
    One table per data set with the best in bold, then the settings of each method.
    """
    results = run(toy_plan())

    report = to_markdown(results)

    best = results.best("toy0", "f1_micro")
    mean = results.mean("toy0", best, "f1_micro")
    assert f"**{mean:.4f} ± " in report
    assert "| method | hamming loss ↓ | f1 micro | LRAP | fit | memory |" in report
    assert "80 rows, 6 features, 4 labels" in report
    assert "labels per row; 3 shuffled folds." in report
    assert "- neighbors: `MLkNN(n_neighbors=5)`" in report
    assert "scikit-learn" in report


def test_an_unfinished_comparison_says_so():
    """
    Nobody takes half a comparison for a whole one.
    """
    results = run(toy_plan())

    half = to_markdown(replace(results, cells=results.cells[:4]))

    assert "**2 of 6 fits are missing.**" in half


def test_names_cannot_break_the_table():
    """
    A bar in a method's name is escaped.
    """
    report = to_markdown(run(toy_plan(methods={"a|b": MLkNN()})))

    assert "| a\\|b |" in report
