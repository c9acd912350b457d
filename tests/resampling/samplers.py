"""Instances of every sampler, and data for them."""

import numpy as np

from mlclf.datasets import make_chain_labels
from mlclf.resampling import (
    LPROS,
    LPRUS,
    MLROS,
    MLRUS,
    MLSMOTE,
    MLSOL,
    MLTL,
    MLUL,
    REMEDIAL,
    MLeNN,
)

SAMPLERS = [
    LPROS(random_state=0),
    LPRUS(random_state=0),
    MLROS(random_state=0),
    MLRUS(random_state=0),
    MLSMOTE(random_state=0),
    MLSMOTE(combination="union", categorical_features=[2], random_state=0),
    MLSOL(random_state=0),
    MLSOL(categorical_features=[2], random_state=0),
    MLTL(),
    MLTL(0.4, cleaning=True),
    MLUL(random_state=0),
    MLeNN(),
    REMEDIAL(),
]


def make_data(n_samples=200):
    """Features with zeros and a category, and labels of very different prevalence."""
    X, y = make_chain_labels(n_samples, 4, 5, imbalance=15, random_state=0)
    X[:, 0] *= np.abs(X[:, 0]) > 0.5
    X[:, 2] = np.digitize(X[:, 2], [-0.7, 0.7])
    return X, y
