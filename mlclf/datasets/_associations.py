"""Which labels go together: co-occurrence, phi and chi-squared."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.stats import chi2 as chi2_distribution

from mlclf._labels import check_indicator, label_names


@dataclass(frozen=True, eq=False)
class LabelAssociations:
    """What :func:`associate_labels` found about each pair of labels.

    Parameters
    ----------
    names : ndarray of shape (n_labels,) of str
        Names of the labels, or their column numbers.

    cooccurrence : ndarray of shape (n_labels, n_labels)
        Number of samples that carry both labels; on the diagonal, the label's count.

    phi : ndarray of shape (n_labels, n_labels)
        Correlation of the two columns, in [-1, 1]; nan where one is constant.

    chi2 : ndarray of shape (n_labels, n_labels)
        Chi-squared statistic of independence, without continuity correction.

    p_value : ndarray of shape (n_labels, n_labels)
        Probability of such a statistic or a larger one under independence.
    """

    names: NDArray[np.object_]
    cooccurrence: NDArray[np.int64]
    phi: NDArray[np.float64]
    chi2: NDArray[np.float64]
    p_value: NDArray[np.float64]


def associate_labels(y: Any) -> LabelAssociations:
    r"""Measure how each pair of labels depends on one another.

    Memory grows with the square of the number of labels.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators, 0 or 1. The columns of a DataFrame name the labels.

    Returns
    -------
    associations : LabelAssociations
        Co-occurrence, phi, chi-squared and its p-value of each pair.

    Notes
    -----
    With n samples, of which :math:`n_i, n_j` carry one label and :math:`n_{ij}` both,

    .. math::
        \phi_{ij} = \frac{n\, n_{ij} - n_i n_j}
        {\sqrt{n_i (n - n_i)\, n_j (n - n_j)}}, \qquad \chi^2_{ij} = n \phi_{ij}^2

    References
    ----------
    .. [1] Tsoumakas, G., Dimou, A., Spyromitros, E., Mezaris, V., Kompatsiaris, I., &
       Vlahavas, I. (2009). Correlation-based pruning of stacked binary relevance
       models for multi-label learning. MLD workshop at ECML PKDD, 101-116.

    Examples
    --------
    >>> from mlclf.datasets import associate_labels
    >>> associations = associate_labels([[1, 1], [1, 1], [0, 0], [0, 0]])
    >>> associations.cooccurrence.tolist()
    [[2, 2], [2, 2]]
    >>> float(associations.phi[0, 1]), float(associations.chi2[0, 1])
    (1.0, 4.0)
    """
    names = label_names(y)
    Y = check_indicator(y, sparse=True)
    n_samples, n_labels = Y.shape
    wide = sp.csr_array((np.ones(Y.nnz, np.int64), Y.indices, Y.indptr), shape=Y.shape)
    both = (wide.T @ wide).toarray()
    count = both.diagonal().astype(float)
    spread = np.sqrt(count * (n_samples - count))
    scale = np.multiply.outer(spread, spread)
    phi = np.full((n_labels, n_labels), np.nan)
    excess = n_samples * both - np.multiply.outer(count, count)
    np.divide(excess, scale, out=phi, where=scale > 0)
    np.clip(phi, -1, 1, out=phi)
    chi2 = n_samples * phi**2
    return LabelAssociations(
        names=np.arange(n_labels).astype(object) if names is None else names,
        cooccurrence=both,
        phi=phi,
        chi2=chi2,
        p_value=chi2_distribution.sf(chi2, 1),
    )
