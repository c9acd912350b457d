"""From probabilities to labels, by the metric one is judged by."""

from mlclf.decoding._batch import maximize_macro_at_k, plugin_f_thresholds
from mlclf.decoding._decode import decode_joint, decode_marginals
from mlclf.decoding._independence import maximize_f, maximize_jaccard
from mlclf.decoding._joint import (
    labelset_mode,
    maximize_joint_f,
    maximize_joint_jaccard,
)
from mlclf.decoding._metric_optimizer import MetricOptimizer

__all__ = [
    "MetricOptimizer",
    "decode_joint",
    "decode_marginals",
    "labelset_mode",
    "maximize_f",
    "maximize_jaccard",
    "maximize_joint_f",
    "maximize_joint_jaccard",
    "maximize_macro_at_k",
    "plugin_f_thresholds",
]
