"""Tests of fitted columns."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

from mlclf._base import fit_binary
from mlclf.engines._columns import Columns, JointColumns, SeparateColumns
from mlclf.solvers import _logistic_regression


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    return X, (X[:, :3] + rng.normal(size=(60, 3)) > 0).astype(np.int8)


def test_columns_are_abstract():
    """
    Another way of fitting columns must say its estimators and its probabilities.
    """
    assert Columns.__abstractmethods__ >= {"estimators", "predict_proba"}


def test_one_interface_for_both(data):
    """
    Jointly or one by one: the same probabilities, column by column, and estimators
    that have them.
    """
    X, Y = data
    base = LogisticRegression(tol=1e-10)
    joint = JointColumns(_logistic_regression.fit(base, X, Y), base)
    separate = SeparateColumns([fit_binary(base, X, y) for y in Y.T], tensors=False)

    for columns in (joint, separate):
        P = columns.predict_proba(X)
        for p, estimator in zip(P.T, columns.estimators, strict=True):
            assert_allclose(p, estimator.predict_proba(X)[:, 1])
    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=1e-5)


def test_estimators_are_made_once(data):
    """
    The estimators of a joint solve are the same objects each time they are asked for.
    """
    X, Y = data
    base = LogisticRegression()
    columns = JointColumns(_logistic_regression.fit(base, X, Y), base)

    assert columns.estimators is columns.estimators
    assert_array_equal([e.classes_ for e in columns.estimators], [[0, 1]] * 3)
