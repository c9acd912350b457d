"""What the tests of the closed forms share: hard data and the separate fits."""

import numpy as np
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf._base import fit_binary, positive_proba


def hard_labels(n, seed=0):
    """Balanced, rare, nearly full, correlated, empty and full columns."""
    rng = np.random.default_rng(seed)
    Y = np.column_stack(
        [
            rng.integers(0, 2, n),
            np.arange(n) < 2,
            np.arange(n) != 3,
            rng.random(n) < 0.2,
            np.zeros(n),
            np.ones(n),
        ]
    ).astype(np.int8)
    Y[:, 3] |= Y[:, 1]
    return Y


def counts(n, d, seed=0, dtype=np.float64):
    """A table of counts, most of them zero, one feature always zero."""
    X = np.random.default_rng(seed).poisson(0.4, size=(n, d)).astype(dtype)
    X[:, 0] = 0
    return X


def log_odds(P):
    with np.errstate(divide="ignore"):
        return np.log(P) - np.log1p(-P)


def assert_same_fit(
    solver, estimator, X, Y, X_test, *, rtol=1e-7, atol=1e-9, device=None, **params
):
    """The joint fit answers as the separate ones do, and so do its estimators.

    On a device, samples and labels are tensors that are there already (and not when X
    is sparse).
    """
    assert solver.refuse(estimator, X, params) is None
    separate = [fit_binary(estimator, X, y, **params) for y in Y.T]
    expected = np.column_stack([positive_proba(e, X_test) for e in separate])

    if device is None:
        joint = solver.fit(estimator, X, Y, **params)
    else:
        if not sp.issparse(X):
            import torch

            X, Y = (torch.as_tensor(A, device=device) for A in (X, Y))
        joint = solver.fit(estimator, X, Y, device=device, **params)
    made = joint.make_estimators()
    answered = np.column_stack([positive_proba(e, X_test) for e in made])

    assert_allclose(joint.predict_proba(X_test), expected, rtol=rtol, atol=atol)
    assert_allclose(answered, expected, rtol=rtol, atol=atol)
    for one, other in zip(made, separate):
        assert type(one) is type(other)
        assert_array_equal(one.predict(X_test), other.predict(X_test))
    return joint, made, separate


CONTAINERS = {"dense": np.asarray, "csr": sp.csr_array, "matrix": sp.csr_matrix}
