"""Tests of the formulas of counts."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.metrics import _formulas as formulas


def tally(tp, fp, fn, tn):
    """Return the counts of one entry."""
    return formulas.Tally(*(np.array([float(x)]) for x in (tp, fp, fn, tn, 1)))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (formulas.precision, 6 / 8),
        (formulas.recall, 6 / 9),
        (formulas.fbeta, 12 / 17),
        (formulas.jaccard, 6 / 11),
        (formulas.specificity, 9 / 11),
        (formulas.false_positive_rate, 2 / 11),
        (formulas.false_negative_rate, 3 / 9),
        (formulas.balanced_accuracy, (6 / 9 + 9 / 11) / 2),
        (formulas.geometric_mean, np.sqrt(6 / 9 * 9 / 11)),
        (formulas.harmonic_mean, 2 / (9 / 6 + 11 / 9)),
        (formulas.matthews, (6 * 9 - 2 * 3) / np.sqrt(8 * 9 * 11 * 12)),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_a_case_worked_by_hand(formula, expected):
    """
    Of six hits, two false alarms, three misses and nine rejections.
    """
    assert_allclose(formula(tally(6, 2, 3, 9), 0.0), [expected])


@pytest.mark.parametrize(
    ("formula", "counts"),
    [
        (formulas.precision, (0, 0, 3, 9)),
        (formulas.recall, (0, 2, 0, 9)),
        (formulas.fbeta, (0, 0, 0, 9)),
        (formulas.jaccard, (0, 0, 0, 9)),
        (formulas.specificity, (6, 0, 3, 0)),
        (formulas.geometric_mean, (0, 2, 0, 9)),
        (formulas.harmonic_mean, (0, 2, 0, 9)),
        (formulas.matthews, (0, 0, 3, 9)),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
@pytest.mark.parametrize("zero_division", [0.0, 1.0, np.nan])
def test_nothing_divided_by_nothing(formula, counts, zero_division):
    """
    Where a formula is 0/0 its value is the one asked for.
    """
    assert_allclose(formula(tally(*counts), zero_division), [zero_division])
