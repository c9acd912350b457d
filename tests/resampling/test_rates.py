"""Tests of the bases of the random samplers."""

import pytest

from mlclf.datasets import make_chain_labels
from mlclf.resampling import LPROS, LPRUS, MLROS, MLRUS


@pytest.mark.parametrize("sampler", [LPROS, MLROS])
def test_samples_may_be_more_than_doubled(sampler):
    """
    A rate of oversampling is any share; it adds at most that many samples.
    """
    X, y = make_chain_labels(100, imbalance=10, random_state=0)

    X_res, _ = sampler(1.5, random_state=0).fit_resample(X, y)

    assert 100 < len(X_res) <= 250


@pytest.mark.parametrize("sampler", [LPRUS, MLRUS])
def test_no_more_than_all_samples_can_be_deleted(sampler):
    """
    A rate of undersampling of 1 or more is refused.
    """
    X, y = make_chain_labels(100, imbalance=10, random_state=0)

    X_res, _ = sampler(0.2, random_state=0).fit_resample(X, y)

    assert 80 <= len(X_res) < 100
    with pytest.raises(ValueError, match="'sampling_rate' parameter"):
        sampler(1.0).fit_resample(X, y)
