"""Tests of chains that are trained on out-of-fold predictions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from mlclf.engines import Work, fit_chain_out_of_fold
from tests.steps import Steps

BASE = LogisticRegression(tol=1e-10, max_iter=1000)


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(90, 4))
    return X, (X[:, :3] + rng.normal(size=(90, 3)) > 0).astype(np.int8)


@pytest.mark.parametrize("solver", ["joint", "separate"])
def test_links_see_predictions_of_rows_that_were_held_out(data, solver):
    """
    The oracle: scikit-learn's cross_val_predict, link by link.
    """
    X, Y = data
    order, cv, progress = np.array([1, 2, 0]), KFold(3), Steps()

    chain = fit_chain_out_of_fold(
        BASE, order, X, Y, cv=cv, work=Work(solver), progress=progress
    )

    linked = X
    for label, link in zip(order, chain.estimators, strict=True):
        expected = BASE.fit(linked, Y[:, label]).coef_
        assert_allclose(link.coef_, expected, atol=1e-4)
        seen = cross_val_predict(BASE, linked, Y[:, label], cv=cv)
        linked = np.column_stack([linked, seen])
    assert progress.n == 3


@pytest.mark.parametrize("solver", ["joint", "separate"])
def test_a_weight_of_zero_is_absence(data, solver):
    """
    Every fit, of a link and of its folds, sees the weights of its own rows.
    """
    X, Y = data
    weight = np.tile([1.0, 0.0], 45)
    half = np.arange(90) < 44
    sides = [np.flatnonzero(half), np.flatnonzero(~half)]
    folds = [tuple(sides), tuple(sides[::-1])]
    kept = [tuple(rows[rows % 2 == 0] // 2 for rows in fold) for fold in folds]
    params = {"work": Work(solver), "progress": Steps()}
    order = np.arange(3)

    weighted = fit_chain_out_of_fold(
        BASE, order, X, Y, cv=folds, sample_weight=weight, **params
    )
    shorter = fit_chain_out_of_fold(BASE, order, X[::2], Y[::2], cv=kept, **params)

    assert_array_equal(weighted.predict_proba(X) > 0.5, shorter.predict_proba(X) > 0.5)
    for one, other in zip(weighted.estimators, shorter.estimators, strict=True):
        assert_allclose(one.coef_, other.coef_, atol=1e-4)
