"""Tests of the joint fit of discrete naive Bayes classifiers."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.naive_bayes import BernoulliNB, ComplementNB, MultinomialNB

from mlclf import BinaryRelevance
from mlclf.solvers import _naive_bayes as solver
from tests.solvers.closed_forms import (
    CONTAINERS,
    assert_same_fit,
    counts,
    hard_labels,
)

ESTIMATORS = [
    MultinomialNB(),
    MultinomialNB(alpha=0.1, fit_prior=False),
    MultinomialNB(class_prior=[0.3, 0.7]),
    MultinomialNB(alpha=np.linspace(0.1, 2, 12)),
    ComplementNB(),
    ComplementNB(norm=True, alpha=0.5),
    BernoulliNB(),
    BernoulliNB(binarize=1.5, alpha=0.01),
    BernoulliNB(class_prior=[0.9, 0.1]),
]


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_agrees_with_separate_fits(estimator, weighted, container):
    """
    Every label, rare, nearly full or constant, gets scikit-learn's probabilities.
    """
    X, Y = counts(80, 12), hard_labels(80)
    params = {}
    if weighted:
        params["sample_weight"] = np.random.default_rng(1).random(80) + 0.1

    _, made, separate = assert_same_fit(
        solver, estimator, container(X), Y, container(counts(20, 12, 7)), **params
    )

    for one, other in zip(made[:4], separate[:4]):
        assert_allclose(one.feature_count_, other.feature_count_, atol=1e-9)
        assert_allclose(one.feature_log_prob_, other.feature_log_prob_)
        assert_allclose(one.class_log_prior_, other.class_log_prior_)
        assert_allclose(one.class_count_, other.class_count_)


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_a_device_finds_the_same(torch_device, estimator, weighted, container):
    """
    Added up by torch: the same probabilities, the same estimators.
    """
    X, Y = container(counts(80, 12)), hard_labels(80)
    weight = np.random.default_rng(1).random(80) + 0.1
    params = {"sample_weight": weight} if weighted else {}

    assert_same_fit(solver, estimator, X, Y, X, device=torch_device, **params)


@pytest.mark.parametrize("kind", [MultinomialNB, ComplementNB, BernoulliNB])
def test_single_precision_and_a_label_of_weight_zero(kind):
    """
    float32 samples change nothing, nor does a label whose samples all weigh nothing.
    """
    X, Y = counts(40, 6, dtype=np.float32), hard_labels(40)
    weight = np.ones(40)
    weight[:2] = 0  # The only samples of label 1.

    assert_same_fit(
        solver, kind(), X, Y, counts(9, 6, 3, np.float32), sample_weight=weight
    )


@pytest.mark.parametrize(
    ("estimator", "X", "params", "reason"),
    [
        (MultinomialNB(alpha=0), [[1.0, 2.0]], {}, "alpha must be at least 1e-10"),
        (MultinomialNB(alpha=[1.0]), [[1.0, 2.0]], {}, "alpha must be one number, or "),
        (BernoulliNB(alpha=[1.0, 1.0]), [[1.0, 2.0]], {}, "alpha must be one number"),
        (MultinomialNB(class_prior=[1.0]), [[1.0, 2.0]], {}, "class_prior must have"),
        (ComplementNB(), [[1.0, -2.0]], {}, "X must not be negative"),
        (BernoulliNB(binarize=None), [[1.0, 2.0]], {}, "binarize must be a number"),
        (MultinomialNB(), [[1.0, 2.0]], {"groups": 1}, "it knows no other fit param"),
    ],
)
def test_what_has_no_joint_answer_is_refused(estimator, X, params, reason):
    """
    Parameters that scikit-learn treats in its own way are left to scikit-learn.
    """
    assert solver.refuse(estimator, np.array(X), params).startswith(reason)


def test_binary_relevance_takes_it_by_itself():
    """
    solver="auto" answers as "separate" does, through one product.
    """
    X, Y = counts(60, 8), hard_labels(60)
    auto = BinaryRelevance(MultinomialNB()).fit(X, Y)
    separate = BinaryRelevance(MultinomialNB(), solver="separate").fit(X, Y)

    assert_allclose(auto.predict_proba(X), separate.predict_proba(X))
    assert_allclose(
        auto.estimators_[0].feature_log_prob_, separate.estimators_[0].feature_log_prob_
    )
