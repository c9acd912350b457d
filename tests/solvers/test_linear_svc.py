"""Tests of the joint fit of linear support vector machines."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from mlclf import BinaryRelevance, ClassifierChain
from mlclf._base import fit_binary
from mlclf.solvers import _descent_columns, find_solver
from mlclf.solvers import _linear_svc as solver
from tests.solvers.closed_forms import hard_labels
from tests.steps import Steps

needs_numba = pytest.mark.skipif(
    not solver.is_available(), reason="numba is not installed"
)


def texts(n, d, seed=0, dtype=np.float64, density=0.2):
    """Sparse rows of length one, like weighted words."""
    X = sp.csr_array(sp.random(n, d, density=density, random_state=seed, dtype=dtype))
    norms = np.sqrt(X.multiply(X).sum(axis=1))
    return sp.csr_array(X / np.where(norms > 0, norms, 1)[:, None], dtype=dtype)


def objective(estimator, fitted, X, y, sample_weight=None):
    """What liblinear minimizes; the intercept is penalized like a coefficient."""
    sign = 2.0 * y - 1
    cost = np.full(len(y), estimator.C)
    if sample_weight is not None:
        cost *= sample_weight
    if estimator.class_weight == "balanced":
        cost *= np.where(y > 0, len(y) / (2 * y.sum()), len(y) / (2 * (1 - y).sum()))
    elif estimator.class_weight:
        cost *= np.where(y > 0, *(estimator.class_weight.get(c, 1) for c in (1, 0)))
    w, b = fitted.coef_.ravel(), np.ravel(fitted.intercept_)[0]
    short = np.maximum(1 - sign * (X @ w + b), 0)
    b = b / estimator.intercept_scaling
    return 0.5 * (w @ w + b * b) + cost @ short**2


ESTIMATORS = [
    LinearSVC(),
    LinearSVC(C=3.0, dual=True),
    LinearSVC(fit_intercept=False),
    LinearSVC(intercept_scaling=5.0),
    LinearSVC(class_weight={1: 3.0}),
    LinearSVC(class_weight="balanced"),
]


def assert_optimal(estimator, container, shape, weighted, refuse, **where):
    """Every label is where scikit-learn is with a tight tolerance."""
    X, Y = texts(*shape), hard_labels(shape[0])
    X = X.toarray() if container is np.asarray else container(X)
    params = {}
    if weighted:
        if estimator.class_weight == "balanced":
            pytest.skip("left to scikit-learn")
        params["sample_weight"] = np.random.default_rng(1).integers(0, 3, shape[0])
        params["sample_weight"][:5] = 1  # The rare labels keep their samples.
    tight = clone(estimator).set_params(tol=1e-8, dual=False)

    assert refuse(estimator, X, params) is None
    joint = solver.fit(estimator, X, Y, **where, **params)
    made = joint.make_estimators()

    S = joint.decision_function(X)
    for j in range(4):
        best = fit_binary(tight, X, Y[:, j], **params)
        least = objective(estimator, best, X, Y[:, j], **params)
        assert objective(estimator, made[j], X, Y[:, j], **params) <= least * (1 + 1e-5)
        assert_allclose(S[:, j], best.decision_function(X), atol=5e-3)
        assert_allclose(made[j].decision_function(X), S[:, j])
    assert_array_equal(S[:, 4:], [[-np.inf, np.inf]] * shape[0])


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csr_matrix])
@pytest.mark.parametrize("shape", [(120, 20), (40, 90)], ids=["tall", "wide"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_no_objective_is_worse_than_a_separate_fit(
    estimator, weighted, shape, container
):
    """
    Every label reaches the optimum that scikit-learn reaches with a tight tolerance.
    """
    assert_optimal(estimator, container, shape, weighted, solver.refuse)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("shape", [(120, 20), (40, 90)], ids=["tall", "wide"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_a_device_reaches_the_optimum(
    torch_device, estimator, weighted, shape, container
):
    """
    By torch: no label's objective is above that of scikit-learn's tight fit.
    """
    refuse = solver.refuse_device
    assert_optimal(estimator, container, shape, weighted, refuse, device=torch_device)


@pytest.mark.parametrize("shape", [(120, 20), (80, 90)], ids=["tall", "wide"])
def test_single_precision_samples_are_taken_as_they_are(shape):
    """
    float32 samples give the answer of float64 ones, in double precision.
    """
    X, Y = texts(*shape, dtype=np.float32), hard_labels(shape[0])

    single = solver.fit(LinearSVC(), X, Y)
    double = solver.fit(LinearSVC(), sp.csr_array(X, dtype=np.float64), Y)

    assert single.coef.dtype == np.float64
    assert_allclose(single.coef, double.coef, atol=1e-4)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("shape", [(200, 30), (60, 90)], ids=["tall", "wide"])
def test_binary_relevance_has_the_same_answers_by_it(shape, container):
    """
    Joint and separate fits agree.
    """
    X, Y = texts(*shape), hard_labels(shape[0])
    X = X.toarray() if container is np.asarray else container(X)
    joint = BinaryRelevance(LinearSVC(tol=1e-7), solver="joint").fit(X, Y)
    separate = BinaryRelevance(LinearSVC(tol=1e-7), solver="separate").fit(X, Y)

    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=1e-4)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
@pytest.mark.parametrize("cv", [None, 3])
@pytest.mark.parametrize("d", [30, 250], ids=["tall", "wide"])
def test_chains_have_the_same_answers_by_it(d, cv, container):
    """
    A chain is one solve, in which a link sees the labels before it only.
    """
    X, Y = container(texts(200, d).toarray()), hard_labels(200)[:, :4]
    Y[::7] = 1 - Y[::7]  # no fold without both values
    base = LinearSVC(tol=1e-7, max_iter=10_000)
    chain = ClassifierChain(base, order=[2, 0, 3, 1], cv=cv)

    joint = clone(chain).set_params(solver="joint").fit(X, Y)
    separate = clone(chain).set_params(solver="separate").fit(X, Y)

    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=1e-4)
    lengths = [link.coef_.shape[1] for link in joint.estimators_]
    assert lengths == [d, d + 1, d + 2, d + 3]


@pytest.mark.parametrize("class_weight", [None, "balanced"])
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_columns_that_creep_are_finished_one_by_one(
    container, class_weight, monkeypatch
):
    """
    Masks, and weights of each column, are those of the joint fit.
    """
    rng = np.random.default_rng(0)
    X, Y = container(texts(120, 20).toarray()), hard_labels(120)
    masks = rng.random((20, Y.shape[1])) < 0.7
    weight = rng.integers(0, 2, size=Y.shape)
    weight[:5] = 1  # the rare labels keep their samples
    estimator = LinearSVC(tol=1e-8, max_iter=10_000, class_weight=class_weight)
    monkeypatch.setattr(solver, "patience", lambda X, n_columns: 1000)
    quick = solver.fit(estimator, X, Y, masks=masks, sample_weight=weight)

    monkeypatch.setattr(solver, "patience", lambda X, n_columns: 1)
    finished = solver.fit(estimator, X, Y, masks=masks, sample_weight=weight)

    assert (finished.n_iter != quick.n_iter).any()
    assert_allclose(finished.coef, quick.coef, atol=1e-3)
    assert_allclose(finished.intercept, quick.intercept, atol=1e-3)
    assert not finished.coef.T[~masks].any()


def test_a_device_goes_on_for_as_long_as_the_estimator_allows(
    torch_device, monkeypatch
):
    """
    Only on the CPU is it quicker to give up.
    """
    X, Y = texts(120, 20).toarray(), hard_labels(120)
    monkeypatch.setattr(solver, "patience", lambda X, n_columns: 1)
    monkeypatch.delattr(solver, "finish_columns")

    fitted = solver.fit(LinearSVC(), X, Y, device=torch_device)

    assert (fitted.n_iter[:4] > 1).all()


@pytest.mark.parametrize("shape", [(120, 20), (60, 90)], ids=["tall", "wide"])
@pytest.mark.parametrize("given_up", [False, True])
def test_progress_tells_of_each_column_once(shape, given_up, monkeypatch):
    """
    Constant ones, those that are solved together, and those that are finished later.
    """

    if given_up:
        monkeypatch.setattr(solver, "patience", lambda X, n_columns: 1)
        monkeypatch.setattr(_descent_columns, "MAX_WORK", 0)
    X, Y, progress = texts(*shape).toarray(), hard_labels(shape[0]), Steps()

    solver.fit(LinearSVC(), X, Y, progress=progress)

    assert progress.n == Y.shape[1]


def test_without_iterations_scikit_learn_warns():
    """
    Constant columns need none.
    """
    X, Y = texts(120, 20).toarray(), hard_labels(120)

    with pytest.warns(ConvergenceWarning, match="Liblinear failed to converge"):
        fitted = solver.fit(LinearSVC(max_iter=0), X, Y)

    assert_array_equal(fitted.intercept[4:], [-np.inf, np.inf])


@needs_numba
@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_columns_that_the_descent_gives_up_are_finished_one_by_one(
    container, monkeypatch
):
    """
    The answer is the same as if it had gone on.
    """
    X, Y = container(texts(60, 90).toarray()), hard_labels(60)
    weight = np.arange(60) % 3 + 1
    estimator = LinearSVC(tol=1e-8, max_iter=10_000, class_weight={1: 2.0})
    expected = solver.fit(estimator, X, Y, sample_weight=weight)

    monkeypatch.setattr(_descent_columns, "MAX_WORK", 0)
    finished = solver.fit(estimator, X, Y, sample_weight=weight)

    assert (finished.n_iter != expected.n_iter).any()
    assert_allclose(finished.coef, expected.coef, atol=1e-4)
    assert_allclose(finished.intercept, expected.intercept, atol=1e-4)


@pytest.mark.parametrize("d", [40, 300], ids=["tall", "wide"])
def test_badly_scaled_columns_are_no_worse_than_separate_ones(d):
    """
    Features far from zero, weak penalty: where neither way gets there quickly.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(205, d)) * np.exp(2 * rng.normal(size=d))
    X += 30 * rng.normal(size=d)
    M = X @ rng.normal(size=(d, 3))
    Y = (M.mean(axis=0) + M.std(axis=0) < M).astype(int)
    estimator = LinearSVC(C=50, intercept_scaling=0.1)

    made = solver.fit(estimator, X, Y).make_estimators()

    for j in range(3):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            alone = fit_binary(estimator, X, Y[:, j])
        ours, theirs = (objective(estimator, e, X, Y[:, j]) for e in (made[j], alone))
        assert ours <= theirs * (1 + 1e-5)


@needs_numba
def test_chains_of_many_sparse_columns_pay():
    """
    Both ways have masks.
    """
    assert solver.pays(LinearSVC(), texts(500, 600, density=0.1), 1000, masks=True)
    assert solver.pays(LinearSVC(), texts(4000, 90), 8, masks=True)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"loss": "hinge"}, "loss must be squared_hinge and penalty l2"),
        ({"penalty": "l1", "dual": False}, "loss must be squared_hinge and penalty l2"),
        ({"multi_class": "crammer_singer"}, "multi_class must be ovr"),
        ({"class_weight": {2: 1.0}}, "class_weight must have no other keys than 0 an"),
        ({"verbose": 1}, "verbose must be 0"),
    ],
)
def test_other_objectives_are_refused(params, reason):
    """
    What liblinear optimizes otherwise is left to it.
    """
    refusal = solver.refuse(LinearSVC(**params), texts(5, 5), {})

    assert refusal.startswith(reason)


def test_odd_weights_are_refused():
    """
    Negative weights and unknown fit parameters go separately.
    """
    X = texts(3, 5)

    negative = solver.refuse(LinearSVC(), X, {"sample_weight": [-1.0, 1.0, 1.0]})
    assert negative == "sample_weight must not be negative"
    assert solver.refuse(LinearSVC(), X, {"groups": 1}).startswith("it knows no other")


def test_without_numba_the_other_way_is_taken(monkeypatch):
    """
    "auto" fits label by label where the descent would be the faster way, "joint" has
    the quasi-Newton solve.
    """
    monkeypatch.setattr(solver, "is_available", lambda: False)
    X, Y = texts(60, 90, density=0.1), hard_labels(60)

    assert find_solver(LinearSVC(), X, 500, {}) is None
    joint = BinaryRelevance(LinearSVC(tol=1e-7), solver="joint").fit(X, Y)
    separate = BinaryRelevance(LinearSVC(tol=1e-7), solver="separate").fit(X, Y)
    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=1e-4)
