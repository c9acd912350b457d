"""What the caller hands over is the same afterwards, byte for byte."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.utils import get_tags
from sklearn.utils.validation import has_fit_parameter

from mlclf import BinaryRelevance, ClassifierChain, LabelPowerset
from tests.registry import CLASSIFIERS, name_of

BASES = [
    BernoulliNB(),
    ComplementNB(),
    KNeighborsClassifier(),
    LinearSVC(random_state=0),
    LogisticRegression(),
    MultinomialNB(),
    RandomForestClassifier(n_estimators=2, random_state=0),
    RidgeClassifier(),
    SVC(),
]
EVERYONE = [
    *CLASSIFIERS,
    *(BinaryRelevance(base, solver=s) for base in BASES for s in ("auto", "separate")),
    *(ClassifierChain(base) for base in BASES),
    *(LabelPowerset(base) for base in BASES),
]


def problem():
    """Small counts, two labels and weights."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 4, size=(60, 6)) * (rng.random((60, 6)) < 0.5)
    Y = np.column_stack([X[:, 0] > X[:, 1], X[:, 2] + rng.random(60) > 1.2])
    return X.astype(float), Y.astype(int), rng.random(60) + 0.5


def scrambled(dense, kind):
    """Sparse, with indices out of order, duplicates and zeros that are stored."""
    rows, columns = np.indices(dense.shape).reshape(2, -1)[:, ::-1]
    values = dense[rows, columns]
    parts = np.stack([values / 4, 3 * values / 4]).ravel(order="F")
    if kind is sp.coo_array:
        return kind((parts, (rows.repeat(2), columns.repeat(2))), shape=dense.shape)
    order = np.argsort(rows if kind is sp.csr_matrix else columns, kind="stable")
    other = columns if kind is sp.csr_matrix else rows
    n, m = dense.shape if kind is sp.csr_matrix else dense.shape[::-1]
    parts = np.stack([values[order] / 4, 3 * values[order] / 4]).ravel(order="F")
    ends = np.arange(n + 1) * 2 * m
    return kind((parts, other[order].repeat(2), ends), shape=dense.shape)


def read_only(*arrays):
    """Make every array one that is not to be written to."""
    for array in arrays:
        parts = [array]
        if sp.issparse(array):
            names = ("data", "indices", "indptr", "row", "col")
            parts = [getattr(array, name) for name in names if hasattr(array, name)]
        for part in parts:
            part.flags.writeable = False


def content(array):
    """The bytes of an array, or of every part of a sparse one."""
    if not sp.issparse(array):
        return array.tobytes()
    names = ("data", "indices", "indptr", "coords")
    return [np.array(getattr(array, n)).tobytes() for n in names if hasattr(array, n)]


def takes_weights(classifier):
    """Whether its fit, or that of its estimator, takes sample weights."""
    inner = getattr(classifier, "estimator", classifier)
    inner = getattr(inner, "estimator", inner)
    return has_fit_parameter(inner, "sample_weight")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("kind", [sp.csr_matrix, sp.coo_array])
@pytest.mark.parametrize("classifier", EVERYONE, ids=name_of)
def test_scrambled_sparse_samples(classifier, kind):
    """
    Duplicates, unsorted indices and stored zeros are summed in a copy, rightly.
    """
    if not get_tags(classifier).input_tags.sparse:
        pytest.skip("its tags say that it takes dense X only")
    dense, Y, weight = problem()
    X, labels = scrambled(dense, kind), sp.csr_array(Y)
    labels.indices[:] = labels.indices.copy()
    labels.has_sorted_indices = False
    weights = {"sample_weight": weight} if takes_weights(classifier) else {}
    before = [content(array) for array in (X, labels, weight)]

    fitted = clone(classifier).fit(X, labels, **weights)
    got = fitted.predict_proba(X)
    fitted.predict(X)

    assert [content(array) for array in (X, labels, weight)] == before
    tidy = clone(classifier).fit(sp.csr_array(dense), Y, **weights)
    assert_allclose(got, tidy.predict_proba(sp.csr_array(dense)), rtol=1e-6, atol=1e-9)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("container", ["F", "strided", "csc"])
@pytest.mark.parametrize(
    "classifier", [*EVERYONE, BinaryRelevance(GaussianNB())], ids=name_of
)
def test_read_only_samples(classifier, container):
    """
    Arrays that are not to be written to, in any order of memory, are learned from.
    """
    dense, Y, weight = problem()
    sparse = {"csr": sp.csr_array, "csc": sp.csc_array, "coo": sp.coo_array}
    if container in sparse:
        if not get_tags(classifier).input_tags.sparse:
            pytest.skip("its tags say that it takes dense X only")
        X = sparse[container](dense)
    elif container == "strided":
        X = np.repeat(dense, 2, axis=1)[:, ::2]
    else:
        X = np.array(dense, order=container)
    weights = {"sample_weight": weight} if takes_weights(classifier) else {}
    before = [content(array) for array in (X, Y, weight)]
    read_only(X, Y, weight)

    fitted = clone(classifier).fit(X, Y, **weights)
    got = fitted.predict_proba(X)

    assert [content(array) for array in (X, Y, weight)] == before
    expected = clone(classifier).fit(dense, Y, **weights).predict_proba(dense)
    if container not in sparse:
        assert_allclose(got, expected, rtol=1e-6, atol=1e-9)
