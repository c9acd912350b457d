"""LP-ROS: clone samples of rare labelsets."""

import numpy as np

from mlclf._labels import encode_labelsets
from mlclf.resampling._bags import allot, labelset_bags
from mlclf.resampling._base import Resampled
from mlclf.resampling._rates import Oversampler


class LPROS(Oversampler):
    """Random oversampling of rare labelsets.

    Labelsets with fewer samples than the mean are cloned toward it: each gets an
    equal share of the clones, and what the larger of them need less is left to the
    smaller ones [1]_.

    Parameters
    ----------
    sampling_rate : float, default=0.25
        Number of clones, as a share of the samples; fewer where every labelset has
        reached the mean.

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
    >>> from mlclf.resampling import LPROS
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = LPROS(random_state=0).fit_resample(X, y)
    >>> len(X), len(X_res)
    (1000, 1250)
    """

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        bags = labelset_bags(encode_labelsets(Y)[1])
        mean = len(Y) / len(bags)
        rare = sorted((b for b in bags if len(b) < mean), key=len, reverse=True)
        room = np.array([mean - len(bag) for bag in rare])
        taken = allot(room, round(self.sampling_rate * len(Y)))
        clones = [bag[rng.randint(len(bag), size=n)] for bag, n in zip(rare, taken)]
        return Resampled(np.concatenate([np.arange(len(Y)), *clones]))
