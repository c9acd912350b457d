"""DataFrames reach the base classifier as the caller gave them, whatever is around."""

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier

from mlclf import (
    BinaryRelevance,
    CalibratedClassifierCV,
    ClassifierChain,
    ClassifierChainEnsemble,
    FixedThresholdClassifier,
    LabelPowerset,
    MetaLabeler,
    MetricOptimizer,
    NativeMultiLabel,
    TopKClassifier,
    TunedThresholdClassifierCV,
)

STRATEGIES = {
    "relevance": BinaryRelevance,
    "chain": ClassifierChain,
    "chain, out of fold": lambda base: ClassifierChain(base, cv=3),
    "ensemble": lambda base: ClassifierChainEnsemble(
        base, n_estimators=3, random_state=0
    ),
    "ensemble of subsets": lambda base: ClassifierChainEnsemble(
        base, n_estimators=3, max_samples=0.9, random_state=0
    ),
    "powerset": LabelPowerset,
}
WRAPPERS = {
    "fixed": FixedThresholdClassifier,
    "top": lambda inner: TopKClassifier(inner, k=1),
    "tuned": lambda inner: TunedThresholdClassifierCV(inner, cv=3, random_state=0),
    "calibrated": lambda inner: CalibratedClassifierCV(inner, cv=3, random_state=0),
    "decoded": lambda inner: MetricOptimizer(inner, cv=3, random_state=0),
    "counted": lambda inner: MetaLabeler(inner, cv=3, random_state=0),
}


class Spy(ClassifierMixin, BaseEstimator):
    """Notes the types of the columns that it is given, and learns the rate of 1."""

    def fit(self, X, y):
        self.seen_ = dict(zip(X.columns, map(str, X.dtypes)))
        self.classes_, self.rate_ = np.unique(y), np.mean(y)
        return self

    def predict_proba(self, X):
        seen = dict(zip(X.columns, map(str, X.dtypes)))
        assert seen == self.seen_
        return np.tile([1 - self.rate_, self.rate_], (len(X), 1))

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


@pytest.fixture(scope="module")
def categories():
    """Three labels that depend on a category whose order means nothing."""
    rng = np.random.default_rng(0)
    code = rng.integers(0, 30, 1200)
    y = rng.normal(size=(30, 3))[code] * 3 + rng.normal(size=(1200, 3)) > 0
    kind = pd.Categorical([f"kind {c}" for c in code])
    X = pd.DataFrame({"kind": kind, "noise": rng.normal(size=1200)})
    return X, pd.DataFrame(y.astype(int), columns=["a", "b", "noise"])


@pytest.fixture
def mixed():
    """Samples of every type that only a DataFrame has."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "number": rng.normal(size=60),
            "text": rng.choice(["red", "green"], 60),
            "maybe": pd.array(rng.choice([1, 2, None], 60), dtype="Int64"),
            "kind": pd.Categorical(rng.choice(["x", "y"], 60)),
            "day": pd.date_range("2020-01-01", periods=60),
        }
    )
    return X, pd.DataFrame(rng.integers(0, 2, (60, 3)), columns=["sea", "sun", "kind"])


def boosters():
    yield "hist", HistGradientBoostingClassifier(max_iter=15, max_leaf_nodes=4)
    for name, module, params in [
        ("LGBMClassifier", "lightgbm", {"num_leaves": 4, "verbose": -1}),
        ("XGBClassifier", "xgboost", {"max_depth": 2, "enable_categorical": True}),
    ]:
        yield module, (module, name, {"n_estimators": 15, "n_jobs": 1, **params})


BOOSTERS = dict(boosters())


def make(booster):
    if not isinstance(booster, tuple):
        return booster
    module, name, params = booster
    return getattr(pytest.importorskip(module), name)(**params)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("booster", BOOSTERS)
def test_categories_are_learned_as_in_multi_output(categories, booster, strategy):
    """
    A booster that splits categories has the accuracy of MultiOutputClassifier.
    """
    X, y = categories
    base = make(BOOSTERS[booster])
    oracle = MultiOutputClassifier(base).fit(X[:800], y[:800])
    classifier = STRATEGIES[strategy](base).fit(X[:800], y[:800])

    expected = np.mean(oracle.predict(X[800:]) == y[800:].to_numpy())
    accuracy = np.mean(classifier.predict(X[800:]) == y[800:].to_numpy())
    assert expected > 0.85
    assert accuracy > expected - 0.01


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_wrappers_hand_on_the_caller_frame(mixed, wrapper):
    """
    Around a strategy, the base still sees the types, in every fold.
    """
    X, y = mixed
    classifier = WRAPPERS[wrapper](BinaryRelevance(Spy())).fit(X, y)

    assert classifier.predict(X).shape == y.shape
    for fitted in classifier.estimator_.estimators_:
        assert fitted.seen_ == dict(zip(X.columns, map(str, X.dtypes)))


@pytest.mark.parametrize("container", [pd.DataFrame, pl.DataFrame])
def test_bases_see_each_type(mixed, container):
    """
    Texts, categories, nullable numbers, dates: nothing is made a number of.
    """
    X, y = mixed
    if container is pl.DataFrame:
        X, y = pl.from_pandas(X), pl.from_pandas(y)
    types = dict(zip(X.columns, map(str, X.dtypes)))

    for fitted in BinaryRelevance(Spy()).fit(X, y).estimators_:
        assert fitted.seen_ == types
    assert LabelPowerset(Spy()).fit(X, y).estimator_.seen_ == types


@pytest.mark.parametrize("container", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize("strategy", ["chain", "chain, out of fold"])
def test_a_chain_appends_named_labels(mixed, strategy, container):
    """
    Link t sees the columns of X with their types, then t labels under their names; one
    that is the name of a feature gets an underscore.
    """
    X, y = mixed
    if container is pl.DataFrame:
        X, y = pl.from_pandas(X), pl.from_pandas(y)
    types = dict(zip(X.columns, map(str, X.dtypes)))
    chain = STRATEGIES[strategy](Spy()).fit(X, y)

    links = ["sea", "sun", "kind_"]
    for t, fitted in enumerate(chain.estimators_):
        assert list(fitted.seen_) == [*X.columns, *links[:t]]
        assert fitted.seen_.items() >= types.items()
    assert chain.predict(X).shape == y.shape


def test_members_of_an_ensemble_see_named_labels(mixed):
    """
    Chains of subsets are told the names of the labels, as a chain alone is.
    """
    X, y = mixed
    ensemble = ClassifierChainEnsemble(
        Spy(), n_estimators=2, max_samples=0.9, max_features=0.6, random_state=0
    )
    links = np.array(["sea", "sun", "kind"], dtype=object)
    ensemble.fit(X, y)
    for chain, used in zip(ensemble.estimators_, ensemble.estimators_features_):
        columns = [*X.columns[used]]
        taken = links if "kind" not in columns else np.array(["sea", "sun", "kind_"])
        seen = list(chain.estimators_[-1].seen_)
        assert seen == columns + list(taken[chain.order_[:-1]])
        assert list(chain.label_names_in_) == list(y.columns)


def test_the_chain_of_a_frame_is_the_chain_of_its_numbers():
    """
    The oracle: link by link over a DataFrame, as over the array of its numbers.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 4))
    y = (X[:, :3] + rng.normal(size=(120, 3)) > 0).astype(int)
    base = DecisionTreeClassifier(max_depth=3, random_state=0)
    for order in (None, [2, 0, 1]):
        chain = ClassifierChain(base, order=order)
        expected = clone(chain).fit(X, y).predict_proba(X)
        frame = pd.DataFrame(X, columns=list("abcd"))
        assert_array_equal(chain.fit(frame, y).predict_proba(frame), expected)


def test_columns_without_names_work():
    """
    A DataFrame whose columns are numbered keeps its categories, in chains as well.
    """
    rng = np.random.default_rng(0)
    X = pd.DataFrame({0: pd.Categorical(rng.choice(list("abc"), 90)), 1: range(90)})
    y = np.column_stack([X[0] == "a", X[0] == "b", X[0] != "b"]).astype(int)
    base = HistGradientBoostingClassifier(max_iter=20, min_samples_leaf=5)

    for strategy in (BinaryRelevance, ClassifierChain, LabelPowerset):
        assert_array_equal(strategy(base).fit(X, y).predict(X), y)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_features_are_told_by_name(strategy):
    """
    Constraints by name reach each base: where x may only lower the probability, a
    label that rises with x is not learned from it.
    """
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"x": rng.normal(size=300), "z": rng.normal(size=300)})
    y = np.tile((X[["x"]] > 0).to_numpy(dtype=int), (1, 2))
    free = HistGradientBoostingClassifier(max_iter=10)
    bound = clone(free).set_params(monotonic_cst={"x": -1})

    assert np.mean(STRATEGIES[strategy](free).fit(X, y).predict(X) == y) > 0.95
    assert np.mean(STRATEGIES[strategy](bound).fit(X, y).predict(X) == y) < 0.8


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_pipelines_pick_columns_by_name(mixed, strategy):
    """
    A ColumnTransformer in the base finds its columns, and lets a chain's labels pass.
    """
    X, y = mixed
    columns = make_column_transformer(
        (OneHotEncoder(), ["text", "kind"]),
        ("drop", ["day", "maybe"]),
        remainder="passthrough",
    )
    base = make_pipeline(columns, DecisionTreeClassifier(random_state=0))

    assert STRATEGIES[strategy](base).fit(X, y).predict(X).shape == y.shape


@pytest.mark.parametrize("strategy", ["relevance", "chain", "ensemble", "powerset"])
@pytest.mark.parametrize("solver", ["joint", "separate"])
def test_fitted_bases_know_their_columns(strategy, solver):
    """
    After a joint solve as after separate ones, no later use of a base warns.
    """
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(80, 3)), columns=["p", "q", "r"])
    y = pd.DataFrame((X + rng.normal(size=X.shape) > 0).to_numpy(int), columns=[*"abc"])
    classifier = STRATEGIES[strategy](LogisticRegression()).set_params(solver=solver)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        classifier.fit(X, y).predict(X)
        if strategy == "powerset":
            classifier.estimator_.predict(X)
            assert list(classifier.estimator_.feature_names_in_) == ["p", "q", "r"]
            return
        chains = [classifier]
        if strategy == "ensemble":
            chains = classifier.estimators_
        for chain in chains:
            order = getattr(chain, "order_", [])
            for t, fitted in enumerate(chain.estimators_):
                before = [y.columns[j] for j in order[:t]]
                assert list(fitted.feature_names_in_) == ["p", "q", "r", *before]
                fitted.predict(X.assign(**dict.fromkeys(before, 0)))


def test_joint_solves_take_numbers_of_any_type():
    """
    A joint solve of a DataFrame of nullable integers is that of its numbers.
    """
    rng = np.random.default_rng(0)
    X = rng.integers(0, 5, (100, 3))
    y = (X + rng.integers(-2, 3, X.shape) > 2).astype(int)
    frame = pd.DataFrame(X, columns=[*"pqr"]).astype("Int64")
    for strategy in (BinaryRelevance, ClassifierChain, ClassifierChainEnsemble):
        joint = strategy(LogisticRegression(), solver="joint")
        if strategy is ClassifierChainEnsemble:
            joint.set_params(random_state=0)
        expected = clone(joint).fit(X, y).predict_proba(X)
        assert_allclose(joint.fit(frame, y).predict_proba(frame), expected)


def test_a_frame_for_a_classifier_of_arrays_is_one_to_its_bases():
    """
    Fitted on an array, bases are given arrays: the one warning is about the names.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    y = (X > 0).astype(int)
    for strategy in (BinaryRelevance, ClassifierChain, LabelPowerset):
        classifier = strategy(DecisionTreeClassifier(random_state=0)).fit(X, y)
        with pytest.warns(UserWarning, match="X has feature names, but") as caught:
            Y = classifier.predict(pd.DataFrame(X, columns=["p", "q"]))
        assert_array_equal(Y, classifier.predict(X))
        assert [strategy.__name__ in str(w.message) for w in caught] == [True]


def test_columns_are_checked_as_scikit_learn_does(mixed):
    """
    Other names, another order or no rows are errors before any base is asked.
    """
    X, y = mixed
    classifier = BinaryRelevance(Spy()).fit(X, y)

    with pytest.raises(ValueError, match="must be in the same order"):
        classifier.predict(X[X.columns[::-1]])
    with pytest.raises(ValueError, match="unseen at fit time:\n- other"):
        classifier.predict(X.rename(columns={"day": "other"}))
    with pytest.raises(ValueError, match="Found array with 0 sample"):
        classifier.predict(X[:0])
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        classifier.fit(X, y[:-1])


def test_a_native_estimator_sees_the_frame(categories):
    """
    NativeMultiLabel hands a forest behind an encoder the same DataFrame.
    """
    X, y = categories
    base = make_pipeline(
        make_column_transformer((OneHotEncoder(), ["kind"]), remainder="passthrough"),
        RandomForestClassifier(10, random_state=0),
    )
    expected = clone(base).fit(X, y).predict(X)

    assert_array_equal(NativeMultiLabel(base).fit(X, y).predict(X), expected)


@pytest.mark.parametrize("container", [list, np.array, pd.Series])
def test_a_chain_over_texts_says_where_the_vectorizer_belongs(container):
    """
    Labels cannot be appended to texts: the message is the way out.
    """
    texts = container(["red apple", "green pear", "fast car", "slow truck"] * 5)
    y = np.array([[1, 0], [1, 0], [0, 1], [0, 1]] * 5)
    base = make_pipeline(TfidfVectorizer(), LogisticRegression())
    message = r"put the vectorizer before it: make_pipeline\(TfidfVectorizer\(\), "

    with pytest.raises(ValueError, match=message + r"ClassifierChain\(...\)\)"):
        ClassifierChain(base).fit(texts, y)
    with pytest.raises(ValueError, match=message + r"BinaryRelevance\(...\)\)"):
        BinaryRelevance(LogisticRegression()).fit(texts, y)
    assert_array_equal(BinaryRelevance(base).fit(texts, y).predict(texts), y)
    remedy = make_pipeline(TfidfVectorizer(), ClassifierChain(LogisticRegression()))
    assert_array_equal(remedy.fit(texts, y).predict(texts), y)
