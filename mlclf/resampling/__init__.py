"""Samplers that make rare labels less rare, by imbalanced-learn's convention."""

from mlclf.resampling._lpros import LPROS
from mlclf.resampling._lprus import LPRUS
from mlclf.resampling._mlenn import MLeNN
from mlclf.resampling._mlros import MLROS
from mlclf.resampling._mlrus import MLRUS
from mlclf.resampling._mlsmote import MLSMOTE
from mlclf.resampling._mlsol import MLSOL
from mlclf.resampling._mltl import MLTL
from mlclf.resampling._mlul import MLUL
from mlclf.resampling._remedial import REMEDIAL

__all__ = [
    "LPROS",
    "LPRUS",
    "MLROS",
    "MLRUS",
    "MLSMOTE",
    "MLSOL",
    "MLTL",
    "MLUL",
    "REMEDIAL",
    "MLeNN",
]
