"""Wrappers that decide from which marginal on a label is on."""

from mlclf.thresholds._cardinality_threshold_classifier_cv import (
    CardinalityThresholdClassifierCV,
)
from mlclf.thresholds._fixed_threshold_classifier import FixedThresholdClassifier
from mlclf.thresholds._functions import apply_thresholds, tune_thresholds
from mlclf.thresholds._maximum_cut_classifier import MaximumCutClassifier
from mlclf.thresholds._meta_labeler import MetaLabeler
from mlclf.thresholds._top_k_classifier import TopKClassifier
from mlclf.thresholds._tuned_threshold_classifier_cv import TunedThresholdClassifierCV

__all__ = [
    "CardinalityThresholdClassifierCV",
    "FixedThresholdClassifier",
    "MaximumCutClassifier",
    "MetaLabeler",
    "TopKClassifier",
    "TunedThresholdClassifierCV",
    "apply_thresholds",
    "tune_thresholds",
]
