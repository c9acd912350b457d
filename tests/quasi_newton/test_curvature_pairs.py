"""Tests of the closed form: the recursion of two loops is the oracle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.backends._torch_backend import TorchBackend
from mlclf.quasi_newton._curvature_pairs import CurvaturePairs

MEMORY = 3


def two_loops(G, pairs, H):
    """Return the direction of one column (Nocedal & Wright, algorithm 7.4)."""
    q, applied = G.copy(), []
    for s, y in reversed(pairs):
        a = s @ q / (s @ y)
        applied.append(a)
        q -= a * y
    if pairs:
        s, y = pairs[-1]
        q = (s @ y) / (y @ H @ y) * (H @ q)
    else:
        q = H @ q
    for (s, y), a in zip(pairs, reversed(applied)):
        q += (a - y @ q / (s @ y)) * s
    return -q


@pytest.fixture(params=["numpy", "torch"])
def backend(request):
    if request.param == "numpy":
        return NumpyBackend(float)
    pytest.importorskip("torch", reason="torch is not installed")
    return TorchBackend(float, "cpu")


def test_closed_form_is_the_recursion(backend):
    """
    With fewer steps than remembered, as many, and more; a step of one column that saw
    no curvature is left out of that column alone; some columns go on as they were.
    """
    rng = np.random.default_rng(0)
    n_params, n_columns = 6, 4
    root = rng.normal(size=(n_params, n_params))
    H, hessians = root @ root.T, []
    for _ in range(n_columns):
        root = rng.normal(size=(n_params, n_params))
        hessians.append(root @ root.T + np.eye(n_params))
    pairs = CurvaturePairs(backend, (n_params, n_columns), MEMORY)
    known = [[] for _ in range(n_columns)]
    columns = np.arange(n_columns)
    for t in range(3 * MEMORY):
        G = rng.normal(size=(n_params, len(columns)))
        ours = pairs.direction(*map(backend.array, (G, H @ G)))
        for k, j in enumerate(columns):
            steps = [pair for pair in known[j][-MEMORY:] if pair is not None]
            if t == 0 or known[j][-1] is not None:
                expected = two_loops(G[:, k], steps, H)
                assert_allclose(ours[:, k], expected, rtol=1e-8)
        P = rng.normal(size=(n_params, len(columns)))
        Y = np.column_stack([hessians[j] @ P[:, k] for k, j in enumerate(columns)])
        if t == 4:
            Y[:, 1] *= -1
        for k, j in enumerate(columns):
            flat = t == 4 and k == 1
            known[j].append(None if flat else (P[:, k], Y[:, k]))
        pairs.learn(*map(backend.array, (P, Y, H @ Y)))
        if t == 6:
            columns = columns[[1, 3]]
            pairs = pairs.take(backend.index(np.array([1, 3])))


def test_follow_is_learn_and_direction(backend):
    """
    One call in the place of two, which keeps what the next one needs.
    """
    rng = np.random.default_rng(0)
    shape = 5, 3
    ours, theirs = (CurvaturePairs(backend, shape, MEMORY) for _ in range(2))
    last, before = backend.zeros(shape), backend.zeros(shape)
    for _ in range(2 * MEMORY):
        P, Y, G, HG = map(backend.array, rng.normal(size=(4, *shape)))
        theirs.learn(P, Y, HG - before)
        before = HG + 0
        assert_allclose(ours.follow(P, Y, G, HG, last), theirs.direction(G, HG))
        assert_allclose(last, HG)
