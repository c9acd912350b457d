"""Maps of one label: scikit-learn's results, and known distortions undone."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import expit, logit
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

from mlclf.calibration import (
    IsotonicCalibrator,
    SigmoidCalibrator,
    TemperatureCalibrator,
)

ALL = [IsotonicCalibrator, SigmoidCalibrator, TemperatureCalibrator]


@pytest.fixture
def known():
    """True probabilities, and labels drawn from them."""
    rng = np.random.default_rng(0)
    truth = rng.beta(1, 2, 20_000)
    return truth, (rng.random(len(truth)) < truth).astype(int)


def test_the_sigmoid_is_scikit_learns(known):
    """
    On log-odds the sigmoid is the one that scikit-learn fits.
    """
    p, y = known[0][:500], known[1][:500]
    theirs = _SigmoidCalibration().fit(logit(p), y).predict(logit(p))

    assert_allclose(SigmoidCalibrator().fit(p, y).predict(p), theirs, atol=1e-4)


def test_the_step_function_is_scikit_learns(known):
    """
    The isotonic map is scikit-learn's.
    """
    p, y = known[0][:500], known[1][:500]
    theirs = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y)

    assert_allclose(IsotonicCalibrator().fit(p, y).predict(p), theirs.predict(p))


@pytest.mark.parametrize("calibrator", ALL)
def test_a_known_distortion_is_undone(known, calibrator):
    """
    Log-odds made three times too sure come back within .02 of the truth on average.
    """
    truth, y = known
    p = expit(3 * logit(truth))

    mended = calibrator().fit(p, y).predict(p)

    assert np.abs(p - truth).mean() > 0.1
    assert np.abs(mended - truth).mean() < 0.02


def test_the_temperature_is_found(known):
    """
    Log-odds three times too sure need a temperature of 3.
    """
    truth, y = known

    calibrator = TemperatureCalibrator().fit(expit(3 * logit(truth)), y)

    assert_allclose(calibrator.temperature_, 3, rtol=0.05)


@pytest.mark.parametrize("calibrator", ALL)
def test_a_weight_is_a_repetition(known, calibrator):
    """
    A sample of weight 2 counts like the same sample twice.
    """
    p, y = known[0][:200], known[1][:200]
    times = np.arange(200) % 3 + 1

    weighted = calibrator().fit(p, y, sample_weight=times).predict(p)
    repeated = calibrator().fit(p.repeat(times), y.repeat(times)).predict(p)

    assert_allclose(weighted, repeated, atol=1e-4)


@pytest.mark.parametrize("calibrator", ALL)
def test_certain_and_separated_scores_stay_finite(calibrator):
    """
    Marginals of 0 and 1 that are right give probabilities, in the same order.
    """
    p, y = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 1])

    mended = calibrator().fit(p, y).predict(p)

    assert ((mended >= 0) & (mended <= 1)).all()
    assert mended[0] < 0.5 < mended[-1]


def test_a_wrong_ranking_is_not_turned_round():
    """
    Scores that run against the labels are flattened, not reversed.
    """
    p, y = np.linspace(0.1, 0.9, 50), np.repeat([1, 0], 25)

    for calibrator in (SigmoidCalibrator, IsotonicCalibrator):
        assert (np.diff(calibrator().fit(p, y).predict(p)) >= -1e-12).all()
