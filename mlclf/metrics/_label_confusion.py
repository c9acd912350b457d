"""Which labels are predicted in place of which."""

from typing import Any

import numpy as np
import scipy.sparse as sp

from mlclf.metrics._checks import Floats
from mlclf.metrics._confusion import Confusion


def label_confusion_matrix(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None
) -> Floats:
    """Count which labels are predicted where which others are true.

    A label that is rightly predicted counts on the diagonal. A missed label counts
    against each label that is wrongly predicted in its row, or against "nothing", the
    last column. Where no label is missed, a wrongly predicted label counts against each
    true one, or against "nothing", the last row.

    Parameters
    ----------
    y_true, y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True and predicted label indicators, 0 or 1.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    matrix : ndarray of shape (n_labels + 1, n_labels + 1)
        Rows are true labels, and at last rows without one; columns are predicted
        labels, and at last no prediction. Dense: for thousands of labels, not more.

    References
    ----------
    .. [1] Heydarian, M., Doyle, T. E., & Samavi, R. (2022). MLCM: Multi-label confusion
       matrix. IEEE Access, 10, 19083-19095.

    Examples
    --------
    >>> from mlclf.metrics import label_confusion_matrix
    >>> label_confusion_matrix([[1, 1, 0], [0, 0, 1]], [[1, 0, 1], [0, 0, 0]])
    array([[1., 0., 0., 0.],
           [0., 0., 1., 0.],
           [0., 0., 0., 1.],
           [0., 0., 0., 0.]])
    """
    counts = Confusion(y_true, y_pred, sample_weight)
    n_labels = counts.n_labels
    missed = _with_nothing(counts.true - counts.both, counts.row_true == 0)
    true = _with_nothing(counts.true, counts.row_true == 0)
    extra_labels = counts.pred - counts.both
    none_extra = extra_labels.sum(axis=1) == 0
    complete = counts.row_true == counts.row_both
    extra = _with_nothing(extra_labels, none_extra)
    n_samples = len(counts.weight)
    weight = sp.dia_array((counts.weight[None], [0]), shape=(n_samples, n_samples))
    # Rows that miss nothing confuse what they have with what is too much.
    confused = missed.multiply(~complete[:, None]) + true.multiply(
        (complete & ~none_extra)[:, None]
    )
    matrix = np.asarray((confused.T @ weight @ extra).toarray(), dtype=np.float64)
    matrix[np.arange(n_labels), np.arange(n_labels)] += counts.label_both
    return matrix


def _with_nothing(labels: Any, nothing: Any) -> Any:
    """Add a column that says where there is nothing."""
    column = sp.csr_array(nothing[:, None].astype(float))
    return sp.hstack([labels.astype(float), column], format="csr")
