import pytest

from mlclf.compare import analyze, run, to_markdown
from mlclf.compare._findings import find, format_p
from tests.compare.toy import METRICS, toy_data, toy_plan


@pytest.fixture(scope="module")
def results():
    return run(toy_plan(datasets=[toy_data(seed) for seed in range(3)]))


def test_each_metric_has_its_findings(results):
    """
    A row per method, the best rank first, with the numbers of the analysis.
    """
    findings = find(results)

    assert [f.metric for f in findings] == METRICS
    first, second = findings[1].rows
    analysis = analyze(results, "f1_micro")
    assert first.method == analysis.reference
    assert first.p_value == ""
    assert second.p_value == format_p(analysis.wilcoxon[0, 1])
    wins, ties, losses = map(int, second.wins.split("–"))
    assert wins + ties + losses == 3


def test_the_markdown_report_has_them(results):
    """
    What was tested, what came out, in words and as a table.
    """
    report = to_markdown(results)

    assert "### f1 micro" in report
    assert "2 methods on 3 data sets." in report
    assert "Corrected resampled t-tests over the folds:\n\n- toy0: " in report


def test_runs_on_one_data_set_are_no_independent_samples():
    """
    The reader is told.
    """
    (finding, *_) = find(run(toy_plan()))

    assert "too many differences" in " ".join(finding.sentences)


def test_nothing_to_test():
    """
    A single run has no findings, and the report no such section.
    """
    results = run(toy_plan(split="holdout"))

    assert find(results) == []
    assert "## Statistics" not in to_markdown(results)


def test_p_values_in_words():
    """
    Small ones are bounded.
    """
    assert format_p(0.0004) == "< 0.001"
    assert format_p(0.0456) == "0.046"
