"""Tests of the choice between ways to fit support vector machines."""

import numpy as np
import scipy.sparse as sp

from mlclf.solvers._svc_costs import (
    LEAST,
    MOST,
    descent_pays,
    is_tall,
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
    Two dense ones do where fits take long, eight sparse ones; a weak penalty makes many
    iterations, few samples a feature, too.
    """
    assert shared_solve_pays(DENSE, 2, 1.0)
    assert not shared_solve_pays(DENSE, 1, 1.0)
    assert not shared_solve_pays(sp.csr_array(DENSE), 3, 1.0)
    assert shared_solve_pays(sp.csr_array(DENSE), 4, 1.0)
    assert not shared_solve_pays(DENSE, 2, 1e3)
    assert not shared_solve_pays(DENSE[:250], 2, 1.0)
    assert shared_solve_pays(sparse(4000, 90), 8, 1.0)
    assert not shared_solve_pays(sparse(4000, 90), 7, 1.0)


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
    assert LEAST < patience(X, 5) < patience(X, 10) < MOST
    assert patience(X, 1000) == MOST
