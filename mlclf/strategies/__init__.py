"""Methods that reduce a multi-label problem to single-label ones."""

from mlclf.strategies._binary_relevance import BinaryRelevance
from mlclf.strategies._classifier_chain import ClassifierChain
from mlclf.strategies._classifier_chain_ensemble import ClassifierChainEnsemble
from mlclf.strategies._label_powerset import LabelPowerset
from mlclf.strategies._native_multi_label import NativeMultiLabel

__all__ = [
    "BinaryRelevance",
    "ClassifierChain",
    "ClassifierChainEnsemble",
    "LabelPowerset",
    "NativeMultiLabel",
]
