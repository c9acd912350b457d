import pytest

from mlclf import MLkNN
from mlclf.compare import run
from mlclf.compare._tables import format_seconds, rows_of
from tests.compare.toy import METRICS, Failing, toy_plan


def test_one_row_per_method():
    """
    Means with their spread; the best of a column is marked, a failure is a reason.
    """
    results = run(toy_plan(methods={"bad": Failing(), "good": MLkNN()}))

    bad, good = rows_of(results, "toy0", METRICS)

    assert bad.scores == ("–", "–", "–")
    assert bad.reason == "error: RuntimeError: no luck"
    assert good.is_best == (True, True, True)
    assert " ± " in good.scores[0]


def test_equal_scores_are_both_best():
    """
    What looks the same in the table is marked the same.
    """
    results = run(toy_plan(methods={"one": MLkNN(), "two": MLkNN()}))

    assert [r.is_best for r in rows_of(results, "toy0", METRICS)] == [(True,) * 3] * 2


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0123, "12 ms"),
        (0.9951, "1.00 s"),
        (3.14159, "3.14 s"),
        (42.25, "42.2 s"),
        (300.4, "300 s"),
        (float("nan"), "–"),
    ],
)
def test_times_have_three_digits(seconds, text):
    """
    Short times in milliseconds.
    """
    assert format_seconds(seconds) == text
