"""The checks that every metric makes of what it is given."""

from numbers import Real
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils import check_array

from mlclf._labels import check_indicator

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def check_labels(y: Any, name: str) -> Any:
    """Return a label matrix as a CSR array of 0 and 1 with sorted indices."""
    Y = check_indicator(y, sparse=True, name=name)
    if 0 in Y.shape:
        raise ValueError(
            f"{name} must hold at least one sample and one label, got shape {Y.shape}."
        )
    Y.sort_indices()
    return Y


def check_scores(scores: Any, shape: tuple[int, int]) -> Any:
    """Return scores as a float array, or as a CSR array where they are sparse."""
    if isinstance(scores, list) and np.ndim(scores[0] if scores else 0) == 2:
        raise ValueError(
            "y_score must be one matrix, got a list of matrices: "
            "predict_scores(estimator, X, n_labels) makes one of them."
        )
    scores = check_array(
        scores,
        accept_sparse="csr",
        dtype=[np.float64, np.float32],
        ensure_2d=False,
        input_name="y_score",
    )
    S = scores
    if sp.issparse(S):
        S = sp.csr_array(S, copy=True)  # a stored 0 is a score
        S.sum_duplicates()
    if S.ndim == 1:
        S = S.reshape(-1, 1)
    check_same_shape(shape, S.shape, "y_score")
    return S


def check_same_shape(true: tuple[int, ...], got: tuple[int, ...], name: str) -> None:
    """Refuse predictions of another shape than the labels."""
    if tuple(true) != tuple(got):
        raise ValueError(
            f"{name} must have the shape of y_true, {tuple(true)}, got {tuple(got)}."
        )


def check_weight(sample_weight: Any, n_samples: int) -> Floats:
    """Return one weight per sample; ones where there are none."""
    if sample_weight is None:
        return np.ones(n_samples)
    weight = np.asarray(
        check_array(
            sample_weight,
            dtype=np.float64,
            ensure_2d=False,
            input_name="sample_weight",
        )
    )
    if weight.shape != (n_samples,):
        raise ValueError(
            f"sample_weight must have shape ({n_samples},), got {weight.shape}."
        )
    if weight.min() < 0 or weight.sum() == 0:
        raise ValueError(
            "sample_weight must hold weights of at least 0, not all 0, got a minimum "
            f"of {weight.min():g} and a sum of {weight.sum():g}."
        )
    return weight


def check_zero_division(zero_division: float) -> float:
    """Return the value that stands for 0/0: 0, 1 or NaN."""
    # "warn", scikit-learn's default, is no number.
    if isinstance(zero_division, Real):
        value = float(zero_division)
        if value in (0, 1) or np.isnan(value):
            return value
    raise ValueError(f"zero_division must be 0, 1 or nan, got {zero_division!r}.")


def weighted_mean(values: Floats, weight: Floats, *, empty: float = np.nan) -> float:
    """Average what is defined; ``empty`` stands for an average of nothing."""
    defined = ~np.isnan(values)
    total = weight[defined].sum()
    return float(values[defined] @ weight[defined] / total) if total > 0 else empty
