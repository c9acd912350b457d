"""Tests of the fit of independent columns."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

from mlclf.engines import Work, fit_columns
from mlclf.engines._columns import JointColumns, SeparateColumns
from tests.steps import Steps


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (Work("joint"), JointColumns),
        (Work("separate"), SeparateColumns),
        (Work("separate", n_jobs=2), SeparateColumns),
    ],
)
def test_every_way_gives_the_same_columns(work, kind):
    """
    In one solve, one by one or on two processes, constant columns included, with
    weights: scikit-learn's fit of each column, and one step for each.
    """
    rng = np.random.default_rng(0)
    X, weight = rng.normal(size=(60, 4)), rng.uniform(size=60)
    Y = (X[:, :3] + rng.normal(size=(60, 3)) > 0).astype(np.int8)
    Y[:, 1] = 0
    base, progress = LogisticRegression(tol=1e-10), Steps()

    columns = fit_columns(
        base, X, Y, work=work, progress=progress, sample_weight=weight
    )

    P = columns.predict_proba(X)
    assert isinstance(columns, kind)
    assert progress.n == 3
    assert (P[:, 1] == 0).all()
    for j in (0, 2):
        alone = base.fit(X, Y[:, j], sample_weight=weight)
        assert_allclose(P[:, j], alone.predict_proba(X)[:, 1], atol=1e-5)
