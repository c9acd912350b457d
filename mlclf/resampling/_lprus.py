"""LP-RUS: delete samples of frequent labelsets."""

import numpy as np

from mlclf._labels import encode_labelsets
from mlclf.resampling._bags import allot, labelset_bags
from mlclf.resampling._base import Resampled
from mlclf.resampling._rates import Undersampler


class LPRUS(Undersampler):
    """Random undersampling of frequent labelsets.

    Labelsets with more samples than the mean are cut toward it: each loses an equal
    share of the samples to delete, and what the smaller of them cannot lose is taken
    from the larger ones [1]_.

    Parameters
    ----------
    sampling_rate : float, default=0.25
        Number of deletions, as a share of the samples; fewer where every labelset
        has come down to the mean.

    random_state : int, RandomState instance or None, default=None
        Chooses the samples. Pass an int for the same answer at every call.

    Attributes
    ----------
    sample_indices_ : ndarray
        Rows of the data that are kept, ascending.

    References
    ----------
    .. [1] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2015). Addressing
       imbalance in multilabel classification: Measures and random resampling
       algorithms. Neurocomputing, 163, 3-16.

    Examples
    --------
    >>> from mlclf.datasets import make_chain_labels
    >>> from mlclf.resampling import LPRUS
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = LPRUS(random_state=0).fit_resample(X, y)
    >>> len(X), len(X_res)
    (1000, 750)
    """

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        bags = labelset_bags(encode_labelsets(Y)[1])
        mean = len(Y) / len(bags)
        frequent = sorted((b for b in bags if len(b) > mean), key=len)
        room = np.array([len(bag) - mean for bag in frequent])
        taken = allot(room, round(self.sampling_rate * len(Y)))
        kept = np.ones(len(Y), dtype=bool)
        for bag, n in zip(frequent, taken):
            kept[rng.choice(bag, size=n, replace=False)] = False
        return Resampled(np.flatnonzero(kept))
