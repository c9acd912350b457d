"""Tests of the ensemble of classifier chains."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import ClassifierChain as SklearnChain
from sklearn.tree import DecisionTreeClassifier

from mlclf import ClassifierChain, ClassifierChainEnsemble

BASE = LogisticRegression(tol=1e-8, max_iter=1000)


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=150, n_classes=5, random_state=0)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("voting", ["soft", "hard"])
def test_is_the_mean_of_scikit_learn_chains(data, container, voting):
    """
    The oracle: scikit-learn chains of the same orders, probabilities or votes averaged.
    """
    X, y = data
    X = container(X)
    ensemble = ClassifierChainEnsemble(
        BASE, n_estimators=4, voting=voting, random_state=0
    )

    ensemble.fit(X, y)

    answers = []
    for chain in ensemble.estimators_:
        theirs = SklearnChain(BASE, order=chain.order_).fit(X, y)
        answers.append(
            theirs.predict_proba(X) if voting == "soft" else theirs.predict(X)
        )
    assert_allclose(ensemble.predict_proba(X), np.mean(answers, axis=0), atol=1e-5)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_one_solve_is_as_many_as_there_are_links(data, container):
    """
    The chains of the joint solve have the coefficients of separate fits, even where
    labels are constant.
    """
    X, y = data
    X, y = container(X), y.copy()
    y[:, 1], y[:, 3] = 0, 1
    params = {"n_estimators": 3, "random_state": 1}

    joint = ClassifierChainEnsemble(BASE, solver="joint", **params).fit(X, y)
    separate = ClassifierChainEnsemble(BASE, solver="separate", **params).fit(X, y)

    for ours, theirs in zip(joint.estimators_, separate.estimators_):
        assert_array_equal(ours.order_, theirs.order_)
        for link, other in zip(ours.estimators_, theirs.estimators_):
            if hasattr(other, "coef_"):
                assert_allclose(link.coef_, other.coef_, atol=1e-5)
    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=1e-5)


def test_members_are_chains_of_their_own(data):
    """
    A member predicts by itself; the ensemble is the mean of its members.
    """
    X, y = data
    ensemble = ClassifierChainEnsemble(BASE, n_estimators=3, random_state=0).fit(X, y)

    alone = [chain.predict_proba(X) for chain in ensemble.estimators_]

    assert_allclose(ensemble.predict_proba(X), np.mean(alone, axis=0))


@pytest.mark.parametrize("solver", ["joint", "separate"])
def test_each_chain_sees_its_samples_and_features(data, solver):
    """
    With subsampling, member m is a chain fitted on its rows and columns of X.
    """
    X, y = data
    ensemble = ClassifierChainEnsemble(
        BASE,
        n_estimators=3,
        max_samples=0.6,
        max_features=7,
        solver=solver,
        random_state=0,
    )

    ensemble.fit(X, y)

    drawn = zip(
        ensemble.estimators_,
        ensemble.estimators_samples_,
        ensemble.estimators_features_,
    )
    for chain, rows, features in drawn:
        assert (len(rows), len(features)) == (90, 7)
        alone = ClassifierChain(BASE, order=chain.order_, solver="separate")
        alone.fit(X[rows][:, features], y[rows])
        assert_allclose(
            chain.predict_proba(X[:, features]),
            alone.predict_proba(X[:, features]),
            atol=1e-5,
        )
    assert len({tuple(rows) for rows in ensemble.estimators_samples_}) == 3


def test_seeds_reach_the_base_classifiers(data):
    """
    Random trees: equal seeds give equal ensembles, members differ among themselves.
    """
    X, y = data
    tree = DecisionTreeClassifier(max_features=1, max_depth=3)

    P = [
        ClassifierChainEnsemble(tree, n_estimators=2, random_state=seed)
        .fit(X, y)
        .predict_proba(X)
        for seed in (0, 0, 1)
    ]

    assert_array_equal(P[0], P[1])
    assert (P[0] != P[2]).any()


def test_more_samples_than_there_are():
    """
    A number of samples beyond those at hand is refused.
    """
    X, y = np.eye(4), np.eye(4, dtype=int)
    ensemble = ClassifierChainEnsemble(BASE, max_samples=5)

    with pytest.raises(
        ValueError, match=r"^max_samples must be at most 4 here, got 5.$"
    ):
        ensemble.fit(X, y)
