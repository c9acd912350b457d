"""Tests of what meta-estimators share."""

import re

import numpy as np
import pandas as pd
import pytest
import sklearn
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils import get_tags

from mlclf import (
    BinaryRelevance,
    ClassifierChain,
    ClassifierChainEnsemble,
    LabelPowerset,
    NativeMultiLabel,
)
from mlclf._meta import MetaClassifier
from tests.registry import CLASSIFIERS, name_of

META = [BinaryRelevance, ClassifierChain, LabelPowerset]
SCORERS = ["accuracy", "average_precision", "f1_macro", "jaccard_samples", "roc_auc"]

TEXTS = ["sea and sun", "the sun", "deep sea", "sand, sea", "sun sand", "rain"] * 6
TEXT_LABELS = np.array([["sea" in t, "sun" in t, "sand" in t] for t in TEXTS]) * 1


@pytest.fixture
def data():
    return make_multilabel_classification(
        n_samples=80, n_features=6, n_classes=3, random_state=0
    )


@pytest.fixture
def signs():
    """Data where label j is the sign of feature j: every labelset has many samples."""
    X = np.random.default_rng(0).normal(size=(80, 6))
    return X, (X[:, :3] > 0).astype(int)


@pytest.mark.parametrize("meta", META)
def test_sample_weight_reaches_the_base_classifier(meta, data):
    """
    Weight 0 is the same as leaving the row out.
    """
    X, y = data
    weight = np.r_[np.ones(60), np.zeros(20)]
    base = LogisticRegression(solver="newton-cholesky", tol=1e-10)

    weighted = meta(base).fit(X, y, sample_weight=weight).predict_proba(X)
    shorter = meta(base).fit(X[:60], y[:60]).predict_proba(X)

    if meta is LabelPowerset:  # labelsets of weight 0 keep a vanishing probability
        assert_allclose(weighted, shorter, atol=0.02)
    else:
        assert_allclose(weighted, shorter, atol=1e-6)


@pytest.mark.parametrize("meta", META)
def test_sample_weight_is_refused_where_the_base_takes_none(meta, data):
    """
    The error names the base estimator that takes no weights.
    """
    X, y = data
    message = (
        r"^estimator must take sample_weight in fit when sample_weight is given, "
        r"got KNeighborsClassifier\(\)\.$"
    )

    with pytest.raises(ValueError, match=message):
        meta(KNeighborsClassifier()).fit(X, y, sample_weight=np.ones(len(X)))


def test_a_forest_takes_weights():
    """
    Weight 0 is absence for an estimator that takes all labels at once, too.
    """
    X, y = make_multilabel_classification(n_samples=80, n_classes=3, random_state=0)
    forest = NativeMultiLabel(
        RandomForestClassifier(n_estimators=5, bootstrap=False, random_state=0)
    )

    weighted = clone(forest).fit(X, y, sample_weight=np.r_[np.ones(60), np.zeros(20)])

    expected = clone(forest).fit(X[:60], y[:60]).predict_proba(X)
    assert_allclose(weighted.predict_proba(X), expected)


@pytest.mark.parametrize("separate", [True, False])
def test_an_ensemble_of_chains_takes_weights(data, separate):
    """
    Weight 0 is absence for every chain, fitted one by one or all at once.
    """
    X, y = data
    ensemble = ClassifierChainEnsemble(
        LogisticRegression(tol=1e-10, max_iter=1000),
        n_estimators=3,
        solver="separate" if separate else "joint",
        random_state=0,
    )

    weighted = clone(ensemble).fit(X, y, sample_weight=np.r_[np.ones(60), np.zeros(20)])

    expected = clone(ensemble).fit(X[:60], y[:60]).predict_proba(X)
    assert_allclose(weighted.predict_proba(X), expected, atol=1e-5)


@pytest.mark.parametrize("meta", [*META, NativeMultiLabel, ClassifierChainEnsemble])
@pytest.mark.parametrize(
    "base", [LinearRegression(), KMeans(2), StandardScaler()], ids=repr
)
def test_only_classifiers_are_taken(meta, base, data):
    """
    A regressor or a clusterer predicts as well, but no labels: refused before its fit.
    """
    message = f"estimator must be a classifier, got {base!r}."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        meta(base).fit(*data)


@pytest.mark.parametrize("meta", META)
def test_metadata_are_routed(meta, data):
    """
    With routing on, requested weights arrive, through cross_val_predict as well.
    """
    X, y = data
    weight = np.linspace(0.1, 2, len(X))
    plain = meta(LogisticRegression(max_iter=1000))
    expected = clone(plain).fit(X, y, sample_weight=weight).predict_proba(X)

    with sklearn.config_context(enable_metadata_routing=True):
        base = LogisticRegression(max_iter=1000).set_fit_request(sample_weight=True)
        routed = meta(base).fit(X, y, sample_weight=weight).predict_proba(X)
        out_of_fold = cross_val_predict(
            meta(base),
            X,
            y,
            cv=2,
            method="predict_proba",
            params={"sample_weight": weight},
        )

    assert_allclose(routed, expected, atol=1e-6)
    assert out_of_fold.shape == y.shape


@pytest.mark.parametrize(
    "classifier", [c for c in CLASSIFIERS if isinstance(c, MetaClassifier)], ids=name_of
)
def test_every_meta_estimator_routes(classifier, data):
    """
    However deep the estimator that asks for weights, they arrive as without routing.
    """
    X, y = data
    weight = np.linspace(0.1, 2, len(X))
    expected = clone(classifier).fit(X, y, sample_weight=weight).predict_proba(X)

    with sklearn.config_context(enable_metadata_routing=True):
        routed = clone(classifier)
        for part in routed.get_params().values():
            if hasattr(part, "fit") and not isinstance(part, MetaClassifier):
                part.set_fit_request(sample_weight=True)
        routed.fit(X, y, sample_weight=weight)

    assert_allclose(routed.predict_proba(X), expected)
    assert (clone(classifier).fit(X, y).predict_proba(X) != expected).any()


def test_chain_with_cv_slices_the_weights(data):
    """
    Out-of-fold links see the weights of their own rows.
    """
    X, y = data
    weight = np.linspace(0.1, 2, len(X))
    base = LogisticRegression(max_iter=1000)

    chain = ClassifierChain(base, cv=2, solver="separate")
    chain.fit(X, y, sample_weight=weight)

    # The second link by hand: it sees the first label as rows of the other half would
    # have it predicted, and all weights.
    first = np.empty(len(X))
    for train, test in StratifiedKFold(2).split(X, y[:, 0]):
        half = clone(base).fit(X[train], y[train, 0], sample_weight=weight[train])
        first[test] = half.predict(X[test])
    second = clone(base).fit(np.column_stack([X, first]), y[:, 1], sample_weight=weight)
    assert_allclose(chain.estimators_[1].coef_, second.coef_)


@pytest.mark.parametrize("meta", META)
@pytest.mark.parametrize("name", ["estimator__C", "estimator__tol"])
def test_grid_search_reaches_nested_parameters(meta, data, name):
    """
    GridSearchCV tunes the base classifier through estimator__*.
    """
    X, y = data
    grid = {name: [0.001, 0.5]}

    search = GridSearchCV(
        meta(LogisticRegression(max_iter=2000)), grid, cv=2, scoring="f1_micro"
    ).fit(X, y)

    assert search.best_params_[name] in grid[name]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@pytest.mark.parametrize("meta", META)
@pytest.mark.parametrize("scorer", SCORERS)
def test_grid_search_takes_the_best_by_scikit_learns_scorers(meta, signs, scorer):
    """
    Each of them prefers a base classifier that learns to one that is held back.
    """
    X, y = signs
    pipeline = make_pipeline(StandardScaler(), meta(LogisticRegression()))
    name = f"{meta.__name__.lower()}__estimator__C"

    search = GridSearchCV(pipeline, {name: [1e-6, 1.0]}, cv=2, scoring=scorer)

    assert search.fit(X, y).best_params_ == {name: 1.0}


@pytest.mark.parametrize("meta", META)
def test_missing_values_are_left_to_the_base_classifier(meta, data):
    """
    NaN in X is fine where the base classifier takes it, and an error elsewhere.
    """
    X, y = data
    X = X.copy()
    X[0, 0] = np.nan
    boosting = meta(HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=5))

    assert get_tags(boosting).input_tags.allow_nan
    assert boosting.fit(X, y).predict(X).shape == y.shape
    with pytest.raises(ValueError, match="NaN"):
        meta(LogisticRegression()).fit(X, y)


@pytest.mark.parametrize("meta", [*META, ClassifierChainEnsemble])
@pytest.mark.parametrize("searched", [False, True], ids=["plain", "in a search"])
def test_missing_values_are_imputed_inside(meta, searched, signs):
    """
    NaN in X reach an imputer in the base estimator, also where that tunes itself.
    """
    X, y = signs
    X = X.copy()
    X[0, 0] = np.nan
    base = make_pipeline(SimpleImputer(), LogisticRegression(max_iter=1000))
    if searched:
        base = GridSearchCV(base, {"logisticregression__C": [0.1, 1]}, cv=2)

    predicted = meta(base).fit(X, y).predict(X)

    assert (predicted == y).mean() > 0.9


@pytest.mark.parametrize("meta", META)
def test_a_stack_is_a_base_classifier(meta, signs):
    """
    An estimator that shows its predict only after its fit is taken as it is.
    """
    X, y = signs
    stack = StackingClassifier([("bayes", GaussianNB())], cv=2)

    predicted = meta(stack).fit(X, y).predict(X)

    assert (predicted == y).mean() > 0.9


@pytest.mark.parametrize("searched", [False, True], ids=["plain", "in a search"])
@pytest.mark.parametrize("meta", [BinaryRelevance, LabelPowerset, NativeMultiLabel])
def test_a_pipeline_sees_the_texts_themselves(meta, searched):
    """
    A vectorizer inside the base estimator gets the raw texts.
    """
    base = KNeighborsClassifier(1) if meta is NativeMultiLabel else LogisticRegression()
    base = make_pipeline(TfidfVectorizer(), base)
    if searched:
        base = GridSearchCV(base, {"tfidfvectorizer__lowercase": [True]}, cv=2)
    classifier = meta(base)

    predicted = classifier.fit(TEXTS, TEXT_LABELS).predict(TEXTS)

    assert (predicted == TEXT_LABELS).mean() > 0.9


@pytest.mark.parametrize("meta", META)
def test_a_vectorizer_may_stand_in_front(meta):
    """
    Behind a TfidfVectorizer, X arrives sparse and is learned as it is.
    """
    pipeline = make_pipeline(
        TfidfVectorizer(), meta(LogisticRegression(C=100, max_iter=1000))
    )

    predicted = pipeline.fit(TEXTS, TEXT_LABELS).predict(TEXTS)

    assert_array_equal(predicted, TEXT_LABELS)


def test_a_pipeline_sees_the_columns_of_a_data_frame(data):
    """
    A ColumnTransformer inside the base estimator finds its columns by name.
    """
    X, y = data
    frame = pd.DataFrame(X, columns=list("abcdef"))
    frame["kind"] = np.where(X[:, 0] > 1, "big", "small")
    transformer = make_column_transformer(
        (OneHotEncoder(), ["kind"]),
        (make_pipeline(SimpleImputer(), StandardScaler()), list("abcdef")),
    )
    classifier = BinaryRelevance(make_pipeline(transformer, LogisticRegression()))

    fitted = classifier.fit(frame, y)

    alone = clone(classifier.estimator).fit(frame, y[:, 0])
    assert_array_equal(fitted.predict(frame)[:, 0], alone.predict(frame))
