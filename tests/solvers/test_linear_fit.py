"""Tests of what a joint linear fit gives back."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from mlclf.solvers._linear_fit import LinearFit

X = np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0]])


@pytest.fixture
def fitted():
    """A column with weights, one that is always 0, one that is always 1."""
    coef = np.array([[1.0, -1.0], [0.0, 0.0], [0.0, 0.0]])
    return LinearFit(LogisticRegression(), coef, np.array([0.5, -np.inf, np.inf]))


def test_probabilities_are_logistic(fitted):
    """
    Column 0 is expit(x1 - x2 + 0.5), by hand; constant columns are 0 and 1 exactly.
    """
    P = fitted.predict_proba(X)

    assert_allclose(P[:, 0], expit([1.5, -1.5, -1.5]))
    assert_array_equal(P[:, 1:], [[0, 1]] * 3)


def test_estimators_predict_the_same(fitted):
    """
    Each column becomes a scikit-learn classifier with the same probabilities.
    """
    P = fitted.predict_proba(X)
    first, never, always = fitted.make_estimators()

    assert_allclose(first.predict_proba(X)[:, 1], P[:, 0])
    assert_array_equal(never.predict(X), [0, 0, 0])
    assert_array_equal(always.predict(X), [1, 1, 1])


def test_a_chain_is_predicted_link_by_link():
    """
    Features: x1, then labels a and b. Link b is on iff a is (weight 4, intercept -2).
    """
    coef = np.array([[1.0, 0.0, 0.0], [0.0, 4.0, 0.0]])
    fitted = LinearFit(LogisticRegression(), coef, np.array([0.0, -2.0]))

    P = fitted.predict_chain(np.array([[1.0], [-1.0]]))

    assert_allclose(P, expit([[1, 2], [-1, -2]]))
