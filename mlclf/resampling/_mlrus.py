"""ML-RUS: delete samples of frequent labels."""

import numpy as np

from mlclf.resampling._bags import imbalance
from mlclf.resampling._base import Resampled
from mlclf.resampling._rates import Undersampler


class MLRUS(Undersampler):
    """Multi-label random undersampling.

    The mirror image of :class:`MLROS`: deletes random samples of the labels whose
    imbalance ratio is below the mean, one label after the other, until the data have
    shrunk as asked or no label is frequent [1]_. Samples that carry a rare label are
    spared.

    Parameters
    ----------
    sampling_rate : float, default=0.25
        Number of deletions, as a share of the samples.

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
    >>> from mlclf.resampling import MLRUS
    >>> X, y = make_chain_labels(imbalance=10, random_state=0)
    >>> X_res, y_res = MLRUS(random_state=0).fit_resample(X, y)
    >>> len(X), len(X_res)
    (1000, 750)
    """

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        ratios, mean = imbalance(Y)
        counts = Y.sum(axis=0, dtype=np.int64)
        spared = Y[:, ratios > mean].any(axis=1)
        # Each bag in random order: the next sample is then a random one.
        bags = {
            j: iter(rng.permutation(np.flatnonzero(Y[:, j] & ~spared)))
            for j in np.flatnonzero((ratios > 0) & (ratios < mean))
        }
        n_left, kept = round(self.sampling_rate * len(Y)), np.ones(len(Y), dtype=bool)
        while bags and n_left > 0:
            for j in list(bags)[:n_left]:
                victim = next((i for i in bags[j] if kept[i]), None)
                if victim is None:
                    del bags[j]
                    continue
                kept[victim] = False
                counts -= Y[victim]
                n_left -= 1
                if counts[j] == 0 or counts.max() / counts[j] >= mean:
                    del bags[j]
        return Resampled(np.flatnonzero(kept))
