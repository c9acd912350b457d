"""ML-ROS: clone samples of rare labels."""

import numpy as np

from mlclf.resampling._bags import imbalance
from mlclf.resampling._base import Resampled
from mlclf.resampling._rates import Oversampler


class MLROS(Oversampler):
    """Multi-label random oversampling.

    Clones random samples of the labels whose imbalance ratio is above the mean, one
    label after the other, until the data have grown as asked or no label is rare
    [1]_. Cheap, and works with any features; frequent labels that keep company with
    rare ones grow too.

    Parameters
    ----------
    sampling_rate : float, default=0.25
        Number of clones, as a share of the samples.

    random_state : int, RandomState instance or None, default=None
        Chooses the samples. Pass an int for the same answer at every call.

    Attributes
    ----------
    sample_indices_ : ndarray
        Row of the data that each row of the answer is.

    References
    ----------
    .. [1] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2015). Addressing
       imbalance in multilabel classification: Measures and random resampling
       algorithms. Neurocomputing, 163, 3-16.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import MLROS
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = MLROS(random_state=0).fit_resample(X, y)
    >>> len(X), len(X_res)
    (1000, 1099)
    """

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        ratios, mean = imbalance(Y)
        counts = Y.sum(axis=0, dtype=np.int64)
        bags = {j: np.flatnonzero(Y[:, j]) for j in np.flatnonzero(ratios > mean)}
        n_clones = round(self.sampling_rate * len(Y))
        clones = []
        while bags and len(clones) < n_clones:
            for j in list(bags)[: n_clones - len(clones)]:
                clone = bags[j][rng.randint(len(bags[j]))]
                clones.append(clone)
                counts += Y[clone]
                if counts.max() / counts[j] <= mean:
                    del bags[j]
        clones = np.array(clones, dtype=np.intp)
        return Resampled(np.concatenate([np.arange(len(Y)), clones]))
