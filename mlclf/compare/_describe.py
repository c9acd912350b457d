"""Settings as text: complete, and the same in every process."""

import hashlib
import inspect
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp

__all__ = ["describe_estimator"]


def describe_estimator(value: Any) -> str:
    """Return the settings of an estimator, and of all that it holds.

    scikit-learn's own text leaves out what does not fit and shows addresses in memory;
    this one decides whether a result belongs to a method, so it does neither.

    Parameters
    ----------
    value : object
        An estimator, or a value of one of its parameters.

    Returns
    -------
    text : str
        Parameters that have their default are left out.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance
    >>> describe_estimator(BinaryRelevance(LogisticRegression(C=0.1)))
    'BinaryRelevance(estimator=LogisticRegression(C=0.1))'
    """
    if hasattr(value, "get_params") and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(_changed(value))})"
    if isinstance(value, Mapping):
        items = (f"{k!r}: {describe_estimator(v)}" for k, v in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(describe_estimator(v) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if isinstance(value, np.ndarray) and value.size > 20:
        digest = hashlib.sha256(repr(value.tolist()).encode()).hexdigest()[:12]
        return f"array of shape {value.shape}, {digest}"
    if sp.issparse(value):
        return f"sparse {describe_estimator(value.toarray())}"
    if inspect.isroutine(value) or isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    return re.sub(r" at 0x[0-9a-f]+", "", re.sub(r"\s+", " ", repr(value)))


def _changed(estimator: Any) -> list[str]:
    """Return the parameters that do not have their default, in their order."""
    signature = inspect.signature(type(estimator)).parameters
    texts = []
    for name, value in estimator.get_params(deep=False).items():
        text = describe_estimator(value)
        default = signature[name].default if name in signature else None
        if text != describe_estimator(default):
            texts.append(f"{name}={text}")
    return texts
