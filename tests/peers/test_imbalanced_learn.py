"""Our samplers by imbalanced-learn's common checks, and its estimators inside ours."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from imblearn.utils import estimator_checks
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance, ClassifierChain, TunedThresholdClassifierCV
from mlclf.metrics import get_scorer
from mlclf.resampling import MLROS, MLSMOTE
from tests.resampling.samplers import SAMPLERS, make_data

# Those that ask nothing of a single column of several classes; the others are restated
# below for a matrix of labels.
CHECKS = [
    estimator_checks.check_dataframe_column_names_consistency,
    estimator_checks.check_param_validation,
    estimator_checks.check_sampler_get_feature_names_out,
    estimator_checks.check_sampler_get_feature_names_out_pandas,
]


@pytest.fixture(params=SAMPLERS, ids=repr)
def sampler(request):
    return clone(request.param)


@pytest.fixture
def frames():
    X, y = make_data()
    columns = [f"feature {j}" for j in range(X.shape[1])]
    return pd.DataFrame(X, columns=columns), pd.DataFrame(y, columns=list("vwxyz"))


@pytest.mark.filterwarnings("ignore")  # the checks' own warnings are not ours
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_common_checks_hold(sampler, check):
    """
    imbalanced-learn's own checks of a sampler hold.
    """
    check(type(sampler).__name__, sampler)


def test_frames_come_back_as_frames_with_their_names(sampler, frames):
    """
    DataFrames go in, DataFrames of the same columns and types come out, with the values
    that arrays give.
    """
    X, y = frames

    X_new, y_new = clone(sampler).fit_resample(X, y)
    X_array, y_array = sampler.fit_resample(X.to_numpy(), y.to_numpy())

    assert list(X_new.columns) == list(X.columns)
    assert list(y_new.columns) == list(y.columns)
    assert (X_new.dtypes == X.dtypes).all()
    assert (y_new.dtypes == y.dtypes).all()
    assert_allclose(X_new.to_numpy(), X_array)
    assert_array_equal(y_new.to_numpy(), y_array)


@pytest.mark.parametrize("container", [sp.csr_matrix, sp.csr_array])
def test_sparse_samples_are_resampled_as_dense_ones(sampler, container):
    """
    Sparse samples come back sparse, with the values of dense ones.
    """
    X, y = make_data()

    X_new, y_new = clone(sampler).fit_resample(container(X), y)
    X_dense, y_dense = sampler.fit_resample(X, y)

    assert X_new.format == "csr"
    assert_allclose(X_new.toarray(), X_dense)
    assert_array_equal(y_new, y_dense)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtypes_are_kept(sampler, dtype):
    """
    Samples and labels keep their types.
    """
    X, y = make_data()

    X_new, y_new = sampler.fit_resample(X.astype(dtype), y.astype(np.int16))

    assert X_new.dtype == dtype
    assert y_new.dtype == np.int16


def test_one_label_that_never_varies_is_refused_nowhere(sampler):
    """
    imbalanced-learn refuses a single class; beside other labels a constant is allowed.
    """
    X, y = make_data()
    y = np.column_stack([y, np.zeros(len(y), dtype=int)])

    _, y_new = sampler.fit_resample(X, y)

    assert (y_new[:, -1] == 0).all()


def test_our_samplers_are_steps_of_their_pipelines(frames):
    """
    A pipeline of theirs resamples in fit alone, and a search sets the sampler.
    """
    X, y = frames
    pipeline = make_pipeline(
        StandardScaler(), MLROS(random_state=0), BinaryRelevance(LogisticRegression())
    )
    scaler = StandardScaler().fit(X)
    X_new, y_new = MLROS(random_state=0).fit_resample(scaler.transform(X), y)
    expected = BinaryRelevance(LogisticRegression()).fit(X_new, y_new)

    search = GridSearchCV(
        pipeline,
        {"mlros": [MLROS(random_state=0), MLSMOTE(random_state=0), "passthrough"]},
        scoring=get_scorer("f1_macro"),
        cv=3,
        error_score="raise",
    ).fit(X, y)

    P = clone(pipeline).fit(X, y).predict_proba(X)
    assert_allclose(P, expected.predict_proba(scaler.transform(X)))
    assert len(set(search.cv_results_["mean_test_score"])) == 3


@pytest.mark.parametrize(
    "sampler",
    [
        RandomOverSampler(random_state=0),
        RandomUnderSampler(random_state=0),
        SMOTE(k_neighbors=1, random_state=0),
    ],
    ids=lambda sampler: type(sampler).__name__,
)
def test_their_samplers_balance_each_label_by_itself(sampler, frames):
    """
    A pipeline of theirs as the base resamples for each label, in every strategy.
    """
    X, y = frames
    base = make_pipeline(clone(sampler), LogisticRegression())
    alone = clone(base).fit(X, y["w"])

    relevance = BinaryRelevance(base).fit(X, y)
    chain = ClassifierChain(base, order=[1, 0, 2, 3, 4]).fit(X, y)

    expected = alone.predict_proba(X)[:, 1]
    assert_allclose(relevance.predict_proba(X)[:, 1], expected)
    assert_allclose(chain.predict_proba(X)[:, 1], expected)


def test_their_forest_is_a_base_classifier(frames):
    """
    A balanced forest decides each label as it does alone, within a wrapper too.
    """
    X, y = frames
    forest = BalancedRandomForestClassifier(n_estimators=4, random_state=0)
    expected = clone(forest).fit(X, y["x"]).predict_proba(X)[:, 1]

    tuned = TunedThresholdClassifierCV(BinaryRelevance(forest), cv=2, random_state=0)

    assert_allclose(tuned.fit(X, y).predict_proba(X)[:, 2], expected)


def test_a_sampler_of_theirs_refuses_a_matrix_of_labels(frames):
    """
    Around all labels at once their samplers do not work, and say so: ours do.
    """
    X, y = frames
    pipeline = make_pipeline(
        RandomOverSampler(), BinaryRelevance(DecisionTreeClassifier())
    )

    with pytest.raises(ValueError, match="Multilabel and multioutput targets"):
        pipeline.fit(X, y)
