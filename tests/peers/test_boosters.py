"""LightGBM, XGBoost, CatBoost and histogram boosting as base learners."""

import pickle

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier, early_stopping
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain as SklearnChain
from sklearn.multioutput import MultiOutputClassifier
from xgboost import XGBClassifier

from mlclf import (
    BinaryRelevance,
    CalibratedClassifierCV,
    ClassifierChain,
    ClassifierChainEnsemble,
    LabelPowerset,
    MetricOptimizer,
    NativeMultiLabel,
    TopKClassifier,
    TunedThresholdClassifierCV,
)
from mlclf.metrics import get_scorer
from mlclf.model_selection import IterativeStratifiedKFold

BOOSTERS = {
    "LightGBM": LGBMClassifier(n_estimators=15, num_leaves=6, n_jobs=1, verbose=-1),
    "XGBoost": XGBClassifier(
        n_estimators=15, max_depth=3, n_jobs=1, enable_categorical=True
    ),
    "CatBoost": CatBoostClassifier(
        iterations=15,
        depth=3,
        thread_count=1,
        verbose=0,
        allow_writing_files=False,
        cat_features=("shop",),  # a list could not be cloned
    ),
    "HistGradientBoosting": HistGradientBoostingClassifier(
        max_iter=15, max_leaf_nodes=6, categorical_features="from_dtype"
    ),
}
STRATEGIES = {
    "BinaryRelevance": BinaryRelevance,
    "ClassifierChain": ClassifierChain,
    "out-of-fold chain": lambda e: ClassifierChain(e, cv=3),
    "ClassifierChainEnsemble": lambda e: ClassifierChainEnsemble(
        e, n_estimators=2, random_state=0
    ),
    "LabelPowerset": LabelPowerset,
}
WRAPPERS = {
    "top k": lambda e: TopKClassifier(e, k=1),
    "tuned": lambda e: TunedThresholdClassifierCV(e, cv=3, random_state=0),
    "calibrated": lambda e: CalibratedClassifierCV(e, cv=3, random_state=0),
    "optimizer": lambda e: MetricOptimizer(e, cv=3, random_state=0),
}


@pytest.fixture(params=BOOSTERS)
def booster(request):
    return clone(BOOSTERS[request.param])


@pytest.fixture(params=["frame", "array"])
def case(request, booster, frame, numbers):
    """Return booster, X, y, X_test: a frame with categories, or an array."""
    if request.param == "frame":
        return booster, *frame[:3]
    return numeric(booster), *numbers


def numeric(booster):
    """Return a booster for an array, whose columns have no names."""
    params = booster.get_params()
    params.pop("cat_features", None)
    return type(booster)(**params)


@pytest.fixture(scope="module")
def frame():
    """Rows of one category, one number and one hole; labels that turn on the category.

    The order of the categories says nothing: who takes their codes for numbers, or
    loses them, cannot learn the labels.
    """
    rng = np.random.default_rng(0)
    shops = rng.integers(0, 24, 900)
    X = pd.DataFrame(
        {
            "price": rng.normal(size=900),
            "shop": pd.Categorical([f"shop {s:02}" for s in shops]),
            "age": np.where(rng.random(900) < 0.1, np.nan, rng.normal(size=900)),
        }
    )
    effects = rng.choice([-2.0, 2.0], size=(24, 3))
    Y = effects[shops] + 0.5 * X[["price"]].to_numpy() + rng.normal(size=(900, 3)) > 0
    y = pd.DataFrame(Y.astype(int), columns=["tea", "rice", "milk"])
    return X[:600], y[:600], X[600:], y[600:]


@pytest.fixture(scope="module")
def numbers(frame):
    """The same labels by numbers alone."""
    X, y, X_test, _ = frame
    columns = pd.get_dummies(pd.concat([X, X_test]).fillna(0), dtype=float).to_numpy()
    return columns[: len(X)], y.to_numpy(), columns[len(X) :]


def accuracy(classifier, frame):
    X, y, X_test, y_test = frame
    return (classifier.fit(X, y).predict(X_test) == y_test.to_numpy()).mean()


def test_binary_relevance_is_multi_output_classifier(case):
    """
    Each label is learned as scikit-learn's MultiOutputClassifier learns it, on a frame
    with categories and holes, too.
    """
    booster, X, y, X_test = case
    expected = MultiOutputClassifier(clone(booster)).fit(X, y)

    ours = BinaryRelevance(booster).fit(X, y)

    P = np.column_stack([p[:, 1] for p in expected.predict_proba(X_test)])
    assert_array_equal(ours.predict(X_test), expected.predict(X_test))
    assert_allclose(ours.predict_proba(X_test), P)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_categories_reach_the_base_of_every_strategy(booster, strategy, frame):
    """
    Every strategy is as good on a frame with categories as MultiOutputClassifier.
    """
    expected = accuracy(MultiOutputClassifier(clone(booster)), frame)

    assert expected > 0.85
    assert accuracy(strategy(booster), frame) > expected - 0.02


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_categories_reach_the_base_in_a_wrapper(booster, wrap, frame):
    """
    A wrapper hands the frame on: its marginals are those of the same wrapper around
    the categories as columns of zeros and ones, or better.
    """
    X, y, X_test, y_test = frame

    wrapped = wrap(BinaryRelevance(booster)).fit(X, y)

    P = wrapped.predict_proba(X_test)
    assert ((P > 0.5) == y_test.to_numpy()).mean() > 0.85
    assert wrapped.predict_labelsets(X_test)[0] == tuple(
        y.columns[wrapped.predict(X_test)[0] == 1]
    )


def test_feature_names_reach_the_base(booster, frame):
    """
    The classifiers of a fit know the columns by name.
    """
    X, y, _, _ = frame

    fitted = BinaryRelevance(booster).fit(X, y)

    for estimator in fitted.estimators_:
        names = getattr(estimator, "feature_names_in_", None)
        names = estimator.feature_names_ if names is None else names
        assert list(names) == ["price", "shop", "age"]


def test_a_chain_names_the_labels_it_appends(booster, frame):
    """
    On a frame a chain appends a column for each label before.
    """
    X, y, X_test, _ = frame

    chain = ClassifierChain(booster, order=[2, 0, 1]).fit(X, y)

    last = chain.estimators_[-1]
    names = getattr(last, "feature_names_in_", None)
    names = list(last.feature_names_ if names is None else names)
    assert names[:3] == ["price", "shop", "age"]
    assert len(names) == len(set(names)) == 5
    assert chain.predict(X_test).shape == (300, 3)


@pytest.mark.parametrize("name", sorted(BOOSTERS.keys() - {"HistGradientBoosting"}))
def test_sparse_samples_are_learned(name, numbers):
    """
    Sparse samples reach the boosters that take them.
    """
    X, y, X_test = numbers
    expected = MultiOutputClassifier(numeric(BOOSTERS[name])).fit(sp.csr_matrix(X), y)

    ours = BinaryRelevance(numeric(BOOSTERS[name])).fit(sp.csr_matrix(X), y)

    X_test = sp.csr_matrix(X_test)
    assert_array_equal(ours.predict(X_test), expected.predict(X_test))


def test_a_chain_is_scikit_learns(booster, numbers):
    """
    On numbers a chain decides as scikit-learn's ClassifierChain.
    """
    X, y, X_test = numbers
    booster = numeric(booster)

    ours = ClassifierChain(clone(booster), order=[1, 2, 0]).fit(X, y)
    theirs = SklearnChain(clone(booster), order=[1, 2, 0]).fit(X, y)

    assert_array_equal(ours.predict(X_test), theirs.predict(X_test))


def test_weights_reach_the_base(case):
    """
    sample_weight of rows is the base's sample_weight.
    """
    booster, X, y, X_test = case
    weight = np.random.default_rng(0).integers(1, 6, len(X)).astype(float)
    rice = np.asarray(y)[:, 1]
    expected = clone(booster).fit(X, rice, sample_weight=weight)

    ours = BinaryRelevance(booster).fit(X, y, sample_weight=weight)

    assert_allclose(
        ours.predict_proba(X_test)[:, 1], expected.predict_proba(X_test)[:, 1]
    )


def test_constant_labels_are_learned(case):
    """
    Labels that never vary in training are answered as they were, the others as ever.
    """
    booster, X, y, X_test = case
    labels = pd.DataFrame(y).assign(never=0, always=1).to_numpy()

    P = BinaryRelevance(booster).fit(X, labels).predict_proba(X_test)

    assert_array_equal(P[:, 3:], np.tile([0, 1], (300, 1)))
    assert_allclose(P[:, :3], BinaryRelevance(booster).fit(X, y).predict_proba(X_test))


@pytest.mark.parametrize("strategy", [BinaryRelevance, ClassifierChain])
def test_each_label_is_stopped_by_its_own_column(strategy, booster, numbers):
    """
    A booster is given its own column of the validation labels, and stops early on it.
    """
    X, y, _ = numbers
    booster, fit_params = _stopping(numeric(booster), X[400:])
    alone = [
        _n_rounds(clone(booster).fit(X[:400], y[:400, j], **fit_params(y[400:, j])))
        for j in range(3)
    ]

    ours = strategy(booster).fit(X[:400], y[:400], **fit_params(y[400:]))

    rounds = [_n_rounds(estimator) for estimator in ours.estimators_]
    assert max(rounds) < 200
    if strategy is BinaryRelevance:
        assert rounds == alone
    assert rounds[0] == alone[0]


def test_fitted_classifiers_are_pickled(case):
    """
    What was pickled predicts as before.
    """
    booster, X, y, X_test = case

    fitted = BinaryRelevance(booster).fit(X, y)
    again = pickle.loads(pickle.dumps(fitted))

    assert_array_equal(again.predict_proba(X_test), fitted.predict_proba(X_test))


def test_a_search_tunes_the_booster(case):
    """
    GridSearchCV over a parameter of the booster inside, with our folds and scorers.
    """
    booster, X, y, _ = case
    name = {
        CatBoostClassifier: "iterations",
        HistGradientBoostingClassifier: "max_iter",
    }.get(type(booster), "n_estimators")

    search = GridSearchCV(
        BinaryRelevance(booster),
        {f"estimator__{name}": [1, 20]},
        scoring=get_scorer("average_precision_macro"),
        cv=IterativeStratifiedKFold(2, random_state=0),
        error_score="raise",
    ).fit(X, y)

    scores = search.cv_results_["mean_test_score"]
    best = search.best_params_[f"estimator__{name}"]
    assert scores[0] != scores[1]
    assert all(
        estimator.get_params()[name] == best
        for estimator in search.best_estimator_.estimators_
    )


NATIVE = {
    "XGBoost": BOOSTERS["XGBoost"],
    "CatBoost": clone(BOOSTERS["CatBoost"]).set_params(loss_function="MultiLogloss"),
}


@pytest.mark.parametrize("name", NATIVE)
def test_native_multi_label_boosters_see_the_frame(name, frame):
    """
    A booster that learns all labels at once answers in NativeMultiLabel as alone.
    """
    X, y, X_test, _ = frame
    bare = clone(NATIVE[name]).fit(X, y)

    ours = NativeMultiLabel(clone(NATIVE[name])).fit(X, y)

    assert_allclose(ours.predict_proba(X_test), bare.predict_proba(X_test))
    assert_array_equal(ours.predict(X_test), bare.predict(X_test))


@pytest.mark.parametrize("n_varying", [1, 2])
@pytest.mark.parametrize("name", NATIVE)
def test_native_multi_label_boosters_learn_beside_constants(name, n_varying, frame):
    """
    However few labels vary, those are learned, and the others are constant.
    """
    X, y, X_test, y_test = frame
    labels = y.assign(**dict.fromkeys(y.columns[n_varying:], 0))

    P = NativeMultiLabel(clone(NATIVE[name])).fit(X, labels).predict_proba(X_test)

    varying = y_test.to_numpy()[:, :n_varying]
    assert ((P[:, :n_varying] > 0.5) == varying).mean() > 0.85
    assert (P[:, n_varying:] < 0.5).all()


def _stopping(booster, X):
    """Return a booster that stops early, and what its fit is given beside y."""
    if isinstance(booster, LGBMClassifier):
        return clone(booster).set_params(n_estimators=200), lambda y: {
            "eval_X": (X,),
            "eval_y": (y,),
            "callbacks": [early_stopping(2, verbose=False)],
        }
    if isinstance(booster, XGBClassifier):
        booster = clone(booster).set_params(n_estimators=200, early_stopping_rounds=2)
        return booster, lambda y: {"eval_set": [(X, y)], "verbose": False}
    if isinstance(booster, CatBoostClassifier):
        booster = clone(booster).set_params(iterations=200)
        return booster, lambda y: {"eval_set": (X, y), "early_stopping_rounds": 2}
    booster = clone(booster).set_params(
        max_iter=200, early_stopping=True, n_iter_no_change=2
    )
    return booster, lambda y: {"X_val": X, "y_val": y}


def _n_rounds(fitted):
    """Return after how many rounds a booster was best, or stopped."""
    for name in ("best_iteration_", "best_iteration", "n_iter_"):
        if getattr(fitted, name, None) is not None:
            return getattr(fitted, name)
    raise AttributeError(f"{fitted!r} counts no rounds")
