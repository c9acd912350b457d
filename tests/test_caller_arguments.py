"""Arguments of fit with one column per label: each base classifier gets its own."""

import numpy as np
import pandas as pd
import pytest
import sklearn
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from mlclf import (
    BinaryRelevance,
    CalibratedClassifierCV,
    ClassifierChain,
    ClassifierChainEnsemble,
    FixedThresholdClassifier,
    LabelPowerset,
    NativeMultiLabel,
    TunedThresholdClassifierCV,
)


@pytest.fixture(scope="module")
def data():
    """Four noisy labels, of which each one depends on the one before it."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 5))
    y = (X[:, :4] + rng.normal(scale=1.5, size=(300, 4)) > 0).astype(int)
    y[:, 1:] |= y[:, :-1] & (rng.random((300, 3)) < 0.3)
    return X, y


def lightgbm(n_rounds):
    lightgbm = pytest.importorskip("lightgbm")
    stop = lightgbm.early_stopping(3, verbose=False)
    base = lightgbm.LGBMClassifier(n_estimators=n_rounds, verbose=-1, n_jobs=1)
    return base, {"callbacks": [stop]}, lambda fitted: fitted.best_iteration_


def xgboost(n_rounds):
    base = pytest.importorskip("xgboost").XGBClassifier(
        n_estimators=n_rounds, early_stopping_rounds=3, n_jobs=1, max_depth=3
    )
    return base, {"verbose": False}, lambda fitted: fitted.best_iteration


def catboost(n_rounds):
    base = pytest.importorskip("catboost").CatBoostClassifier(
        iterations=n_rounds,
        early_stopping_rounds=3,
        depth=3,
        learning_rate=0.5,
        verbose=0,
        thread_count=1,
        allow_writing_files=False,
    )
    return base, {}, lambda fitted: fitted.best_iteration_


BOOSTERS = {f.__name__: f for f in (lightgbm, xgboost, catboost)}


@pytest.mark.parametrize("frames", [False, True], ids=["arrays", "frames"])
@pytest.mark.parametrize("booster", BOOSTERS)
@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.DataConversionWarning")
def test_boosters_stop_label_by_label(data, booster, frames):
    """
    The oracle: a loop over the labels, in which each fit is stopped by its own column.
    """
    X, y = data
    base, given, stopped_at = BOOSTERS[booster](100)
    names = [*"pqrst"]
    samples = pd.DataFrame(X, columns=names) if frames else X

    def loop(order, chain):
        answers = []
        for t, j in enumerate(order):
            before = order[:t] if chain else []
            A = np.column_stack([X, y[:, before]])
            if frames:
                A = pd.DataFrame(A, columns=names + [f"label_{b}" for b in before])
            sets = [(A[200:], y[200:, j])]
            answers.append(clone(base).fit(A[:200], y[:200, j], eval_set=sets, **given))
        return list(map(stopped_at, answers))

    given_set = {"eval_set": [(samples[200:], y[200:])], **given}
    relevance = BinaryRelevance(base).fit(samples[:200], y[:200], **given_set)
    assert list(map(stopped_at, relevance.estimators_)) == loop(range(4), False)
    assert len(set(map(stopped_at, relevance.estimators_))) > 1
    chain = ClassifierChain(base, order=[2, 0, 3, 1])
    chain.fit(samples[:200], y[:200], **given_set)
    assert list(map(stopped_at, chain.estimators_)) == loop([2, 0, 3, 1], True)
    assert chain.predict(samples).shape == y.shape


STOPPING = HistGradientBoostingClassifier(
    max_iter=60, early_stopping=True, n_iter_no_change=2, random_state=0
)


@pytest.mark.parametrize("frames", [False, True], ids=["arrays", "frames"])
def test_early_stopping_of_scikit_learn_is_per_label(data, frames):
    """
    The oracle is a loop, with X_val and y_val; also in frames, chains and ensembles.
    """
    X, y = data
    samples = pd.DataFrame(X, columns=[*"pqrst"]) if frames else X
    labels = pd.DataFrame(y, columns=[*"abcd"]) if frames else y
    given = {"X_val": samples[200:], "y_val": labels[200:]}
    expected = [
        clone(STOPPING)
        .fit(X[:200], y[:200, j], X_val=X[200:], y_val=y[200:, j])
        .n_iter_
        for j in range(4)
    ]

    relevance = BinaryRelevance(STOPPING).fit(samples[:200], labels[:200], **given)

    assert [fitted.n_iter_ for fitted in relevance.estimators_] == expected
    assert len(set(expected)) > 1
    for other in (
        ClassifierChain(STOPPING),
        ClassifierChain(STOPPING, cv=3),
        ClassifierChainEnsemble(STOPPING, n_estimators=2, random_state=0),
        ClassifierChainEnsemble(
            STOPPING, n_estimators=2, max_features=0.6, random_state=0
        ),
        LabelPowerset(STOPPING),
        FixedThresholdClassifier(BinaryRelevance(STOPPING)),
        TunedThresholdClassifierCV(ClassifierChain(STOPPING), cv=2),
        make_pipeline(BinaryRelevance(STOPPING)),
    ):
        step = "binaryrelevance__" if hasattr(other, "steps") else ""
        own = {step + name: value for name, value in given.items()}
        other.fit(samples[:200], labels[:200], **own)
        assert other.predict(samples).shape == y.shape


def test_columns_of_evaluation_labels_are_matched_by_name(data):
    """
    In another order, the labels of an evaluation set stop the same fits.
    """
    X, y = data
    y = pd.DataFrame(y, columns=[*"abcd"])
    fits = [
        BinaryRelevance(STOPPING).fit(
            X[:200], y[:200], X_val=X[200:], y_val=y.loc[200:, names]
        )
        for names in ([*"abcd"], [*"dbca"])
    ]

    first, second = ([e.n_iter_ for e in fit.estimators_] for fit in fits)
    assert first == second


def test_one_column_is_coded_for_its_evaluation(data):
    """
    Labels "no" and "yes" are evaluated as 0 and 1.
    """
    X, y = data
    named = np.array(["no", "yes"])[y[:, 0]]
    expected = clone(STOPPING).fit(X[:200], y[:200, 0], X_val=X[200:], y_val=y[200:, 0])

    relevance = BinaryRelevance(STOPPING)
    relevance.fit(X[:200], named[:200], X_val=X[200:], y_val=named[200:])

    assert relevance.estimators_[0].n_iter_ == expected.n_iter_


def test_labelsets_that_training_has_not_are_left_out(data):
    """
    A powerset evaluates on the rows whose labelset is one of its classes.
    """
    X, y = data
    seen = np.flatnonzero((y[:200] != [1, 0, 1, 0]).any(axis=1))
    powerset = LabelPowerset(STOPPING)

    powerset.fit(X[seen], y[seen], X_val=X[200:], y_val=y[200:])

    known = [200 + i for i, row in enumerate(y[200:]) if (row == y[seen]).all(1).any()]
    assert len(known) < 100
    again = clone(powerset).fit(X[seen], y[seen], X_val=X[known], y_val=y[known])
    assert again.estimator_.n_iter_ == powerset.estimator_.n_iter_


@pytest.mark.parametrize(
    "base",
    [
        LogisticRegression(tol=1e-8, max_iter=1000),
        LogisticRegression(class_weight="balanced", tol=1e-8, max_iter=1000),
        LinearSVC(tol=1e-8, max_iter=100000),
        GaussianNB(),
        RidgeClassifier(),
        DecisionTreeClassifier(max_depth=3, random_state=0),
    ],
    ids=lambda base: f"{type(base).__name__} {base.get_params().get('class_weight')}",
)
def test_weights_of_each_label(data, base):
    """
    The oracle: a loop over labels with one column of weights each; chains, too.
    """
    X, y = data
    W = np.random.default_rng(1).uniform(0.1, 3, y.shape)
    relevance = BinaryRelevance(base).fit(X, y, sample_weight=W)
    chain = ClassifierChain(base, order=[2, 0, 3, 1]).fit(X, y, sample_weight=W)

    def answer(fitted, A):
        scored = hasattr(fitted, "decision_function")
        return fitted.decision_function(A) if scored else fitted.predict_proba(A)[:, 1]

    order = [2, 0, 3, 1]
    for t, j in enumerate(order):
        expected = clone(base).fit(X, y[:, j], sample_weight=W[:, j])
        assert_allclose(
            answer(relevance.estimators_[j], X), answer(expected, X), atol=2e-4
        )
        A = np.column_stack([X, y[:, order[:t]]])
        expected = clone(base).fit(A, y[:, j], sample_weight=W[:, j])
        assert_allclose(answer(chain.estimators_[t], A), answer(expected, A), atol=2e-4)


def test_equal_weights_of_labels_are_weights_of_samples(data):
    """
    In every method that takes them; others say that they do not.
    """
    X, y = data
    w = np.random.default_rng(1).uniform(0.1, 3, len(y))
    W = np.tile(w[:, None], (1, 4))
    base = BinaryRelevance(LogisticRegression())
    for classifier in (
        base,
        ClassifierChain(LogisticRegression(), cv=3),
        ClassifierChainEnsemble(LogisticRegression(), n_estimators=2, random_state=0),
        ClassifierChainEnsemble(
            LogisticRegression(), n_estimators=2, max_samples=0.8, random_state=0
        ),
        FixedThresholdClassifier(base),
        CalibratedClassifierCV(base, cv=3, random_state=0),
    ):
        expected = clone(classifier).fit(X, y, sample_weight=w).predict_proba(X)
        P = classifier.fit(X, y, sample_weight=W).predict_proba(X)
        assert_allclose(P, expected, atol=1e-5)
    frame = pd.DataFrame(W * [1, 2, 3, 4], columns=[*"abcd"])[[*"dcba"]]
    labels = pd.DataFrame(y, columns=[*"abcd"])
    assert_allclose(
        base.fit(X, labels, sample_weight=frame).predict_proba(X),
        base.fit(X, labels, sample_weight=W * [1, 2, 3, 4]).predict_proba(X),
    )
    for refusing in (
        LabelPowerset(LogisticRegression()),
        NativeMultiLabel(RandomForestClassifier(2)),
        TunedThresholdClassifierCV(base, cv=3),
    ):
        with pytest.raises(ValueError, match=r"must have shape \(300,\) for"):
            refusing.fit(X, y, sample_weight=W)


def test_weights_of_labels_are_routed(data):
    """
    With metadata routing, as without it.
    """
    X, y = data
    W = np.random.default_rng(1).uniform(0.1, 3, y.shape)
    expected = BinaryRelevance(LogisticRegression()).fit(X, y, sample_weight=W)
    with sklearn.config_context(enable_metadata_routing=True):
        base = LogisticRegression().set_fit_request(sample_weight=True)
        routed = BinaryRelevance(base).fit(X, y, sample_weight=W)

    assert_allclose(routed.predict_proba(X), expected.predict_proba(X))


class Picky(LogisticRegression):
    """Refuses a label that fewer than ten samples carry."""

    def fit(self, X, y, sample_weight=None):
        if y.sum() < 10:
            raise ValueError("too rare")
        return super().fit(X, y, sample_weight)


@pytest.mark.parametrize("names", [None, ["sea", "sun", "sky", "sand"]])
@pytest.mark.parametrize(
    "classifier",
    [
        BinaryRelevance(Picky()),
        BinaryRelevance(Picky(), n_jobs=2),
        ClassifierChain(Picky(), order=[3, 2, 1, 0]),
        ClassifierChain(Picky(), cv=2),
        ClassifierChainEnsemble(Picky(), n_estimators=2),
        ClassifierChainEnsemble(Picky(), n_estimators=2, max_features=0.8),
    ],
)
def test_a_failing_fit_names_its_label(data, classifier, names):
    """
    In a process of its own as well; by its column where labels have no names.
    """
    X, y = data
    y = y.copy()
    y[7:, 2], y[:7, 2] = 0, 1
    labels = y if names is None else pd.DataFrame(y, columns=names)

    name = "2" if names is None else "'sky'"
    with pytest.raises(ValueError, match=f"too rare\nThe error is .* label {name}"):
        classifier.fit(X, labels)
