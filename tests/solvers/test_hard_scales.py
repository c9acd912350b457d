"""Joint solves of features, offsets and weights of any size end where loops end."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import MultiOutputClassifier

from mlclf import BinaryRelevance, ClassifierChain
from mlclf.solvers._logistic_newton import LogisticNewton

NEWTONS = {LogisticRegression: LogisticNewton}


def make_data(seed, shape, *, scales=0.0, offset=0.0, weights=None, sparse=False):
    """Samples of scales 10^±scales, far from zero, of weights 10^±weights or 10^w."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=shape)
    if sparse:
        X *= rng.random(shape) < 0.2
    coef = rng.normal(size=(shape[1], 10)) / np.sqrt(shape[1])
    Y = (X @ coef + 0.3 * rng.normal(size=(shape[0], 10)) > 0).astype(int)
    Y[:2] = [[0], [1]]
    X = X * 10.0 ** rng.uniform(-scales, scales, size=shape[1]) + offset
    weight = None
    if weights == "mixed":
        weight = 10.0 ** rng.uniform(-6, 6, size=len(X))
    elif weights is not None:
        weight = 10.0**weights * rng.uniform(0.5, 1.5, size=len(X))
    return (sp.csr_array(X) if sparse else X), Y, weight


def fit_both(base, X, Y, weight, solver):
    """Objectives of ours and of scikit-learn's loop, and whether each has warned."""
    objectives, warned = [], []
    for classifier in (
        BinaryRelevance(base, solver=solver),
        MultiOutputClassifier(base),
    ):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            fitted = classifier.fit(X, Y, sample_weight=weight)
        newton = NEWTONS[type(base)]
        solutions = [(e.coef_.ravel(), e.intercept_[0]) for e in fitted.estimators_]
        objectives.append(
            [
                newton.objective(base, X, y, weight, solution)
                for y, solution in zip(Y.T, solutions)
            ]
        )
        warned.append(any(w.category is ConvergenceWarning for w in caught))
    return *np.array(objectives), *warned


def assert_as_good(base, X, Y, weight, solver):
    """No objective exceeds that of scikit-learn's loop by more than 1e-4."""
    ours, theirs, _, _ = fit_both(base, X, Y, weight, solver)
    assert (ours <= theirs * (1 + 1e-4)).all(), (ours / theirs - 1).max()


@pytest.mark.parametrize("solver", ["auto", "joint"])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize(
    ("shape", "case"),
    [
        ((40, 100), {"scales": 3}),
        ((40, 100), {"scales": 3, "offset": 1e3}),
        ((40, 100), {"scales": 3, "sparse": True}),
        ((40, 100), {"offset": 1e6}),
        ((60, 5), {"offset": 1e7, "weights": 6}),
        ((40, 100), {"offset": 1e6, "weights": 6}),
        ((40, 100), {"weights": "mixed"}),
        ((150, 20), {"scales": 3, "weights": "mixed"}),
        ((150, 20), {"scales": 3, "weights": -6}),
        ((150, 20), {"weights": "mixed", "sparse": True}),
    ],
    ids=str,
)
def test_logistic_regression_is_as_good_as_the_loop(shape, case, intercept, solver):
    """
    However features, offsets and weights are scaled.
    """
    X, Y, weight = make_data(0, shape, **case)

    assert_as_good(LogisticRegression(fit_intercept=intercept), X, Y, weight, solver)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 100),
    shape=st.sampled_from([(30, 60), (50, 8), (90, 20)]),
    scales=st.sampled_from([0.0, 1.0, 3.0]),
    offset=st.sampled_from([0.0, 1.0, 1e3, 1e7]),
    weights=st.sampled_from([None, "mixed", -6, 6]),
    log_C=st.floats(-3, 3),
    intercept=st.booleans(),
)
def test_any_logistic_regression(
    seed, shape, scales, offset, weights, log_C, intercept
):
    """
    Of any scales, offsets, weights and penalties.
    """
    X, Y, weight = make_data(seed, shape, scales=scales, offset=offset, weights=weights)
    base = LogisticRegression(C=10**log_C, fit_intercept=intercept)

    assert_as_good(base, X, Y[:, :3], weight, "joint")


def test_links_of_chains_are_as_good_as_alone():
    """
    The links of a chain, which use some of the features only.
    """
    X, Y, _ = make_data(0, (40, 100), scales=3)
    base = LogisticRegression()

    chain = ClassifierChain(base, solver="joint").fit(X, Y)

    for t, link in enumerate(chain.estimators_):
        seen = np.hstack([X, Y[:, :t]])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            alone = LogisticRegression().fit(seen, Y[:, t])
        ours, theirs = (
            LogisticNewton.objective(
                base, seen, Y[:, t], None, (e.coef_.ravel(), e.intercept_[0])
            )
            for e in (link, alone)
        )
        assert ours <= theirs * (1 + 1e-4)


def test_few_iterations_are_few_and_warn():
    """
    Who allows few iterations gets a rough fit soon, and is told.
    """
    X, Y, _ = make_data(0, (40, 100), scales=3)

    fitted = BinaryRelevance(LogisticRegression(max_iter=5), solver="joint")

    with pytest.warns(ConvergenceWarning, match=r"^10 of 10 columns did not converge"):
        fitted.fit(X, Y)

    assert max(e.n_iter_[0] for e in fitted.estimators_) == 5
