"""Tests of the metrics at k."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk
from sklearn.linear_model import Ridge
from sklearn.preprocessing import normalize

from mlclf.datasets import fetch_dataset
from mlclf.metrics import (
    METRICS,
    abandonment_at_k,
    coverage_at_k,
    evaluate,
    f1_at_k,
    ndcg_at_k,
    precision_at_k,
    r_precision_at_k,
    recall_at_k,
)


def draw(seed):
    rng = np.random.default_rng(seed)
    Y = (rng.random((rng.integers(2, 9), 6)) < 0.3).astype(int)
    S = rng.permuted(np.tile(np.linspace(0.1, 0.9, 6), (len(Y), 1)), axis=1)
    return Y, S, rng.random(len(Y)), int(rng.integers(1, 7))


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_metrics_by_loops(seed):
    """
    Each metric is what its definition gives row by row, and label by label.
    """
    Y, S, w, k = draw(seed)
    options = {"k": k, "sample_weight": w}
    best = [np.argsort(-s)[:k] for s in S]
    hits = [Y[i, b].sum() for i, b in enumerate(best)]
    size = Y.sum(axis=1)
    recall = [h / m if m else 0 for h, m in zip(hits, size)]
    chosen = np.zeros_like(Y)
    for i, b in enumerate(best):
        chosen[i, b] = 1
    found = ((Y & chosen).sum(axis=0) > 0)[Y.any(axis=0)]
    of_labels = {"average": "macro", "sample_weight": w, "zero_division": 0}

    assert_allclose(
        precision_at_k(Y, S, **options), np.average(np.array(hits) / k, weights=w)
    )
    assert_allclose(recall_at_k(Y, S, **options), np.average(recall, weights=w))
    possible = [h / min(m, k) if m else 0 for h, m in zip(hits, size)]
    assert_allclose(r_precision_at_k(Y, S, **options), np.average(possible, weights=w))
    assert_allclose(
        abandonment_at_k(Y, S, **options),
        np.average(np.array(hits) == 0, weights=w),
        atol=1e-12,
    )
    assert_allclose(
        coverage_at_k(Y, S, **options), found.mean() if len(found) else np.nan
    )
    for metric, whole in (
        (precision_at_k, sk.precision_score),
        (recall_at_k, sk.recall_score),
        (f1_at_k, sk.f1_score),
    ):
        expected = whole(Y, chosen, **of_labels)
        assert_allclose(metric(Y, S, average="macro", **options), expected)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_ndcg_is_that_of_scikit_learn(seed):
    """
    nDCG at k is scikit-learn's, which also counts 0 for a row without labels.
    """
    Y, S, w, k = draw(seed)

    expected = sk.ndcg_score(Y, S, k=k, sample_weight=w)

    assert_allclose(ndcg_at_k(Y, S, k=k, sample_weight=w), expected)


def test_worked_example():
    """
    Two rows at k = 2, one of which stores a single label.
    """
    Y = sp.csr_array([[1, 0, 1, 0], [0, 1, 0, 0]])
    S = sp.csr_array(([0.9, 0.8, 0.5], [0, 1, 1], [0, 2, 3]), shape=(2, 4))
    # row 1: best labels 0, 1; hits 1 of 2 labels. row 2: best label 1; hits 1 of 1.
    assert precision_at_k(Y, S, k=2) == 0.5
    assert recall_at_k(Y, S, k=2) == 0.75
    assert precision_at_k(Y, S, k=2, average="micro") == 2 / 3
    assert recall_at_k(Y, S, k=2, average="micro") == 2 / 3
    # labels: F1 = 1, 2/3 (predicted twice), 0, 0/0
    assert_allclose(f1_at_k(Y, S, k=2), (1 + 2 / 3) / 4)
    assert_allclose(f1_at_k(Y, S, k=2, zero_division=np.nan), (1 + 2 / 3) / 3)
    assert_allclose(coverage_at_k(Y, S, k=2), 2 / 3)
    assert_allclose(ndcg_at_k(Y, S, k=2), (1 / (1 + 1 / np.log2(3)) + 1) / 2)


def test_rows_without_labels_follow_the_policy():
    """
    Recall and nDCG of a row without labels are 0/0.
    """
    Y, S = [[0, 0], [1, 0]], [[0.9, 0.1], [0.9, 0.1]]

    for metric in (recall_at_k, r_precision_at_k, ndcg_at_k):
        assert metric(Y, S, k=1) == 0.5
        assert metric(Y, S, k=1, zero_division=np.nan) == 1


def test_a_hundred_thousand_labels_stay_sparse():
    """
    Every metric at k, propensity-scored ones and rankings too, takes 10^5 rows and 10^5
    labels, which would be 80 GB as an array.
    """
    rng = np.random.default_rng(0)
    n, stored = 100_000, 5
    label = np.sort(rng.integers(0, n // stored, size=(n, stored)), axis=1)
    label = label * stored + np.arange(stored)
    bounds = np.arange(n + 1) * stored
    score = sp.csr_array((rng.random(n * stored), label.ravel(), bounds), shape=(n, n))
    truth = sp.csr_array((np.ones(n, int), label[:, 0], np.arange(n + 1)), shape=(n, n))
    names = [name for name in METRICS if "_at_" in name]
    names += ["one_error", "ranking_loss", "label_ranking_average_precision"]
    names += ["roc_auc_micro", "brier_score", "expected_calibration_error"]

    report = evaluate(truth, None, score, metrics=names)

    assert report["recall_at_5"] == 1
    assert abs(report["precision_at_1"] - 0.2) < 0.01
    assert report["ranking_loss"] < 1e-4
    # Each row errs by (1 - s)^2 for its label and s^2 for four others: 5/3 of 10^5.
    assert report["brier_score"] == pytest.approx(5 / 3 / n, rel=0.01)


def test_k_must_be_possible():
    """
    No k below 1; with one above the number of labels, the rest are misses.
    """
    for k in (0, 2.5, "2"):
        message = re.escape(f"k must be an integer of at least 1, got {k!r}.")
        with pytest.raises(ValueError, match=f"^{message}$"):
            precision_at_k([[1, 0]], [[1, 0]], k=k)
    assert precision_at_k([[1, 0]], [[1, 0]], k=5) == 0.2
    assert recall_at_k([[1, 0]], [[1, 0]], k=5) == 1


def test_averages_that_are_none_are_refused():
    """
    Values of each label are not offered.
    """
    message = "average must be one of ('samples', 'micro', 'macro'), got None."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        recall_at_k([[1, 0]], [[1, 0]], k=1, average=None)


def test_evaluate_leaves_out_what_k_is_too_large_for():
    """
    With two labels there is no precision at 3, unless one asks for it.
    """
    report = evaluate([[1, 0]], None, [[1, 0]])

    assert "precision_at_1" in report
    assert "precision_at_3" not in report
    asked = evaluate([[1, 0]], None, [[1, 0]], metrics=["precision_at_3"])
    assert asked["precision_at_3"] == 1 / 3


def test_ridge_on_bibtex_has_its_known_precisions(real_data):
    """
    Least squares on the normalized rows of bibtex reach P@1, 3, 5 = 65.2, 40.1, 29.3.
    """
    X, Y = fetch_dataset("bibtex", split="train", return_X_y=True)
    model = Ridge(alpha=1.0).fit(dense_unit_rows(X), Y)
    X, Y = fetch_dataset("bibtex", split="test", return_X_y=True)

    report = evaluate(Y, None, model.predict(dense_unit_rows(X)))

    precisions = [round(100 * report[f"precision_at_{k}"], 1) for k in (1, 3, 5)]
    assert precisions == [65.2, 40.1, 29.3]


def dense_unit_rows(X):
    return normalize(X.toarray() if sp.issparse(X) else X)
