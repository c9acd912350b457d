"""Tests of the batched L-BFGS."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlclf.backends._numpy_backend import NumpyBackend
from mlclf.quasi_newton._lbfgs import minimize_columns


class LeastSquares:
    """Ridge regressions of the columns of B on A, without any preconditioner."""

    backend = NumpyBackend(float)

    def __init__(self, A, B, ridge):
        self.A, self.B = A, B
        self.ridge = np.full((A.shape[1], 1), ridge)
        self.unit = np.ones((A.shape[1], 1))

    def start(self):
        return np.zeros((self.A.shape[1], self.B.shape[1]))

    def forward(self, T):
        return self.A @ T

    def residual(self, M, rows=slice(None)):
        M -= self.B[rows]
        return M

    def backward(self, R):
        return self.A.T @ R

    def loss(self, M):
        return 0.5 * ((M - self.B) ** 2).sum(axis=0)

    def precondition(self, G):
        return G.copy()

    def take(self, columns):
        return LeastSquares(self.A, self.B[:, columns], self.ridge[0, 0])


def minimize(problem, tol=1e-9, **params):
    tol = np.full(problem.B.shape[1], tol)
    params = {"max_iter": 100, "on_done": lambda n: None, **params}
    return minimize_columns(problem, tol=tol, gain_tol=1.0, **params)


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    return LeastSquares(rng.normal(size=(30, 8)), rng.normal(size=(30, 5)), 0.5)


def test_finds_the_minimum_of_every_column(problem):
    """
    Least squares have a closed form: (A'A + ridge I) T = A'B.
    """
    A, B = problem.A, problem.B
    closed = np.linalg.solve(A.T @ A + 0.5 * np.eye(8), A.T @ B)

    T, n_iter = minimize(problem)

    assert_allclose(T, closed, atol=1e-8)
    assert (n_iter <= 100).all()


def test_columns_do_not_influence_one_another(problem):
    """
    A column solved alone is the column solved in company.
    """
    together, _ = minimize(problem)
    alone, _ = minimize(problem.take([3]))

    assert_allclose(together[:, 3], alone[:, 0], atol=1e-8)


def test_says_which_columns_did_not_converge(problem):
    """
    Columns beyond max_iter are marked; those that converged were reported.
    """
    done = []
    problem.B[:, 0] = 0  # converged before the first step

    _, n_iter = minimize(problem, max_iter=2, on_done=done.append)

    assert n_iter.tolist() == [0, 3, 3, 3, 3]
    assert sum(done) == 1


class Misled(LeastSquares):
    """The same, with a preconditioner that sees no way to go."""

    def precondition(self, G):
        return 1e-12 * G

    def take(self, columns):
        return Misled(self.A, self.B[:, columns], self.ridge[0, 0])


def test_a_wrong_preconditioner_does_not_end_the_search(problem):
    """
    Steps that seem to gain nothing, and any gradient allowed: the objective is within
    1e-4 of its least value all the same, or the column is said not to have converged.
    """
    A, B = problem.A, problem.B
    closed = np.linalg.solve(A.T @ A + 0.5 * np.eye(8), A.T @ B)
    least = problem.loss(A @ closed) + 0.25 * (closed**2).sum(axis=0)
    misled = Misled(A, B, 0.5)

    T, n_iter = minimize(misled, tol=np.inf)
    _, too_few = minimize(misled, tol=1e-9, max_iter=1)

    reached = problem.loss(A @ T) + 0.25 * (T**2).sum(axis=0)
    assert (reached <= least * (1 + 1e-4)).all()
    assert (n_iter > 0).all()
    assert (too_few > 1).all()
