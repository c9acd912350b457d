"""Tests of what kinds of Newton steps share."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from mlclf.solvers._hinge_newton import HingeNewton
from mlclf.solvers._logistic_newton import LogisticNewton

X = np.array([[1.0, 2.0], [3.0, 4.0]])
Y = np.array([1, 0])


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_the_objective_by_hand(container):
    """
    Margins 0.5 + 1 = 1.5 and 1.5 + 1 = 2.5, signs + and -, weights 1 and 2, C = 10: the
    hinge loses nothing and (1 + 2.5)^2; the penalties are 0.25 / 2, and the square of
    the intercept over its scale, (1 / 2)^2 / 2.
    """
    solution = np.array([0.5, 0.0]), 1.0, 3
    weight = np.array([1.0, 2.0])
    losses = np.log1p(np.exp([-1.5, 2.5]))

    hinge = HingeNewton.objective(
        LinearSVC(C=10, intercept_scaling=2), container(X), Y, weight, solution
    )
    logistic = LogisticNewton.objective(
        LogisticRegression(C=10), container(X), Y, weight, solution
    )

    assert_allclose(hinge, 0.125 + 0.125 + 10 * 2 * 3.5**2)
    assert_allclose(logistic, 0.125 + 10 * (losses @ weight))


def test_class_weights_weigh_the_losses():
    """
    Of the samples that are on, here.
    """
    solution = np.zeros(2), 0.0
    plain = HingeNewton.objective(LinearSVC(), X, Y, None, solution)
    weighted = HingeNewton.objective(
        LinearSVC(class_weight={1: 4.0}), X, Y, None, solution
    )

    assert plain == 2
    assert weighted == 5
