"""Tests of the choice between joint and separate fits."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance
from mlclf.solvers import SOLVERS, find_solver

X = np.random.default_rng(0).normal(size=(500, 20))


def test_auto_takes_a_known_estimator():
    """
    Logistic regression on a few hundred samples and fifty labels is fitted jointly.
    """
    solver = find_solver(LogisticRegression(), X, 50, {})

    assert solver is SOLVERS[LogisticRegression]


def test_separate_takes_no_solver():
    """
    solver="separate" never fits jointly.
    """
    assert find_solver(LogisticRegression(), X, 50, {}, choice="separate") is None


def test_a_subclass_is_not_the_class():
    """
    A subclass may do anything in fit: it is fitted separately.
    """

    class Mine(LogisticRegression):
        pass

    assert find_solver(Mine(), X, 50, {}) is None


def test_joint_names_the_estimators_it_knows():
    """
    The error of solver="joint" says what is known and what was given.
    """
    Y = np.arange(1000).reshape(500, 2) % 2
    known = ", ".join(sorted(kind.__name__ for kind in SOLVERS))
    message = (
        f"solver must be 'auto' or 'separate' here (estimator must be one of {known}), "
        "got 'joint' with DecisionTreeClassifier()."
    )

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        BinaryRelevance(DecisionTreeClassifier(), solver="joint").fit(X, Y)


def test_joint_names_the_parameter_in_the_way():
    """
    The error of solver="joint" says which parameter rules a joint fit out.
    """
    Y = np.arange(1000).reshape(500, 2) % 2
    base = LogisticRegression(solver="liblinear")
    message = (
        "solver must be 'auto' or 'separate' here (solver='liblinear' penalizes the "
        "intercept), got 'joint' with LogisticRegression(solver='liblinear')."
    )

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        BinaryRelevance(base, solver="joint").fit(X, Y)


@pytest.mark.parametrize("kind", list(SOLVERS))
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_every_solver_computes_on_a_device(torch_device, kind, container):
    """
    What is told to compute elsewhere finds what the CPU does, and predicts arrays.
    """
    if kind is GaussianNB and container is sp.csr_array:
        pytest.skip("GaussianNB takes dense samples only")
    rng = np.random.default_rng(0)
    X = rng.poisson(1.0, size=(120, 9)).astype(float) + 0.01 * rng.random((120, 9))
    Y = (X @ rng.normal(size=(9, 5)) + rng.normal(size=(120, 5)) > 0).astype(int)
    tight = {} if "tol" not in kind().get_params() else {"tol": 1e-8}
    tight |= {} if "max_iter" not in kind().get_params() else {"max_iter": 10_000}
    relevance = BinaryRelevance(kind(**tight))
    expected = relevance.fit(container(X), Y).predict_proba(container(X))

    relevance.set_params(device=torch_device).fit(container(X), Y)
    P = relevance.predict_proba(container(X))

    assert type(P) is np.ndarray
    assert_allclose(P, expected, atol=2e-4)
