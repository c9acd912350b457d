"""Tests of the joint logistic regression against scikit-learn's separate fits."""

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from mlclf import BinaryRelevance, ClassifierChain, ClassifierChainEnsemble

TIGHT = {"tol": 1e-9, "max_iter": 5000}


@pytest.fixture
def data():
    """Six labels of a linear model with noise: one rare, one near-constant."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 12))
    S = X @ rng.normal(size=(12, 6)) * 0.5 + rng.normal(size=(200, 6))
    Y = (S > [0, 0.5, -1, 1, 3, 0]).astype(int)
    Y[:, 5] = 0
    Y[7, 5] = 1
    return X, Y


def objective(base, X, y, coef, intercept, weight=None):
    margins = np.asarray(X @ coef) + intercept
    losses = np.logaddexp(0, margins) - y * margins
    weight = np.ones(len(y)) if weight is None else weight
    return base.C * weight @ losses + 0.5 * coef @ coef


def check_agreement(base, X, Y, sample_weight=None, atol=1e-5):
    """Check that the joint fit is the separate one: coefficients and decisions."""
    joint = BinaryRelevance(base, solver="joint").fit(X, Y, sample_weight)
    separate = BinaryRelevance(base, solver="separate").fit(X, Y, sample_weight)
    for ours, theirs in zip(joint.estimators_, separate.estimators_):
        assert type(ours) is type(theirs)
        if isinstance(ours, LogisticRegression):
            assert_allclose(ours.coef_, theirs.coef_, atol=atol)
            assert_allclose(ours.intercept_, theirs.intercept_, atol=atol)
            assert_array_equal(ours.classes_, theirs.classes_)
    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=atol)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array, sp.csr_matrix])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"C": 0.01},
        {"C": 100},
        {"fit_intercept": False},
        {"class_weight": "balanced"},
        {"class_weight": {0: 1, 1: 3}},
        {"class_weight": {1: 0.2}},
        {"solver": "newton-cholesky"},
    ],
    ids=str,
)
def test_has_the_coefficients_of_scikit_learn(data, container, params):
    """
    Whatever the parameters, dense or sparse, both fits have the same optimum.
    """
    X, Y = data

    check_agreement(LogisticRegression(**TIGHT, **params), container(X), Y)


@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_takes_sample_weights(data, class_weight):
    """
    Weighted fits agree as well, and "balanced" counts the weights.
    """
    X, Y = data
    weight = np.random.default_rng(1).uniform(0, 3, size=len(X))
    base = LogisticRegression(**TIGHT, class_weight=class_weight)

    check_agreement(base, X, Y, weight)


def test_constant_labels_become_constant_classifiers(data):
    """
    A label that is always or never on is learned as such, beside the others.
    """
    X, Y = data
    Y[:, 1], Y[:, 3] = 1, 0

    check_agreement(LogisticRegression(**TIGHT), X, Y)


def test_more_features_than_samples(data):
    """
    With d > n and collinear features the ridge still makes the optimum unique.
    """
    X, Y = data
    wide = np.hstack(
        [X, X, np.ones((200, 1)), np.random.default_rng(2).normal(size=(200, 300))]
    )

    check_agreement(LogisticRegression(**TIGHT), wide, Y)


def test_unscaled_features(data):
    """
    Features of scales from 1e-3 to 1e3 with large offsets: no worse an objective.
    """
    X, Y = data
    X = X * np.logspace(-3, 3, 12) + np.linspace(-50, 50, 12)
    base = LogisticRegression(max_iter=10_000)

    joint = BinaryRelevance(base, solver="joint").fit(X, Y)

    for y, ours in zip(Y.T, joint.estimators_):
        theirs = LogisticRegression(tol=1e-8, solver="newton-cholesky").fit(X, y)
        a, b = (
            objective(base, X, y, e.coef_[0], e.intercept_[0]) for e in (ours, theirs)
        )
        assert a <= b * (1 + 1e-5)


def test_single_precision_stays_single(data):
    """
    float32 in, float32 coefficients out, as scikit-learn has it.
    """
    X, Y = data
    X = X.astype(np.float32)

    joint = BinaryRelevance(LogisticRegression(), solver="joint").fit(X, Y)

    assert joint.estimators_[0].coef_.dtype == np.float32
    check_agreement(LogisticRegression(tol=1e-6), X, Y, atol=2e-3)


def test_warns_where_it_did_not_converge(data):
    """
    max_iter is a promise about iterations: too few are reported.
    """
    X, Y = data
    message = (
        "^6 of 6 columns did not converge in max_iter=1 iterations: scale the features "
        "or increase max_iter.$"
    )

    with pytest.warns(ConvergenceWarning, match=message):
        BinaryRelevance(LogisticRegression(max_iter=1), solver="joint").fit(X, Y)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_a_chain_is_one_masked_problem(data, container):
    """
    Joint links use the labels before them only: coefficients of separate links.
    """
    X, Y = data
    X = container(X)
    base, order = LogisticRegression(**TIGHT), [2, 0, 5, 1, 4, 3]

    joint = ClassifierChain(base, order=order, solver="joint").fit(X, Y)
    separate = ClassifierChain(base, order=order, solver="separate").fit(X, Y)

    for ours, theirs in zip(joint.estimators_, separate.estimators_):
        assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    assert_allclose(joint.predict_proba(X), separate.predict_proba(X), atol=1e-5)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_torch_finds_what_numpy_finds(data, torch_device, container):
    """
    On a torch device, relevance, chain and cross-validated chain learn the same.
    """
    X, Y = data
    X = container(X * (np.abs(X) > 1.5))
    base = LogisticRegression(**TIGHT)

    for classifier in (
        BinaryRelevance(base),
        ClassifierChain(base, order=[2, 0, 5, 1, 4, 3]),
        ClassifierChain(base, cv=3),
        ClassifierChainEnsemble(base, n_estimators=2, random_state=0),
    ):
        expected = classifier.fit(X, Y).predict_proba(X)
        classifier.set_params(device=torch_device)
        assert_allclose(classifier.fit(X, Y).predict_proba(X), expected, atol=1e-5)


def fit_twice(base, X, Y, device, sample_weight=None):
    """Return what numpy and the device find."""
    numpy = BinaryRelevance(base, solver="joint").fit(X, Y, sample_weight)
    ours = BinaryRelevance(base, device=device).fit(X, Y, sample_weight)
    return numpy, ours


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"C": 100},
        {"fit_intercept": False},
        {"class_weight": "balanced"},
        {"class_weight": {0: 1, 1: 3}},
    ],
    ids=str,
)
def test_torch_takes_every_parameter(data, torch_device, weighted, params):
    """
    Dense, with constant labels, a constant feature and collinear ones.
    """
    X, Y = data
    X = np.hstack([X, X[:, :3], np.full((200, 1), 7.0)])
    Y[:, 1], Y[:, 3] = 1, 0
    weight = np.random.default_rng(1).uniform(0, 3, size=200) if weighted else None
    base = LogisticRegression(**TIGHT, **params)

    numpy, ours = fit_twice(base, X, Y, torch_device, weight)

    assert_allclose(ours.predict_proba(X), numpy.predict_proba(X), atol=1e-5)
    for mine, theirs in zip(ours.estimators_, numpy.estimators_):
        assert type(mine) is type(theirs)
        if hasattr(mine, "coef_"):
            assert_allclose(mine.coef_, theirs.coef_, atol=1e-5)


@pytest.mark.parametrize("density", [1, 0.3, 0.005])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_torch_in_single_precision(torch_device, density, dtype):
    """
    Where float32 does, dense or sparse: no label is 1e-5 above the optimum of numpy in
    double precision.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 40)).astype(dtype)
    X *= rng.random(X.shape) < density
    S = X @ rng.normal(size=(40, 60)) + rng.normal(size=(500, 60))
    Y = (rng.uniform(-5, 5, size=60) < S).astype(int)
    X = sp.csr_array(X) if density < 1 else X

    ours = BinaryRelevance(LogisticRegression(), device=torch_device).fit(X, Y)
    tight = BinaryRelevance(LogisticRegression(**TIGHT), solver="joint").fit(X, Y)

    for y, mine, best in zip(Y.T, ours.estimators_, tight.estimators_):
        if hasattr(mine, "coef_"):
            assert mine.coef_.dtype == dtype
            a, b = (
                objective(mine, X, y, e.coef_[0].astype(float), e.intercept_[0])
                for e in (mine, best)
            )
            assert a <= b * (1 + 1e-5)


def test_torch_warns_where_it_did_not_converge(data, torch_device):
    """
    max_iter holds on a device, too.
    """
    X, Y = data
    relevance = BinaryRelevance(LogisticRegression(max_iter=2), device=torch_device)

    with pytest.warns(ConvergenceWarning, match=r"^\d of 6 columns did not converge"):
        relevance.fit(X, Y)

    assert {int(e.n_iter_[0]) for e in relevance.estimators_} <= {0, 1, 2}


def test_torch_finds_far_optima(data, torch_device):
    """
    Weak ridges and features of all scales: long line searches end in the same place.
    """
    X, Y = data
    X = X * np.logspace(-2, 2, 12) + np.linspace(-5, 5, 12)
    base = LogisticRegression(C=1e4, tol=1e-8, max_iter=20_000)

    numpy, ours = fit_twice(base, X, Y, torch_device)

    for y, mine, theirs in zip(Y.T, ours.estimators_, numpy.estimators_):
        a, b = (
            objective(base, X, y, e.coef_[0], e.intercept_[0]) for e in (mine, theirs)
        )
        assert a <= b * (1 + 1e-5)


@pytest.mark.parametrize("wrong", ["infinite", "missing", "unknown", "half a label"])
def test_a_device_refuses_what_the_cpu_does(data, torch_device, wrong):
    """
    Values are checked on the device: the same errors, and nothing is learned.
    """
    X, Y = data
    if wrong in ("infinite", "missing"):
        X[17, 3] = np.inf if wrong == "infinite" else np.nan
    else:
        Y = np.where(np.arange(6) == 4, 2 * Y if wrong == "unknown" else 0.5 * Y, Y)
    base, messages = LogisticRegression(), []

    for relevance in (
        BinaryRelevance(base),
        BinaryRelevance(base, device=torch_device),
    ):
        with pytest.raises(ValueError, match=r"contains|must hold 0 and 1") as error:
            relevance.fit(X, Y)
        messages.append(str(error.value))
        assert not hasattr(relevance, "n_labels_")

    assert messages[0] == messages[1]


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        (KNeighborsClassifier(p=1), "distances are not Euclidean"),
        (make_pipeline(SimpleImputer(), LogisticRegression()), "estimator must be one"),
    ],
)
def test_a_device_knows_few_estimators(data, torch_device, base, reason):
    """
    Others are refused as such, whatever values they would take or not.
    """
    X, Y = data
    if hasattr(base, "steps"):
        X[3, 4] = np.nan

    with pytest.raises(ValueError, match=rf"^device must be None here \({reason}"):
        BinaryRelevance(base, device=torch_device).fit(X, Y)


@pytest.mark.parametrize("n_labels", [3, 6], ids=["separate fits", "a joint one"])
def test_tensors_are_fitted_where_they_are(torch_device, n_labels):
    """
    With scikit-learn's array API dispatch, X may be a tensor: its device computes.
    (In a process of its own: scipy reads its switch when it is imported.)
    """
    pytest.importorskip("sklearn", "1.8", reason="dispatches on tensors from 1.8 on")
    code = f"""if True:
        import numpy as np, sklearn, torch
        from sklearn.linear_model import LogisticRegression
        from mlclf import BinaryRelevance
        rng = np.random.default_rng(0)
        X, Y = rng.normal(size=(60, 4)), rng.integers(0, 2, size=(60, {n_labels}))
        relevance = BinaryRelevance(LogisticRegression(tol=1e-8))
        expected = relevance.fit(X, Y).predict_proba(X)
        X = torch.as_tensor(X, device={torch_device!r})
        with sklearn.config_context(array_api_dispatch=True):
            P = relevance.fit(X, Y).predict_proba(X)
        print(np.abs(P - expected).max() < 1e-5)
        """
    environment = dict(os.environ, SCIPY_ARRAY_API="1")

    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )

    assert out.stdout.strip() == "True", out.stderr


def test_a_device_needs_a_joint_solve(data):
    """
    Separate fits know no device: an error, not a silent fit on the CPU.
    """
    X, Y = data
    message = "^device must be None here \\(solver='separate'\\), got 'cpu'.$"
    relevance = BinaryRelevance(LogisticRegression(), solver="separate", device="cpu")

    with pytest.raises(ValueError, match=message):
        relevance.fit(X, Y)


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_folds_of_a_chain_are_columns(data, container):
    """
    A cross-validated chain fits a link and its folds in one solve: the same chain.
    """
    X, Y = data
    X = container(X)
    weight = np.random.default_rng(1).uniform(1, 3, size=len(Y))
    params = {"estimator": LogisticRegression(**TIGHT), "cv": 3}

    joint = ClassifierChain(**params, solver="joint").fit(X, Y, weight)
    separate = ClassifierChain(**params, solver="separate").fit(X, Y, weight)

    for ours, theirs in zip(joint.estimators_, separate.estimators_):
        assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)


@settings(max_examples=80, deadline=None)
@given(
    n=st.integers(5, 40),
    d=st.integers(1, 50),
    log_C=st.floats(-3, 2),
    scale=st.floats(-3, 3),
    density=st.sampled_from([0.05, 0.3, 1]),
    intercept=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_never_a_worse_objective(n, d, log_C, scale, density, intercept, seed):
    """
    On any small problem, dense or sparse, scaled or not, wide or tall: at most 1e-5
    above the optimum that scikit-learn finds with a tight tolerance.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * 10 ** rng.uniform(-abs(scale), scale + 1e-9, size=d)
    X = X + rng.normal(size=d) * (density == 1)
    X[rng.random((n, d)) > density] = 0
    Y = (rng.random((n, 4)) < [0.5, 0.2, 0.8, 0.05]).astype(int)
    base = LogisticRegression(C=10**log_C, fit_intercept=intercept, max_iter=2000)

    joint = BinaryRelevance(base, solver="joint").fit(X, Y)

    tight = clone(base).set_params(solver="newton-cholesky", tol=1e-10)
    for y, ours in zip(Y.T, joint.estimators_):
        if hasattr(ours, "coef_"):
            with warnings.catch_warnings():
                # Its line search gives up where features are all but zero.
                warnings.simplefilter("ignore", ConvergenceWarning)
                theirs = tight.fit(X, y)
            a, b = (
                objective(base, X, y, fitted.coef_[0], fitted.intercept_[0])
                for fitted in (ours, theirs)
            )
            assert a <= b * (1 + 1e-5) + 1e-12
