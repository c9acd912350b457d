"""Tests of fitted chains."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

from mlclf._base import fit_binary
from mlclf.engines._chains import JointChain, SeparateChain
from mlclf.engines._links import append_labels, link_masks
from mlclf.solvers import _logistic_regression

BASE = LogisticRegression(tol=1e-10, max_iter=1000)
ORDER = np.array([2, 0, 1])


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 4))
    return X, (X[:, :3] + rng.normal(size=(80, 3)) > 0).astype(np.int8)


@pytest.fixture
def links(data):
    X, Y = data
    return [
        fit_binary(BASE, np.hstack([X, Y[:, ORDER[:t]]]), Y[:, label])
        for t, label in enumerate(ORDER)
    ]


def test_a_link_sees_the_decisions_before_it(data, links):
    """
    The oracle: link by link, row by row.
    """
    X, _ = data
    P = SeparateChain(links, ORDER).predict_proba(X)

    for x, p in zip(X, P):
        row = list(x)
        for label, link in zip(ORDER, links):
            expected = link.predict_proba([row])[0, 1]
            assert_allclose(p[label], expected)
            row.append(float(expected > 0.5))


def test_one_solve_is_the_same_chain(data, links):
    """
    Columns of one solve, masked and in the order of the chain, answer alike.
    """
    X, Y = data
    joint = _logistic_regression.fit(
        BASE,
        append_labels(X, Y[:, ORDER]),
        Y[:, ORDER],
        masks=link_masks(4, [range(3)]),
    )
    chain = JointChain(joint, ORDER, BASE)

    expected = SeparateChain(links, ORDER).predict_proba(X)
    assert_allclose(chain.predict_proba(X), expected, atol=1e-5)
    for made, link in zip(chain.estimators, links, strict=True):
        assert_allclose(made.coef_, link.coef_, atol=1e-5)
