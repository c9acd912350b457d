"""Tests of what every sampler promises."""

import inspect

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

import mlclf.resampling
from mlclf import BinaryRelevance
from mlclf.resampling import LPROS, MLROS, REMEDIAL
from tests.resampling.samplers import SAMPLERS, make_data

every_sampler = pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)


def test_every_sampler_is_tried():
    """
    No public sampler is left out of these tests.
    """
    tried = {type(sampler).__name__ for sampler in SAMPLERS}

    assert tried == set(mlclf.resampling.__all__)


@every_sampler
def test_it_works_in_a_pipeline_of_imbalanced_learn(sampler):
    """
    Within imbalanced-learn's Pipeline the classifier is fitted on the resampled data,
    and predictions are made for the data as they are.
    """
    pipelines = pytest.importorskip(
        "imblearn.pipeline", reason="imbalanced-learn is not installed"
    )
    X, y = make_data()
    classifier = BinaryRelevance(LogisticRegression())
    pipeline = pipelines.Pipeline([("sampler", sampler), ("br", classifier)])

    P = pipeline.fit(X, y).predict_proba(X)

    expected = classifier.fit(*clone(sampler).fit_resample(X, y)).predict_proba(X)
    assert_allclose(P, expected)


@every_sampler
def test_kept_rows_are_rows_of_the_data(sampler):
    """
    ``sample_indices_`` says which row each row of the answer is; what follows is
    synthetic.
    """
    X, y = make_data()
    sampler = clone(sampler)

    X_res, y_res = sampler.fit_resample(X, y)

    rows = sampler.sample_indices_
    assert_array_equal(X_res[: len(rows)], X[rows])
    assert len(X_res) == len(y_res)
    assert set(np.unique(y_res)) <= {0, 1}
    if not isinstance(sampler, REMEDIAL):
        assert_array_equal(y_res[: len(rows)], y[rows])


@every_sampler
def test_containers_change_nothing(sampler):
    """
    Sparse matrices, DataFrames and lists give the same samples, as what they were.
    """
    X, y = make_data()
    X_res, y_res = clone(sampler).fit_resample(X, y)

    for wrap, of_X, of_y in [
        (sp.csr_array, sp.csr_array, sp.csr_array),
        (sp.csc_matrix, sp.csr_matrix, sp.csr_matrix),
        (sp.coo_array, sp.csr_array, sp.csr_array),
        (lambda a: pd.DataFrame(a).add_prefix("c"), pd.DataFrame, pd.DataFrame),
        (
            lambda a: pl.DataFrame(a, schema=list("abcde")[: a.shape[1]]),
            *[pl.DataFrame] * 2,
        ),
        (np.ndarray.tolist, list, list),
    ]:
        X_got, y_got = clone(sampler).fit_resample(wrap(X), wrap(y))
        assert isinstance(X_got, of_X)
        assert isinstance(y_got, of_y)
        for got, expected in ((X_got, X_res), (y_got, y_res)):
            dense = got.toarray() if sp.issparse(got) else np.asarray(got)
            assert_allclose(dense, expected, atol=1e-12)


@every_sampler
def test_frames_keep_their_types(sampler):
    """
    Names and types of the labels' columns are kept.
    """
    X, y = make_data()
    frame = pd.DataFrame(y.astype(bool), columns=list("abcde"))

    _, y_res = clone(sampler).fit_resample(X, frame)

    assert y_res.dtypes.equals(frame.dtypes)


@every_sampler
def test_the_data_are_left_alone(sampler):
    """
    Neither X, nor y, nor the parameters are changed.
    """
    X, y = make_data()
    X_before, y_before, params = X.copy(), y.copy(), sampler.get_params()

    clone(sampler).fit_resample(X, y)

    assert_array_equal(X, X_before)
    assert_array_equal(y, y_before)
    assert sampler.get_params() == params


@every_sampler
def test_seeds_are_honored(sampler):
    """
    The same seed gives the same answer; another gives another.
    """
    X, y = make_data()
    first, again = (clone(sampler).fit_resample(X, y)[0] for _ in range(2))

    assert_array_equal(first, again)
    if "random_state" in sampler.get_params():
        other = clone(sampler).set_params(random_state=1).fit_resample(X, y)[0]
        assert not np.array_equal(first, other)


@every_sampler
@pytest.mark.parametrize(
    "y", [np.zeros((6, 2), int), np.ones((6, 2), int), np.eye(6, 2, dtype=int)]
)
def test_labels_with_nothing_to_balance(sampler, y):
    """
    Without positives, with nothing but positives, or with single samples, an answer
    is still given, and labels that occur are not lost.
    """
    X = np.arange(24.0).reshape(6, 4) % 5

    _, y_res = clone(sampler).fit_resample(X, y)

    assert len(y_res) > 0


@every_sampler
def test_fit_only_checks(sampler):
    """
    ``fit`` is there for pipelines and refuses what ``fit_resample`` refuses.
    """
    X, y = make_data()

    assert clone(sampler).fit(X, y).get_params() == sampler.get_params()
    with pytest.raises(ValueError, match=r"^y must hold 0 and 1 only, got 2\.$"):
        clone(sampler).fit(X, 2 * y)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        clone(sampler).fit(X[:5], y)


@every_sampler
def test_parameters_are_checked(sampler):
    """
    Every parameter refuses what it cannot be, by name.
    """
    X, y = make_data(20)

    for name in inspect.signature(type(sampler)).parameters:
        broken = clone(sampler).set_params(**{name: object()})
        with pytest.raises(ValueError, match=f"The '{name}' parameter"):
            broken.fit_resample(X, y)


@pytest.mark.parametrize("sampler", [LPROS(), MLROS()])
def test_random_samplers_take_any_features(sampler):
    """
    Samplers that only clone and delete never look at X: texts will do.
    """
    _, y = make_data()
    texts = [f"text {i}" for i in range(len(y))]

    resampled, _ = sampler.fit_resample(texts, y)

    assert [texts[i] for i in sampler.sample_indices_] == resampled


@every_sampler
def test_labels_in_one_dimension_stay_so(sampler):
    """
    An array, a Series of pandas or polars: one label is resampled as a column is.
    """
    X, y = make_data()
    y = y[:, 1]
    expected = clone(sampler).fit_resample(X, y[:, None])[1].ravel()

    for wrap in (
        np.array,
        lambda a: pd.Series(a, name="a"),
        lambda a: pl.Series("a", a),
    ):
        y_res = clone(sampler).fit_resample(X, wrap(y))[1]
        assert type(y_res) is type(wrap(y))
        assert_array_equal(y_res, expected)


@every_sampler
def test_what_cannot_be_resampled_is_said(sampler):
    """
    No samples at all, and lists of labels.
    """
    with pytest.raises(ValueError, match=r"^X must hold at least 1 sample, got 0\.$"):
        clone(sampler).fit_resample(np.zeros((0, 4)), np.zeros((0, 2)))
    with pytest.raises(ValueError, match="y must be an indicator matrix"):
        clone(sampler).fit_resample(np.eye(4)[:3], [["a"], ["b", "c"], []])


def test_whole_numbers_of_frames_become_fractions():
    """
    Synthetic features between whole numbers are not cut to whole numbers.
    """
    X, y = make_data()
    frame = pd.DataFrame((10 * X).round().astype(int))
    sampler = mlclf.resampling.MLSOL(random_state=0)

    X_res, _ = sampler.fit_resample(frame, y)

    assert X_res[0].dtype.kind == "f"
    assert (X_res[0] % 1 != 0).any()


@every_sampler
@pytest.mark.parametrize("wrap", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_features_are_known_by_name(sampler, wrap):
    """
    After fit and after fit_resample the features have their number and their names, as
    transformers of scikit-learn have; other names are refused.
    """
    X, y = make_data()
    names = [f"f{i}" for i in range(X.shape[1])]
    frame = wrap(dict(zip(names, X.T)))

    fitted, resampled = clone(sampler).fit(frame, y), clone(sampler)
    resampled.fit_resample(frame, y)

    for one in (fitted, resampled):
        assert one.n_features_in_ == len(names)
        assert_array_equal(one.feature_names_in_, names)
        assert_array_equal(one.get_feature_names_out(), names)
        with pytest.raises(ValueError, match="input_features is not equal"):
            one.get_feature_names_out([*names[1:], "other"])
    alone = clone(sampler).fit(X, y)
    assert not hasattr(alone, "feature_names_in_")
    assert_array_equal(alone.get_feature_names_out(names), names)


@every_sampler
def test_checks_of_imbalanced_learn_for_features(sampler):
    """
    What imbalanced-learn checks of features of its own samplers holds of these, too.
    """
    checks = pytest.importorskip(
        "imblearn.utils.estimator_checks", reason="imbalanced-learn is not installed"
    )
    if getattr(sampler, "categorical_features", None):
        sampler = clone(sampler).set_params(categorical_features=[0])

    checks.check_sampler_get_feature_names_out("sampler", sampler)
    checks.check_sampler_get_feature_names_out_pandas("sampler", sampler)
    checks.check_dataframe_column_names_consistency("sampler", sampler)


@every_sampler
def test_sparse_frames_stay_sparse(sampler):
    """
    Columns of a sparse DataFrame are sparse afterwards, of the same values.
    """
    X, y = make_data()
    frame = pd.DataFrame(X, dtype=pd.SparseDtype(float, 0)).add_prefix("f")

    X_res, _ = clone(sampler).fit_resample(frame, y)

    assert all(isinstance(kind, pd.SparseDtype) for kind in X_res.dtypes)
    expected, _ = clone(sampler).fit_resample(X, y)
    assert_allclose(X_res.to_numpy(), expected, atol=1e-12)
