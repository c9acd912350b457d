"""Tests of specificity and its kin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from mlclf.metrics import (
    balanced_accuracy_score,
    false_negative_rate,
    false_positive_rate,
    geometric_mean_score,
    harmonic_mean_score,
    matthews_corrcoef,
    specificity_score,
)


def binary_rates(y, z, w):
    """What scikit-learn says of one binary problem."""
    options = {"sample_weight": w, "zero_division": 0}
    recall = sk.recall_score(y, z, **options)
    specificity = sk.recall_score(y, z, pos_label=0, **options)
    return {
        specificity_score: specificity,
        false_positive_rate: 1 - specificity if (np.asarray(y) == 0).any() else 0,
        false_negative_rate: 1 - recall if np.any(y) else 0,
        geometric_mean_score: np.sqrt(recall * specificity),
        harmonic_mean_score: 2 / (1 / recall + 1 / specificity)
        if recall * specificity
        else 0,
        matthews_corrcoef: sk.matthews_corrcoef(y, z, sample_weight=w),
    }


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
@pytest.mark.filterwarnings("ignore::UserWarning")  # scikit-learn, of single labels
def test_each_average_is_that_of_binary_problems(seed):
    """
    Each label, each row, and all cells at once are binary problems that scikit-learn
    judges the same.
    """
    rng = np.random.default_rng(seed)
    n, n_labels = rng.integers(1, 9), rng.integers(2, 5)
    Y, Z = (rng.random((2, n, n_labels)) < rng.random()).astype(int)
    w = rng.integers(1, 4, size=n)
    ones = np.ones(n_labels)
    labels = [binary_rates(y, z, w) for y, z in zip(Y.T, Z.T)]
    rows = [binary_rates(y, z, ones) for y, z in zip(Y, Z)]
    cells = binary_rates(Y.ravel(), Z.ravel(), np.repeat(w, n_labels))
    for metric in labels[0]:
        by_label = [values[metric] for values in labels]
        expected = {
            None: by_label,
            "macro": np.mean(by_label),
            "micro": cells[metric],
            "samples": np.average([values[metric] for values in rows], weights=w),
        }
        positives = w @ Y
        if positives.any():
            expected["weighted"] = np.average(by_label, weights=positives)
        for average, value in expected.items():
            got = metric(Y, Z, average=average, sample_weight=w)
            assert_allclose(got, value, atol=1e-12, err_msg=metric.__name__)


@pytest.mark.filterwarnings("ignore:y_pred contains classes:UserWarning")
@pytest.mark.filterwarnings("ignore:A single label:UserWarning")
def test_balanced_accuracy_is_that_of_scikit_learn():
    """
    With labels that are always or never true, too.
    """
    rng = np.random.default_rng(0)
    Y, Z = rng.integers(0, 2, size=(2, 20, 6))
    Y[:, 0], Y[:, 1] = 0, 1

    expected = [sk.balanced_accuracy_score(y, z) for y, z in zip(Y.T, Z.T)]

    assert_allclose(balanced_accuracy_score(Y, Z, average=None), expected)


def test_zero_division_stands_for_undefined_rates():
    """
    A label that is always true has no specificity.
    """
    Y, Z = [[1, 1], [1, 0]], [[1, 1], [1, 0]]

    assert specificity_score(Y, Z) == 0.5
    assert specificity_score(Y, Z, zero_division=1) == 1
    assert specificity_score(Y, Z, zero_division=np.nan) == 1
    assert_allclose(
        specificity_score(Y, Z, average=None, zero_division=np.nan), [np.nan, 1]
    )
