"""Tests of the fit of chains."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import ClassifierChain as SklearnChain

from mlclf.engines import Work, fit_chains
from mlclf.engines._chains import JointChain, SeparateChain
from tests.steps import Steps


@pytest.mark.parametrize(
    ("work", "kind"), [(Work("joint"), JointChain), (Work("separate"), SeparateChain)]
)
def test_each_chain_is_scikit_learns(work, kind):
    """
    However they are fitted, chains of several orders are scikit-learn's chains of
    these orders; each link is one step.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 4))
    Y = (X[:, :3] + rng.normal(size=(80, 3)) > 0).astype(np.int8)
    base, progress = LogisticRegression(tol=1e-10, max_iter=1000), Steps()
    orders = [np.array([2, 0, 1]), np.array([1, 2, 0])]

    chains = fit_chains([base] * 2, orders, X, Y, work=work, progress=progress)

    assert progress.n == 6
    for chain, order in zip(chains, orders, strict=True):
        expected = SklearnChain(base, order=order).fit(X, Y).predict_proba(X)
        assert isinstance(chain, kind)
        assert_allclose(chain.predict_proba(X), expected, atol=1e-5)
