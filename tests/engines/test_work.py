"""Tests of how and where columns are fitted."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from mlclf._sklearn import delayed
from mlclf.engines import Work


@pytest.mark.parametrize(
    ("base", "solver", "joint"),
    [
        (LogisticRegression(), "joint", True),
        (LogisticRegression(), "separate", False),
        (DecisionTreeClassifier(), "auto", False),
    ],
)
def test_a_solver_is_chosen_by_the_base(base, solver, joint):
    """
    None says that the columns are fitted one by one.
    """
    X = np.random.default_rng(0).normal(size=(30, 3))

    assert (Work(solver).choose_fit(base, X, 20, {}) is not None) == joint


def test_samples_on_a_device_are_fitted_by_any_solver():
    """
    A tensor is fitted as an array by a solver that computes on no device.
    """
    torch = pytest.importorskip("torch", reason="torch is not installed")
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(30, 3)), rng.integers(0, 2, (30, 2)).astype(np.int8)
    base = LogisticRegression(class_weight={0: 1, 1: 2})

    for there in (X, torch.as_tensor(X)):
        fit = Work("joint").choose_fit(base, there, 2, {})
        assert fit(there, Y).predict_proba(X).shape == (30, 2)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_results_keep_the_order_of_their_tasks(n_jobs):
    """
    However many processes there are.
    """
    tasks = (delayed(divmod)(i, 3) for i in range(7))

    assert list(Work(n_jobs=n_jobs).run(tasks)) == [divmod(i, 3) for i in range(7)]
