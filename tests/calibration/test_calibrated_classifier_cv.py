"""Each label's own map, learned out of fold."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import KFold, cross_val_predict, train_test_split
from sklearn.naive_bayes import GaussianNB

from mlclf import BinaryRelevance, CalibratedClassifierCV
from mlclf.calibration import SigmoidCalibrator
from mlclf.metrics import brier_score

BAYES = BinaryRelevance(GaussianNB())


@pytest.fixture
def data():
    """Doubled features make naive Bayes overconfident."""
    X, y = make_multilabel_classification(900, n_classes=4, random_state=0)
    return train_test_split(np.hstack([X] * 4), y, random_state=0)


@pytest.mark.parametrize("method", ["sigmoid", "isotonic", "temperature"])
def test_probabilities_get_better_on_new_data(data, method):
    """
    The Brier score of samples not seen falls.
    """
    X, X_test, y, y_test = data
    before = brier_score(y_test, BAYES.fit(X, y).predict_proba(X_test))

    calibrated = CalibratedClassifierCV(BAYES, method=method, random_state=0)
    after = brier_score(y_test, calibrated.fit(X, y).predict_proba(X_test))

    assert after < before


def test_maps_come_from_out_of_fold_marginals(data):
    """
    Each label's map is fitted on what cross_val_predict gives for the same folds.
    """
    X, X_test, y, _ = data
    P = cross_val_predict(BAYES, X, y, cv=KFold(3), method="predict_proba")
    plain = BAYES.fit(X, y).predict_proba(X_test)

    calibrated = CalibratedClassifierCV(BAYES, cv=KFold(3)).fit(X, y)

    expected = SigmoidCalibrator().fit(P[:, 2], y[:, 2]).predict(plain[:, 2])
    assert_allclose(calibrated.predict_proba(X_test)[:, 2], expected)


def test_a_temperature_changes_no_prediction(data):
    """
    A temperature leaves every label on its side of one half.
    """
    X, X_test, y, _ = data

    calibrated = CalibratedClassifierCV(BAYES, method="temperature", random_state=0)

    assert_array_equal(
        calibrated.fit(X, y).predict(X_test), BAYES.fit(X, y).predict(X_test)
    )


def test_a_constant_label_keeps_its_marginal(data):
    """
    A label with one value in training has no map.
    """
    X, _, y, _ = data
    y = y.copy()
    y[:, 1] = 1

    calibrated = CalibratedClassifierCV(BAYES, cv=3, random_state=0).fit(X, y)

    assert calibrated.calibrators_[1] is None
    assert (calibrated.predict_proba(X)[:, 1] == 1).all()


def test_weights_count_in_the_maps(data):
    """
    Samples of weight 0 have no say in the maps.
    """
    X, X_test, y, _ = data
    fitted = BinaryRelevance(GaussianNB()).fit(X, y)
    weight = np.repeat([1.0, 0.0], [300, len(X) - 300])

    weighted = CalibratedClassifierCV(fitted, method="isotonic", cv="prefit")
    weighted.fit(X, y, sample_weight=weight)
    fewer = CalibratedClassifierCV(fitted, method="isotonic", cv="prefit")
    fewer.fit(X[:300], y[:300])

    assert_allclose(
        weighted.predict_proba(X_test), fewer.predict_proba(X_test), atol=1e-6
    )
