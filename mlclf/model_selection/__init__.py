"""Splitters that keep every label's share in every fold."""

from mlclf.model_selection._fold_quality import FoldQuality, describe_folds
from mlclf.model_selection._iterative_split import iterative_split
from mlclf.model_selection._iterative_stratified_group_k_fold import (
    IterativeStratifiedGroupKFold,
)
from mlclf.model_selection._iterative_stratified_group_shuffle_split import (
    IterativeStratifiedGroupShuffleSplit,
)
from mlclf.model_selection._iterative_stratified_k_fold import (
    IterativeStratifiedKFold,
)
from mlclf.model_selection._iterative_stratified_shuffle_split import (
    IterativeStratifiedShuffleSplit,
)
from mlclf.model_selection._iterative_train_test_split import (
    iterative_train_test_split,
)
from mlclf.model_selection._repeated_iterative_stratified_k_fold import (
    RepeatedIterativeStratifiedKFold,
)

__all__ = [
    "FoldQuality",
    "IterativeStratifiedGroupKFold",
    "IterativeStratifiedGroupShuffleSplit",
    "IterativeStratifiedKFold",
    "IterativeStratifiedShuffleSplit",
    "RepeatedIterativeStratifiedKFold",
    "describe_folds",
    "iterative_split",
    "iterative_train_test_split",
]
