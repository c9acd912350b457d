"""REMEDIAL: separate rare labels from the frequent ones they keep company with."""

import numpy as np
import scipy.sparse as sp

from mlclf._labels import scumbles
from mlclf.resampling._bags import imbalance
from mlclf.resampling._base import MultiLabelSampler, Resampled


class REMEDIAL(MultiLabelSampler):
    """Resampling by decoupling of highly imbalanced labels.

    A sample in which frequent and rare labels concur more than on average (SCUMBLE
    above the mean) is split in two: one keeps the frequent labels, its clone the rare
    ones [1]_. Used before another sampler, since clones of such samples would make
    the frequent labels more frequent still.

    Attributes
    ----------
    sample_indices_ : ndarray
        Row of the data that each row of the answer is.

    References
    ----------
    .. [1] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2015). Resampling
       multilabel datasets by decoupling highly imbalanced labels. HAIS, 489-501.

    Examples
    --------
    >>> import numpy as np
    >>> from mlclf.resampling import REMEDIAL
    >>> y = np.array([[1, 1], [1, 0], [1, 0], [0, 0]])
    >>> X_res, y_res = REMEDIAL().fit_resample(np.arange(4)[:, None], y)
    >>> y_res.tolist()
    [[1, 0], [1, 0], [1, 0], [0, 0], [0, 1]]
    """

    _parameter_constraints: dict = {}

    def _resample(self, X, Y, rng):  # noqa: ARG002 - samplers have one signature
        ratios, mean = imbalance(Y)
        concurrence = scumbles(sp.csr_array(Y), ratios)
        split = np.flatnonzero(concurrence > concurrence.mean())
        rare = ratios > mean
        frequent_part, rare_part = Y.copy(), Y[split]
        frequent_part[np.ix_(split, rare)] = 0
        rare_part[:, ~rare] = 0
        return Resampled(
            np.concatenate([np.arange(len(Y)), split]),
            labels=np.concatenate([frequent_part, rare_part]),
        )
