"""Tests of the stratified k folds."""

import os
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
)

from mlclf import BinaryRelevance
from mlclf.datasets import load_arff
from mlclf.model_selection import IterativeStratifiedKFold, describe_folds


@pytest.fixture
def y():
    rng = np.random.default_rng(0)
    return (rng.random((1000, 30)) < np.geomspace(0.006, 0.4, 30)).astype(int)


def folds_of(cv, y):
    return [test.tolist() for _, test in cv.split(np.zeros((len(y), 1)), y)]


def test_one_label_is_stratified_as_scikit_learn_does():
    """
    With one label every fold has the counts that StratifiedKFold gives it.
    """
    y = np.repeat([0, 1], [70, 32])

    ours = describe_folds(y, IterativeStratifiedKFold(5, random_state=0))
    theirs = describe_folds(y, [*StratifiedKFold(5).split(y, y)])

    assert sorted(ours.counts.ravel()) == sorted(theirs.counts.ravel())
    assert sorted(ours.fold_sizes) == sorted(theirs.fold_sizes)


def test_every_row_is_tested_once(y):
    """
    The test sets partition the rows; a training set is what its test set leaves.
    """
    splits = list(IterativeStratifiedKFold(7).split(y, y))

    assert sorted(np.concatenate([test for _, test in splits])) == list(range(1000))
    for train, test in splits:
        assert_array_equal(np.setdiff1d(np.arange(1000), test), train)


@pytest.mark.parametrize("n_splits", [2, 5, 10])
def test_every_label_has_its_share(y, n_splits):
    """
    Every count is within 2 rows of its share, fold sizes within 1, and every label
    with at least k positives is in every fold; plain folds manage none of it.
    """
    refined = describe_folds(y, IterativeStratifiedKFold(n_splits, random_state=0))
    plain = describe_folds(y, KFold(n_splits, shuffle=True, random_state=0))

    assert refined.count_error <= 2
    assert np.ptp(refined.fold_sizes) <= 1
    assert refined.missing == 0
    assert plain.count_error > 4


def test_refinement_improves_the_published_folds(y):
    """
    The greedy folds deviate more than the refined ones, in labels and in sizes.
    """
    greedy = describe_folds(y, IterativeStratifiedKFold(refine=False, random_state=0))
    refined = describe_folds(y, IterativeStratifiedKFold(random_state=0))

    assert refined.count_error < greedy.count_error
    assert refined.label_distribution < greedy.label_distribution


def test_order_two_balances_pairs(y):
    """
    Balancing pairs lowers the deviation of pairs; labels stay within 2 rows.
    """
    first = describe_folds(y, IterativeStratifiedKFold(random_state=0))
    second = describe_folds(y, IterativeStratifiedKFold(order=2, random_state=0))

    assert second.pair_distribution < first.pair_distribution
    assert second.count_error <= 2


@pytest.mark.parametrize("refine", [False, True])
def test_seeds_are_honored(y, refine):
    """
    One seed gives one answer, another seed another, and seeded folds are as good.
    """
    zero = IterativeStratifiedKFold(random_state=0, refine=refine)
    one = IterativeStratifiedKFold(random_state=1, refine=refine)

    assert folds_of(zero, y) == folds_of(zero, y)
    assert folds_of(zero, y) != folds_of(one, y)
    assert describe_folds(y, one).count_error < describe_folds(y, KFold(5)).count_error


@pytest.mark.parametrize(
    "container",
    [
        np.ndarray.tolist,
        sp.csr_matrix,
        sp.csc_array,
        sp.coo_array,
        pd.DataFrame,
        lambda y: pl.DataFrame(y, schema=[f"l{j}" for j in range(y.shape[1])]),
        lambda y: y.astype(bool),
        lambda y: y.astype(float),
    ],
)
def test_containers_give_the_same_folds(y, container):
    """
    Whatever holds the labels, the folds are the same, and it is left alone.
    """
    cv = IterativeStratifiedKFold(random_state=0)
    held = container(y)

    tests = [test.tolist() for _, test in cv.split(np.zeros((1000, 1)), held)]

    assert tests == folds_of(cv, y)


def test_it_works_as_cv(y):
    """
    Cross-validation and grid search accept it as ``cv``.
    """
    X, y = np.random.default_rng(0).normal(size=(200, 3)), y[:200, -3:]
    cv = IterativeStratifiedKFold(3, random_state=0)
    classifier = BinaryRelevance(LogisticRegression())

    search = GridSearchCV(classifier, {"estimator__C": [0.1, 1]}, cv=cv).fit(X, y)

    assert search.n_splits_ == 3
    assert len(cross_val_score(classifier, X, y, cv=cv)) == 3
    assert cross_val_predict(classifier, X, y, cv=cv).shape == y.shape


def test_it_shows_its_parameters():
    """
    The repr is that of scikit-learn's splitters.
    """
    assert repr(IterativeStratifiedKFold(3, order=2)) == (
        "IterativeStratifiedKFold(n_splits=3, order=2, random_state=None, refine=True)"
    )


def test_more_folds_than_rows_are_refused():
    """
    The error says the limit and what was asked for.
    """
    message = r"^n_splits must be at most the number of samples, 3, got 5\.$"

    with pytest.raises(ValueError, match=message):
        next(IterativeStratifiedKFold(5).split(np.eye(3), np.eye(3)))


def test_lists_of_labels_are_refused():
    """
    The error says what they are to be made into.
    """
    with pytest.raises(ValueError, match="y must be an indicator matrix of shape"):
        next(IterativeStratifiedKFold(2).split(np.eye(3), [["a"], ["b", "c"], []]))


def test_other_values_are_refused():
    """
    Labels are 0 and 1: scikit-learn's own folds would take {0, 2} for classes.
    """
    with pytest.raises(ValueError, match=r"^y must hold 0 and 1 only, got 2\.$"):
        next(IterativeStratifiedKFold(2).split(np.eye(3), 2 * np.eye(3, dtype=int)))


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"n_splits": 1}, "n_splits"),
        ({"order": 3}, "order"),
        ({"refine": "yes"}, "refine"),
        ({"random_state": "seed"}, "random_state"),
    ],
)
def test_parameters_are_checked(params, name):
    """
    A wrong parameter is named at once, when the splitter is made.
    """
    with pytest.raises(ValueError, match=f"The '{name}' parameter"):
        IterativeStratifiedKFold(**params)


def best_possible(Y, n_splits):
    """Return the fewest labels missing from even folds, trying all of them."""
    total, fewest = Y.sum(axis=0), np.inf
    for folds in product(range(n_splits), repeat=len(Y)):
        sizes = np.bincount(folds, minlength=n_splits)
        if np.ptp(sizes) <= 1:
            counts = np.array(
                [Y[np.equal(folds, f)].sum(axis=0) for f in range(n_splits)]
            )
            fewest = min(fewest, ((counts == 0) & (total >= n_splits)).sum())
        if fewest == 0:
            break
    return fewest


@settings(max_examples=150)
@given(
    Y=arrays(
        np.int8,
        st.tuples(st.integers(4, 7), st.integers(1, 5)),
        elements=st.integers(0, 1),
    ),
    n_splits=st.integers(2, 3),
    seed=st.integers(0, 3),
)
def test_labels_are_in_every_fold_wherever_that_is_possible(Y, n_splits, seed):
    """
    Whatever the labels: where one with k positives is missing from a fold, trying all
    folds finds no way to have all of them everywhere.
    """
    cv = IterativeStratifiedKFold(n_splits, random_state=seed)

    quality = describe_folds(Y, cv)

    assert np.ptp(quality.fold_sizes) <= 1
    if quality.missing:
        assert quality.missing == best_possible(Y, n_splits)


def test_a_third_fold_may_be_in_the_way():
    """
    Labels 0 and 2 of four rows can be in all of three folds only if rows 1 and 3 stand
    alone: no swap between the two folds that are furthest off leads there.
    """
    Y = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 0, 1]])

    for seed in range(5):
        cv = IterativeStratifiedKFold(3, random_state=seed)
        assert describe_folds(Y, cv).missing == 0


@pytest.mark.skipif("MLCLF_DATA" not in os.environ, reason="MLCLF_DATA is not set")
def test_bibtex_is_balanced():
    """
    On bibtex (7,395 rows, 159 labels) every label is within 2 rows of its share in
    every one of 10 folds.
    """
    path = Path(os.environ["MLCLF_DATA"], "bibtex", "mulan", "bibtex.arff")
    y = load_arff(path).target

    quality = describe_folds(y, IterativeStratifiedKFold(10, random_state=0))

    assert quality.count_error <= 2
    assert np.ptp(quality.fold_sizes) <= 1
    assert quality.missing == 0
