"""Marginals that mean what they say."""

from mlclf.calibration._calibrated_classifier_cv import CalibratedClassifierCV
from mlclf.calibration._calibrators import (
    IsotonicCalibrator,
    SigmoidCalibrator,
    TemperatureCalibrator,
)

__all__ = [
    "CalibratedClassifierCV",
    "IsotonicCalibrator",
    "SigmoidCalibrator",
    "TemperatureCalibrator",
]
