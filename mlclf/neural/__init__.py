"""Neural networks for many labels at once; torch is imported when one is fitted."""

from mlclf.neural._neural_classifier import NeuralClassifier

__all__ = ["NeuralClassifier"]
