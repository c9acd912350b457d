"""What every classifier of mlclf promises, whatever its method."""

import inspect
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.datasets import make_multilabel_classification
from sklearn.exceptions import NotFittedError
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    cross_val_predict,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

import mlclf
from mlclf import NeuralClassifier
from tests.registry import (
    CLASSIFIERS,
    EXPECTED_FAILED_CHECKS,
    expected_failed_checks,
    name_of,
)


@parametrize_with_checks(CLASSIFIERS, expected_failed_checks=expected_failed_checks)
def test_scikit_learn_contract(estimator, check):
    """
    scikit-learn's own checks of an estimator hold.
    """
    check(estimator)


@pytest.fixture(params=CLASSIFIERS, ids=name_of)
def classifier(request):
    return clone(request.param)


@pytest.fixture
def data():
    """Sixty samples of four labels, none of them constant."""
    return make_multilabel_classification(
        n_samples=60, n_features=8, n_classes=4, random_state=0
    )


@pytest.fixture
def aligned():
    """Data where label j is the sign of feature j: columns cannot be confused."""
    X = np.random.default_rng(0).normal(size=(300, 3))
    return X, (X > 0).astype(int)


def needs_sparse(classifier):
    if not get_tags(classifier).input_tags.sparse:
        pytest.skip("its tags say that it takes dense X only")


def test_registry_is_complete():
    """
    Every public classifier has at least one instance in the registry.
    """
    tested = {type(c).__name__ for c in CLASSIFIERS}
    public = {
        name
        for name in mlclf.__all__
        if inspect.isclass(getattr(mlclf, name))
        and hasattr(getattr(mlclf, name), "fit")
    }

    assert tested == public


@pytest.mark.parametrize("start", EXPECTED_FAILED_CHECKS)
def test_no_excuse_is_idle(start):
    """
    Each expected failure is that of an instance in the registry.
    """
    assert any(name_of(classifier).startswith(start) for classifier in CLASSIFIERS)


def test_marginals_are_probabilities(classifier, data):
    """
    predict_proba has the shape of y and lies in [0, 1].
    """
    X, y = data

    P = classifier.fit(X, y).predict_proba(X)

    assert isinstance(P, np.ndarray)
    assert P.shape == y.shape
    assert ((P >= 0) & (P <= 1)).all()


def test_predictions_are_dense_0_and_1(classifier, data):
    """
    predict gives a dense integer matrix of 0 and 1, in the shape of y.
    """
    X, y = data

    Y = classifier.fit(X, y).predict(X)

    assert isinstance(Y, np.ndarray)
    assert Y.shape == y.shape
    assert Y.dtype.kind == "i"
    assert set(np.unique(Y)) <= {0, 1}


def test_columns_are_not_confused(classifier, aligned):
    """
    Column j of the prediction is about label j.
    """
    X, y = aligned

    accuracy = (classifier.fit(X, y).predict(X) == y).mean(axis=0)

    assert (accuracy > 0.85).all(), accuracy


def test_permuting_the_labels_permutes_the_answer(classifier, aligned):
    """
    With its columns in another order, every label is still learned as itself.
    """
    X, y = aligned
    permutation = [2, 0, 1]

    Y = classifier.fit(X, y[:, permutation]).predict(X)

    assert ((y[:, permutation] == Y).mean(axis=0) > 0.85).all()


def test_constant_labels_are_learned(classifier, data):
    """
    A label that is always off, or always on, is predicted so.
    """
    X, y = data
    y = y.copy()
    y[:, 0], y[:, 1] = 0, 1

    prediction = classifier.fit(X, y).predict(X)

    assert not prediction[:, 0].any()
    assert prediction[:, 1].all()


def test_all_labels_may_be_constant(classifier, data):
    """
    When no label varies at all, each is predicted as it was.
    """
    X, y = data
    y = np.tile([0, 1, 0, 1], (len(y), 1))

    assert_array_equal(classifier.fit(X, y).predict(X), y)


def test_one_label_is_answered_as_a_binary_problem(classifier, data):
    """
    One column of labels gives (n,) predictions and (n, 2) probabilities.
    """
    X, y = data

    classifier.fit(X, y[:, 0])

    assert classifier.predict(X).shape == (60,)
    assert_allclose(classifier.predict_proba(X).sum(axis=1), 1)


@pytest.mark.parametrize(
    "container", [sp.csr_matrix, sp.csr_array, sp.csc_array, sp.coo_array]
)
def test_sparse_labels_change_nothing(classifier, data, container):
    """
    A sparse y and a dense y give the same model.
    """
    X, y = data

    dense = clone(classifier).fit(X, y).predict_proba(X)
    sparse = clone(classifier).fit(X, container(y)).predict_proba(X)

    assert_allclose(dense, sparse)


def wide_csr_array(X):
    """As many operations of scipy make it: with indices of 64 bits."""
    X = sp.csr_array(X)
    X.indices, X.indptr = X.indices.astype(np.int64), X.indptr.astype(np.int64)
    return X


@pytest.mark.parametrize(
    "container",
    [sp.csr_matrix, sp.csr_array, wide_csr_array, sp.csc_array, sp.coo_array],
)
def test_sparse_samples_of_any_container_are_the_same(classifier, data, container):
    """
    Every sparse container of the same X gives the same model, with sparse labels too,
    and all but the tolerance of a solver is that of dense X.
    """
    needs_sparse(classifier)
    X, y = data

    dense = clone(classifier).fit(X, y).predict_proba(X)
    expected = clone(classifier).fit(sp.csr_array(X), y).predict_proba(sp.csr_array(X))
    answer = clone(classifier).fit(container(X), container(y))

    assert_allclose(answer.predict_proba(container(X)), expected)
    assert_allclose(expected, dense, atol=1e-4)


@pytest.mark.parametrize(
    "frame", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"]
)
def test_data_frames_keep_the_label_names(classifier, data, frame):
    """
    A DataFrame of labels gives label_names_in_, and labelsets by name.
    """
    X, y = data
    names = ["sea", "sun", "sand", "shell"]
    plain = clone(classifier).fit(X, y)

    classifier.fit(X, frame(dict(zip(names, y.T))))

    assert list(classifier.label_names_in_) == names
    expected = [
        tuple(name for name, on in zip(names, row) if on) for row in plain.predict(X)
    ]
    assert classifier.predict_labelsets(X) == expected


def test_label_names_of_an_earlier_fit_are_forgotten(classifier, data):
    """
    Refitting on an array forgets the names, and the number of labels.
    """
    X, y = data
    classifier.fit(X, pd.DataFrame(y, columns=list("abcd")))

    classifier.fit(X, y[:, :3])

    assert not hasattr(classifier, "label_names_in_")
    assert classifier.predict(X).shape == (60, 3)
    assert all(isinstance(j, int) for j in classifier.predict_labelsets(X[:9])[0])


def content(data):
    """What a container holds, and in which order."""
    if sp.issparse(data):  # SciPy itself notes down whether indices are sorted
        return [data.data.tolist(), data.indices.tolist(), data.indptr.tolist()]
    return pickle.dumps(data)


def parameters(classifier):
    """Its parameters, and what the estimators among them have learned."""
    params = classifier.get_params()
    return repr(params), [sorted(vars(p)) for p in params.values() if hasattr(p, "fit")]


@pytest.mark.parametrize("container", [np.array, sp.csr_array, pd.DataFrame])
def test_fit_leaves_its_input_alone(classifier, data, container):
    """
    Neither fit nor predict_proba changes X, y or a parameter.
    """
    X, y = data[0], container(data[1])
    if container is sp.csr_array and get_tags(classifier).input_tags.sparse:
        X = sp.csr_array(X)
    elif container is pd.DataFrame:
        X = pd.DataFrame(X, columns=list("abcdefgh"))
    before = content(X), content(y), parameters(classifier)

    classifier.fit(X, y).predict_proba(X)

    assert (content(X), content(y), parameters(classifier)) == before


def test_same_seed_same_answer(classifier, data):
    """
    Two fits on the same data with the same parameters agree.
    """
    X, y = data

    first = clone(classifier).fit(X, y).predict_proba(X)
    second = clone(classifier).fit(X, y).predict_proba(X)

    assert_array_equal(first, second)


def test_n_jobs_changes_nothing(classifier, data):
    """
    Two jobs give what one gives.
    """
    if "n_jobs" not in classifier.get_params():
        pytest.skip("it has no n_jobs")
    X, y = data

    one = clone(classifier).fit(X, y).predict_proba(X)
    two = clone(classifier).set_params(n_jobs=2).fit(X, y).predict_proba(X)

    assert_allclose(two, one)


@pytest.mark.parametrize("library", [pickle, joblib], ids=lambda m: m.__name__)
def test_survives_pickling(classifier, data, library):
    """
    Written by pickle or joblib and read again, a classifier predicts the same.
    """
    X, y = data
    classifier.fit(X, y)
    file = io.BytesIO()

    library.dump(classifier, file)
    file.seek(0)

    restored = library.load(file)
    assert_array_equal(restored.predict_proba(X), classifier.predict_proba(X))


def test_an_interrupted_fit_leaves_no_classifier(classifier, data, monkeypatch):
    """
    After Ctrl-C it is not fitted, even where it was before, and the traceback says so.
    """
    X, y = data
    classifier.fit(X, y)
    learn = type(classifier)._fit

    def interrupted(self, X, Y, **params):
        learn(self, X, Y, **params)
        raise KeyboardInterrupt

    monkeypatch.setattr(type(classifier), "_fit", interrupted)
    with pytest.raises(KeyboardInterrupt) as raised:
        classifier.fit(X, y)

    name = type(classifier).__name__
    assert raised.value.__notes__ == [f"{name} was interrupted: not fitted."]
    with pytest.raises(NotFittedError):
        classifier.predict(X)


def test_works_after_a_scaler(classifier, data):
    """
    It is a step of a Pipeline.
    """
    X, y = data

    P = make_pipeline(StandardScaler(), classifier).fit(X, y).predict_proba(X)

    assert P.shape == y.shape


def test_cross_val_predict_gives_marginals(classifier, data):
    """
    cross_val_predict(method="predict_proba") has the shape of y.
    """
    X, y = data

    P = cross_val_predict(classifier, X, y, cv=3, method="predict_proba")

    assert P.shape == y.shape
    assert ((P >= 0) & (P <= 1)).all()


def test_a_label_missing_from_a_fold_works(classifier):
    """
    A label whose positives all fall into one test fold does not break the others.
    """
    X = np.random.default_rng(0).normal(size=(90, 4))
    y = (X > 0).astype(int)
    y[:, 2] = 0
    y[:10, 2] = 1

    P = cross_val_predict(classifier, X, y, cv=KFold(3), method="predict_proba")

    others = np.delete(np.arange(y.shape[1]), 2)
    assert roc_auc_score(y[:, others], P[:, others]) > 0.8


AVERAGES = ["macro", "micro", "samples", "weighted"]
SCIKIT_SCORERS = [
    "accuracy",
    "average_precision",
    *[f"f1_{average}" for average in AVERAGES],
    *[f"jaccard_{average}" for average in AVERAGES],
    *[f"precision_{average}" for average in AVERAGES],
    *[f"recall_{average}" for average in AVERAGES],
    "roc_auc",
    "roc_auc_ovr_weighted",
]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
def test_scikit_learn_scorers_work(classifier, data):
    """
    Every scorer of scikit-learn that has a multi-label meaning gives a number.
    """
    X, y = data

    scores = cross_validate(classifier, X, y, cv=2, scoring=SCIKIT_SCORERS)

    assert all(np.isfinite(scores[f"test_{name}"]).all() for name in SCIKIT_SCORERS)


def test_two_labels_are_scored_as_labels(classifier, aligned):
    """
    Two labels are not mistaken for the two classes of one: roc_auc sees both.
    """
    X, y = aligned

    scores = cross_validate(
        classifier, X, y[:, :2], cv=2, scoring=["roc_auc", "average_precision"]
    )

    assert (scores["test_roc_auc"] > 0.8).all()


def test_grid_search_over_every_parameter_name(classifier, data):
    """
    GridSearchCV clones it, sets a parameter to its own value, and refits.
    """
    X, y = data
    grid = {name: [value] for name, value in classifier.get_params(deep=True).items()}

    search = GridSearchCV(classifier, grid, cv=2, scoring="f1_micro").fit(X, y)

    assert_array_equal(search.predict(X), clone(classifier).fit(X, y).predict(X))


@pytest.mark.parametrize("container", [np.asarray, sp.csr_array])
def test_a_weight_is_a_repetition_to_a_network(container):
    """
    Without chance in its training (no dropout, one batch), a weight is as many
    repetitions, and 0 is absence, up to the rounding of float32.
    """
    X, y = make_multilabel_classification(n_samples=40, n_classes=4, random_state=0)
    weight = np.arange(40) % 3
    network = NeuralClassifier(
        (16,), dropout=0.0, batch_size=100, max_epochs=60, random_state=0
    )

    weighted = clone(network).fit(container(X), y, sample_weight=weight)
    repeated = clone(network).fit(
        container(X.repeat(weight, axis=0)), y.repeat(weight, axis=0)
    )

    assert_allclose(
        weighted.predict_proba(container(X)),
        repeated.predict_proba(container(X)),
        atol=1e-4,
    )


TENSORS = """
import sys
import numpy as np, sklearn, torch
from sklearn.base import clone
from sklearn.utils.validation import has_fit_parameter
from tests.registry import CLASSIFIERS, name_of
rng = np.random.default_rng(0)
X = rng.normal(size=(90, 5))
Y = (X @ rng.normal(size=(5, 4)) + rng.normal(size=(90, 4)) > 0).astype(int)
weight = rng.integers(0, 3, size=90)
there = [torch.as_tensor(A, device=sys.argv[1]) for A in (X, Y)]

def compare(classifier, **params):
    expected = clone(classifier).fit(X, Y, **params)
    params = {k: torch.as_tensor(v, device=sys.argv[1]) for k, v in params.items()}
    with sklearn.config_context(array_api_dispatch=True):
        fitted = clone(classifier).fit(*there, **params)
        P, predicted = fitted.predict_proba(there[0]), fitted.predict(there[0])
    assert type(P) is type(predicted) is np.ndarray
    name = name_of(classifier)
    np.testing.assert_allclose(P, expected.predict_proba(X), atol=1e-3, err_msg=name)

for classifier in CLASSIFIERS:
    compare(classifier)
    parts = [classifier, getattr(classifier, "estimator", None)]
    if all(p is None or has_fit_parameter(p, "sample_weight") for p in parts):
        compare(classifier, sample_weight=weight)
"""


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_x_and_y_may_be_tensors(device):
    """
    With scikit-learn's array API dispatch every classifier takes them, and predicts
    arrays. (In a process of its own: scipy reads its switch when it is imported.)
    """
    torch = pytest.importorskip("torch", reason="torch is not installed")
    pytest.importorskip("sklearn", "1.8", reason="dispatches on tensors from 1.8 on")
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    environment = dict(os.environ, SCIPY_ARRAY_API="1", PYTHONPATH=path)

    out = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TENSORS, device],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert out.returncode == 0, out.stderr
