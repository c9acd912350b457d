import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.utils.estimator_checks import parametrize_with_checks

from mlclf.compare import FeatureScaler


@parametrize_with_checks([FeatureScaler()])
def test_it_keeps_scikit_learns_contract(estimator, check):
    """
    It is a transformer like any other.
    """
    check(estimator)


def test_scales_far_apart_are_standardized():
    """
    Columns 1000 times as wide as others end with mean 0 and variance 1.
    """
    X = np.array([[0.0, 1000.0], [2.0, 5000.0]])

    np.testing.assert_allclose(FeatureScaler().fit_transform(X), [[-1, -1], [1, 1]])


def test_scales_alike_are_left_alone():
    """
    Standardized data pass unchanged, so published figures on them stay what they are;
    constant columns have no scale.
    """
    X = np.array([[0.0, 1.0, 3.0], [2.0, 5.0, 3.0]])

    np.testing.assert_array_equal(FeatureScaler().fit_transform(X), X)


def test_sparse_features_stay_sparse():
    """
    Zeros stay zeros: columns are divided by their largest absolute value.
    """
    X = sp.csr_array([[0.0, 4.0], [-2.0, 0.0], [0.0, 1.0]])

    scaled = FeatureScaler().fit_transform(X)

    assert sp.issparse(scaled)
    np.testing.assert_array_equal(scaled.toarray(), [[0, 1], [-1, 0], [0, 0.25]])


@pytest.mark.parametrize("ratio", [1.9, 2.1])
def test_max_ratio_draws_the_line(ratio):
    """
    Standard deviations 1 and 2 are alike for a ratio of 2.1, not for 1.9.
    """
    X = np.array([[-1.0, -2.0], [1.0, 2.0]])

    scaled = FeatureScaler(max_ratio=ratio).fit_transform(X)

    assert np.array_equal(scaled, X) == (ratio > 2)
