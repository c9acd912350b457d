"""Multi-label classification in the scikit-learn idiom."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded when first asked for: importing the package costs next to nothing.
_HOMES = {
    "BRkNN": "neighbors",
    "BinaryRelevance": "strategies",
    "CalibratedClassifierCV": "calibration",
    "CardinalityThresholdClassifierCV": "thresholds",
    "ClassifierChain": "strategies",
    "ClassifierChainEnsemble": "strategies",
    "FixedThresholdClassifier": "thresholds",
    "LabelPowerset": "strategies",
    "MLkNN": "neighbors",
    "MaximumCutClassifier": "thresholds",
    "MetaLabeler": "thresholds",
    "MetricOptimizer": "decoding",
    "NativeMultiLabel": "strategies",
    "NeuralClassifier": "neural",
    "TopKClassifier": "thresholds",
    "TunedThresholdClassifierCV": "thresholds",
}

_ROOMS = {
    *_HOMES.values(),
    "compare",
    "datasets",
    "features",
    "metrics",
    "model_selection",
    "persistence",
    "plots",
    "resampling",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"mlclf.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'mlclf' has no attribute {name!r}")
    return getattr(import_module(f"mlclf.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_ROOMS})
