from dataclasses import replace

import numpy as np
import pytest

from mlclf import MLkNN, NativeMultiLabel
from mlclf.compare import analyze, corrected_t_test, friedman, run, wilcoxon_holm
from tests.compare.toy import Failing, toy_data, toy_plan


@pytest.fixture(scope="module")
def results():
    """Three methods, one of them hopeless, and one that fails, on four data sets."""
    from sklearn.dummy import DummyClassifier

    methods = {
        "near": MLkNN(n_neighbors=5),
        "far": MLkNN(n_neighbors=40),
        "none": NativeMultiLabel(DummyClassifier(strategy="prior")),
        "bad": Failing(),
    }
    return run(
        toy_plan(datasets=[toy_data(seed) for seed in range(4)], methods=methods)
    )


def test_data_sets_are_the_blocks(results):
    """
    The tests see one mean per data set and method; failed methods are left out.
    """
    analysis = analyze(results, "hamming_loss")

    means = [
        [results.mean(f"toy{i}", m, "hamming_loss") for m in ("near", "far", "none")]
        for i in range(4)
    ]
    np.testing.assert_allclose(analysis.scores, means)
    assert analysis.left_out == ("bad",)
    assert analysis.over_datasets
    assert analysis.friedman.p_value == friedman(means, greater_is_better=False).p_value
    np.testing.assert_array_equal(analysis.wilcoxon, wilcoxon_holm(means))
    assert analysis.posteriors["none"].better > 0.8


def test_folds_are_the_blocks_of_one_data_set():
    """
    With one data set its runs are compared, and the analysis says so.
    """
    results = run(toy_plan(repeats=2))

    analysis = analyze(results, "f1_micro")

    assert analysis.scores.shape == (6, 2)
    assert not analysis.over_datasets
    np.testing.assert_allclose(
        analysis.scores[:, 1], results.values("toy0", "neighbors", "f1_micro")
    )


def test_t_tests_are_the_best_against_the_others():
    """
    One per data set, over its folds, corrected for the overlap of 2/3 to 1/3.
    """
    results = run(toy_plan(repeats=2))
    best = results.best("toy0", "hamming_loss")
    (other,) = set(results.methods) - {best}
    gap = results.values("toy0", other, "hamming_loss")
    gap = gap - results.values("toy0", best, "hamming_loss")

    (test,) = analyze(results, "hamming_loss").t_tests

    assert test.method == other
    assert test.difference == pytest.approx(gap.mean())
    assert test.p_value == pytest.approx(corrected_t_test(gap, 53, 26)[1])


def test_a_method_with_missing_runs_is_left_out(results):
    """
    Of a comparison that was stopped, means over some of the folds are not compared
    with means over all.
    """
    cells = [c for c in results.cells if (c.dataset, c.method, c.fold) != CUT]
    stopped = replace(results, cells=tuple(cells))

    analysis = analyze(stopped, "hamming_loss")

    assert analysis.methods == ("near", "none")
    assert {t.method for t in analysis.t_tests} <= {"near", "none"}


CUT = ("toy3", "far", 2)


def test_a_single_run_cannot_be_tested():
    """
    One number per method says nothing about luck.
    """
    results = run(toy_plan(split="holdout"))

    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        analyze(results, "f1_micro")

    assert str(error.value) == (
        "the tests need at least 2 methods with scores on at least 2 data sets or "
        "folds, got 2 and 1."
    )
