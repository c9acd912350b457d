"""Tests of the choice between ways to fit support vector machines."""

import numpy as np
import scipy.sparse as sp

from mlclf.solvers._svc_costs import (
    LEAST,
    MOST,
    descent_pays,
    is_tall,
    newton_is_quick,
    patience,
    shared_solve_pays,
)

DENSE = np.random.default_rng(0).normal(size=(1000, 90))


def sparse(n_samples, n_features, density=0.05):
    return sp.csr_array(sp.random(n_samples, n_features, density, random_state=0))


def test_tall_is_another_thing_for_sparse_samples():
    """
    It is the zeros that count, not the container.
    """
    assert is_tall(DENSE)
    assert is_tall(sp.csr_array(DENSE))
    assert not is_tall(DENSE[:100])
    assert not is_tall(sparse(1000, 90))
    assert not is_tall(sparse(1000, 90).toarray())
    assert is_tall(sparse(4000, 90))


def test_the_shared_solve_pays_with_columns_enough():
    """
    Two dense ones, four that are to be made dense, eight sparse ones.
    """
    assert shared_solve_pays(DENSE, 2, 1.0)
    assert shared_solve_pays(DENSE, 2, 1e3)
    assert not shared_solve_pays(DENSE, 1, 1.0)
    assert not shared_solve_pays(sp.csr_array(DENSE), 3, 1.0)
    assert shared_solve_pays(sp.csr_array(DENSE), 4, 1.0)
    assert shared_solve_pays(sparse(4000, 90), 8, 1.0)
    assert not shared_solve_pays(sparse(4000, 90), 7, 1.0)


def test_without_newton_steps_it_pays_where_few_iterations_do():
    """
    A weak penalty makes many, few samples a feature, too.
    """
    X = np.random.default_rng(0).normal(size=(6000, 300))

    assert shared_solve_pays(X, 2, 1.0)
    assert not shared_solve_pays(X, 2, 1e4)
    assert not shared_solve_pays(X[:600], 2, 1.0)


def test_newton_steps_want_dense_samples_with_a_short_side():
    """
    Few samples or few features; the container does not matter.
    """
    assert newton_is_quick(DENSE)
    assert newton_is_quick(DENSE.T)
    assert newton_is_quick(sp.csr_array(DENSE))
    assert not newton_is_quick(sparse(1000, 90))
    assert not newton_is_quick(np.ones((300, 300)))


def test_the_descent_pays_where_it_repays_the_compiler():
    """
    A large fit does, a small one only once the machine code is there; few sparse
    columns do not with more samples than features.
    """
    wide = sparse(500, 600, 0.1)

    assert descent_pays(wide, 1000, False)
    assert not descent_pays(wide, 10, False)
    assert descent_pays(wide, 2, True)
    assert descent_pays(DENSE[:50], 2, True)
    assert not descent_pays(wide, 1, True)
    assert not descent_pays(wide.T.tocsr(), 7, True)
    assert descent_pays(wide.T.tocsr(), 8, True)


def test_patience_has_bounds():
    """
    It grows with the columns, whose separate fits would take longer.
    """
    X = DENSE[:200]

    assert patience(X, 1) == LEAST
    assert LEAST < patience(X, 15) < patience(X, 30) < MOST
    assert patience(np.ones((600, 257)), 1000) == MOST


def test_patience_is_greater_where_scikit_learn_would_finish():
    """
    Its fits take longer than Newton steps, and cannot begin where the solve ends.
    """
    assert patience(np.ones((600, 257)), 2) > 3 * patience(np.ones((600, 256)), 2)
