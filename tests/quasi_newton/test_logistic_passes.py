"""Passes over margins: sums in numpy, and finite differences, are the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import expit

torch = pytest.importorskip("torch", reason="torch is not installed")

from mlclf.quasi_newton._halves import empty_halves  # noqa: E402
from mlclf.quasi_newton._logistic_passes import advance, slopes  # noqa: E402


def losses(M, Y, W):
    return (W * (np.logaddexp(0, M) - Y * M)).sum(axis=0)


@pytest.mark.parametrize("weighted", ["not", "rows", "cells"])
def test_margins_move_and_tell_of_their_losses(weighted):
    """
    Slopes are what losses change by along the direction, and residuals their
    derivatives; margins are where the step leads.
    """
    rng = np.random.default_rng(0)
    M, Z = rng.normal(size=(2, 30, 4))
    Y, step = (rng.random((30, 4)) < 0.3).astype(np.int8), rng.random(4)
    W = {"not": None, "rows": rng.random((30, 1)), "cells": rng.random((30, 4))}[
        weighted
    ]
    weights, h = 1.0 if W is None else W, 1e-6
    there, R = torch.tensor(M), torch.empty(30, 4, dtype=torch.double)
    z, y, w = torch.tensor(Z), torch.tensor(Y), None if W is None else torch.tensor(W)

    at_one = slopes(there, z, y, w)
    at_step, values = advance(there, z, torch.tensor(step), y, w, R)

    for found, length in ((at_one, 1.0), (at_step, step)):
        up, down = (losses(M + (length + s) * Z, Y, weights) for s in (h, -h))
        assert_allclose(found, (up - down) / (2 * h), rtol=1e-6)
    assert_allclose(there, M + step * Z)
    assert_allclose(values, losses(M + step * Z, Y, weights))
    assert_allclose(R, weights * (expit(M + step * Z) - Y))


def test_residuals_may_be_halves():
    """
    Both together are the residuals, to 16 bits.
    """
    M, Z = torch.randn(2, 50, 6, generator=torch.Generator().manual_seed(0))
    R, halves = torch.empty(50, 6), empty_halves((50, 6), "cpu")
    Y = torch.zeros(50, 6, dtype=torch.int8)
    for residuals in R, halves:
        advance(M + 0, Z, torch.ones(6), Y, None, residuals)

    assert_allclose(halves.float().sum(0), R, rtol=2**-16)
