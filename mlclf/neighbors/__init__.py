"""Lazy learners that read a sample's labels off its neighbors."""

from mlclf.neighbors._brknn import BRkNN
from mlclf.neighbors._mlknn import MLkNN

__all__ = ["BRkNN", "MLkNN"]
