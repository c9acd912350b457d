"""Samples of every dtype are learned from as their float64 values are."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from mlclf import (
    BinaryRelevance,
    ClassifierChain,
    ClassifierChainEnsemble,
    FixedThresholdClassifier,
    LabelPowerset,
    NativeMultiLabel,
)
from tests.registry import CLASSIFIERS, name_of

# The largest value of each dtype here: as large as it takes, and beyond the square
# root of it, so that a square overflows.
LARGEST = {
    "bool": 1,
    "uint8": 255,
    "int8": 127,
    "int16": 32_000,
    "uint16": 65_000,
    "int32": 2_000_000_000,
    "uint32": 4_000_000_000,
    "int64": 10**12,
    "uint64": 10**12,
    "float16": 60_000,
    "longdouble": 10**12,
}
INTEGERS = [dtype for dtype in LARGEST if "int" in dtype]
CONTAINERS = {
    "dense": np.asarray,
    "csr": sp.csr_array,
    "csc": sp.csc_matrix,
    "mostly zero": lambda X: np.where(
        np.quantile(X * 1.0, 0.8) <= X, X, X.dtype.type(0)
    ),
}
BASES = [
    LogisticRegression(),
    LogisticRegression(fit_intercept=False),
    LinearSVC(fit_intercept=False, random_state=0),
    LinearSVC(random_state=0),
    RidgeClassifier(),
    GaussianNB(),
    MultinomialNB(),
    ComplementNB(),
    BernoulliNB(binarize=1.0),
    KNeighborsClassifier(),
]


def samples(dtype, n=60, d=6):
    """Return samples up to the largest value of a dtype, and labels from them."""
    rng = np.random.default_rng(0)
    share = rng.random((n, d))
    X = share > 0.5 if dtype == "bool" else (share * LARGEST[dtype]).astype(dtype)
    Y = np.column_stack([share[:, j] + 0.1 * rng.random(n) > 0.55 for j in range(3)])
    return X, Y.astype(int)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore::scipy.linalg.LinAlgWarning")
@pytest.mark.parametrize("dtype", LARGEST)
@pytest.mark.parametrize("classifier", CLASSIFIERS, ids=name_of)
def test_every_class_learns_what_it_learns_from_float64(classifier, dtype):
    """
    Each class answers as it does for the same numbers in float64.
    """
    X, Y = samples(dtype)

    got = clone(classifier).fit(X, Y).predict_proba(X)

    expected = clone(classifier).fit(X.astype(float), Y).predict_proba(X.astype(float))
    assert_allclose(got, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    "dtype", [d for d in LARGEST if d not in ("float16", "longdouble")]
)
@pytest.mark.parametrize("solver", ["auto", "joint"])
@pytest.mark.parametrize("base", BASES, ids=repr)
def test_joint_fits_of_integers(base, solver, dtype, container):
    """
    A joint fit of integers is that of the same numbers in float64, in any container.
    """
    X, Y = samples(dtype)
    X = CONTAINERS[container](X)
    if sp.issparse(X) and isinstance(base, GaussianNB):
        pytest.skip("GaussianNB takes dense samples only")
    classifier = BinaryRelevance(base, solver=solver)
    expected = clone(classifier).fit(X.astype(float), Y)

    got = classifier.fit(X, Y)

    assert_allclose(
        got.predict_proba(X), expected.predict_proba(X.astype(float)), rtol=1e-7
    )


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "int32"])
@pytest.mark.parametrize("base", BASES, ids=repr)
def test_separate_fits_of_integers(base, dtype, container):
    """
    One by one, columns of integers are learned as by scikit-learn's own loop.
    """
    X, Y = samples(dtype)
    X = CONTAINERS[container](X)
    if sp.issparse(X) and isinstance(base, GaussianNB):
        pytest.skip("GaussianNB takes dense samples only")

    got = BinaryRelevance(base, solver="separate").fit(X, Y)

    peer = MultiOutputClassifier(base).fit(X, Y)
    assert (got.predict(X) == peer.predict(X)).all()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "int64"])
@pytest.mark.parametrize("base", [MultinomialNB(), ComplementNB()], ids=repr)
@pytest.mark.parametrize(
    "wrap",
    [
        lambda base: ClassifierChain(base),
        lambda base: ClassifierChain(base, cv=3),
        lambda base: LabelPowerset(base),
        lambda base: NativeMultiLabel(MultiOutputClassifier(base)),
        lambda base: FixedThresholdClassifier(MultiOutputClassifier(base)),
    ],
)
def test_counts_of_narrow_integers(wrap, base, dtype):
    """
    Whoever hands labels to naive Bayes, it counts integers as it counts floats.
    """
    X, Y = samples(dtype)

    got = wrap(base).fit(X, Y)

    expected = wrap(base).fit(X.astype(float), Y).predict_proba(X.astype(float))
    assert_allclose(got.predict_proba(X), expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int64"])
@pytest.mark.parametrize(
    "classifier",
    [
        ClassifierChain(LogisticRegression(max_iter=1000)),
        ClassifierChain(LogisticRegression(max_iter=1000), cv=3),
        ClassifierChain(RidgeClassifier()),
        ClassifierChainEnsemble(
            LogisticRegression(max_iter=1000), n_estimators=2, random_state=0
        ),
        LabelPowerset(LogisticRegression(max_iter=1000), solver="joint"),
        LabelPowerset(LogisticRegression(max_iter=1000)),
    ],
    ids=name_of,
)
def test_chains_and_labelsets_of_integers(classifier, dtype):
    """
    Chains and labelsets of integers are those of the same numbers in float64.
    """
    X, Y = samples(dtype)
    X = (X // max(1, LARGEST[dtype] // 100)).astype(dtype)

    got = clone(classifier).fit(X, Y)

    expected = clone(classifier).fit(X.astype(float), Y)
    assert_allclose(got.predict_proba(X), expected.predict_proba(X.astype(float)))


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16"])
def test_pixels_are_learned_as_by_scikit_learn(dtype):
    """
    Columns of small integers, whose squares overflow, separate as scikit-learn's do.
    """
    rng = np.random.default_rng(0)
    on = rng.integers(0, 2, size=(200, 4))
    X = (16 * on + rng.integers(0, 3, size=on.shape)).astype(dtype)

    got = BinaryRelevance(LogisticRegression()).fit(X, on)

    peer = MultiOutputClassifier(LogisticRegression()).fit(X, on)
    assert (got.predict(X) == on).all()
    assert (got.predict(X) == peer.predict(X)).all()
