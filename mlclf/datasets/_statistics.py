"""What a label matrix looks like: how many labels, how unequal, how entangled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from mlclf._labels import (
    check_indicator,
    imbalance_ratios,
    label_names,
    refuse_label_lists,
    scumbles,
)
from mlclf.datasets._associations import LabelAssociations, associate_labels


@dataclass(frozen=True, eq=False)
class LabelStatistics:
    """What :func:`describe_labels` found; ``print`` shows it as tables.

    Parameters
    ----------
    n_samples, n_labels : int
        Size of the label matrix.

    n_features : int or None
        Number of features, where it was told.

    n_labelsets : int
        Number of distinct labelsets, the empty one included.

    n_single_labelsets : int
        Number of labelsets that one sample carries.

    max_frequency : int
        Number of samples of the most frequent labelset.

    cardinality : float
        Mean number of labels of a sample.

    density : float
        Cardinality divided by the number of labels.

    diversity : float
        Number of labelsets divided by the number of samples.

    mean_ir, cv_ir : float
        Mean and coefficient of variation of the labels' imbalance ratios.

    scumble, scumble_cv : float
        Mean and coefficient of variation of the samples' SCUMBLE, the concurrence of
        frequent and rare labels, in [0, 1).

    tcs : float
        Theoretical complexity score, log(features x labels x labelsets); nan where
        the number of features is not known.

    names : ndarray of shape (n_labels,) of str
        Names of the labels, or their column numbers.

    counts : ndarray of shape (n_labels,)
        Number of samples that carry each label.

    ir : ndarray of shape (n_labels,)
        IRLbl: count of the most frequent label divided by that of each label; 0 for a
        label that no sample carries.

    label_scumble, label_scumble_cv : ndarray of shape (n_labels,)
        Mean and coefficient of variation of the SCUMBLE of each label's samples; the
        latter is nan for a label that one sample carries.

    sizes : ndarray
        ``sizes[c]`` samples carry c labels.

    Y : csr_array of shape (n_samples, n_labels)
        The label indicators.
    """

    n_samples: int
    n_labels: int
    n_features: int | None
    n_labelsets: int
    n_single_labelsets: int
    max_frequency: int
    cardinality: float
    density: float
    diversity: float
    mean_ir: float
    cv_ir: float
    scumble: float
    scumble_cv: float
    tcs: float
    names: NDArray[np.object_]
    counts: NDArray[np.int64]
    ir: NDArray[np.float64]
    label_scumble: NDArray[np.float64]
    label_scumble_cv: NDArray[np.float64]
    sizes: NDArray[np.int64]
    Y: sp.csr_array

    @cached_property
    def associations(self) -> LabelAssociations:
        """Co-occurrence, phi and chi-squared of each pair of labels.

        Computed when asked for: memory grows with the square of the number of labels.
        """
        return replace(associate_labels(self.Y), names=self.names)

    def __str__(self) -> str:
        features = "unknown" if self.n_features is None else str(self.n_features)
        rows = [
            ("samples", str(self.n_samples)),
            ("features", features),
            ("labels", str(self.n_labels)),
            ("labelsets", str(self.n_labelsets)),
            ("single labelsets", str(self.n_single_labelsets)),
            ("most frequent labelset", str(self.max_frequency)),
            ("cardinality", f"{self.cardinality:.4f}"),
            ("density", f"{self.density:.4f}"),
            ("diversity", f"{self.diversity:.4f}"),
            ("mean IR", f"{self.mean_ir:.4f}"),
            ("CV of IR", f"{self.cv_ir:.4f}"),
            ("SCUMBLE", f"{self.scumble:.4f}"),
            ("CV of SCUMBLE", f"{self.scumble_cv:.4f}"),
            ("TCS", f"{self.tcs:.4f}"),
        ]
        head = [f"{name:<22}  {value:>9}" for name, value in rows]
        return "\n".join([*head, "", *self._label_lines()])

    def _label_lines(self, n_shown: int = 20) -> list[str]:
        """Return the table of the most frequent labels."""
        shown = np.argsort(-self.counts, kind="stable")[:n_shown]
        width = max((len(str(self.names[j])) for j in shown), default=0)
        width = max(width, len("label"))
        lines = [f"{'label':<{width}}    count  frequency      IRLbl  SCUMBLE"]
        lines += [
            f"{self.names[j]!s:<{width}}  {self.counts[j]:>7}"
            f"  {self.counts[j] / max(self.n_samples, 1):>9.4f}"
            f"  {self.ir[j]:>9.3f}  {self.label_scumble[j]:>7.4f}"
            for j in shown
        ]
        hidden = self.n_labels - len(shown)
        return [*lines, f"and {hidden} rarer labels"] if hidden else lines

    def to_frame(self) -> Any:
        """Return the statistics of the labels as a pandas DataFrame.

        Returns
        -------
        frame : DataFrame of n_labels rows
            Count, frequency, IRLbl, SCUMBLE and its coefficient of variation, indexed
            by the names of the labels.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                "LabelStatistics.to_frame needs pandas: pip install pandas"
            ) from error
        return pd.DataFrame(
            {
                "count": self.counts,
                "frequency": self.counts / max(self.n_samples, 1),
                "IRLbl": self.ir,
                "SCUMBLE": self.label_scumble,
                "SCUMBLE.CV": self.label_scumble_cv,
            },
            index=pd.Index(self.names, name="label"),
        )


def describe_labels(
    y: Any,
    *,
    n_features: int | None = None,
    names: Sequence[str] | None = None,
) -> LabelStatistics:
    r"""Describe a label matrix by the measures of the field.

    The measures equal those of the R package mldr [3]_.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators, 0 or 1. The columns of a DataFrame name the labels.

    n_features : int, default=None
        Number of features of the data set, for the theoretical complexity score.

    names : sequence of str, default=None
        Names of the labels; None takes the columns of a DataFrame, or the column
        numbers.

    Returns
    -------
    statistics : LabelStatistics
        The measures; ``print`` shows them as tables. Its ``associations`` tell which
        labels go together.

    Raises
    ------
    ValueError
        If ``y`` holds anything but 0 and 1, or no sample or no label.

    Notes
    -----
    With :math:`n_j` samples carrying label j, the imbalance ratio [1]_ is
    :math:`IRLbl_j = \max_l n_l / n_j`. A sample with labels :math:`Y_i` has [2]_

    .. math::
        SCUMBLE_i = 1 - \frac{\left(\prod_{j \in Y_i} IRLbl_j\right)^{1/|Y_i|}}
        {\frac{1}{|Y_i|} \sum_{j \in Y_i} IRLbl_j}

    and 0 where it carries no label. As in mldr, a label that no sample carries has
    the imbalance ratio 0, and takes part in its mean.

    References
    ----------
    .. [1] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2015). Addressing
       imbalance in multilabel classification: Measures and random resampling
       algorithms. Neurocomputing, 163, 3-16.
    .. [2] Charte, F., Rivera, A., del Jesus, M., & Herrera, F. (2019). Dealing with
       difficult minority labels in imbalanced multilabel data sets. Neurocomputing,
       326-327, 39-53.
    .. [3] Charte, F., & Charte, D. (2015). Working with multilabel datasets in R: The
       mldr package. The R Journal, 7(2), 149-162.

    Examples
    --------
    >>> from mlclf.datasets import describe_labels
    >>> statistics = describe_labels([[1, 0], [1, 1], [1, 0], [0, 0]])
    >>> statistics.cardinality, statistics.n_labelsets, statistics.ir.tolist()
    (1.0, 3, [1.0, 3.0])
    """
    if names is None:
        names = label_names(y)
    refuse_label_lists(y)
    Y = check_indicator(y, sparse=True)
    n_samples, n_labels = Y.shape
    if n_samples == 0 or n_labels == 0:
        raise ValueError(
            f"y must hold at least one sample and one label, got shape {Y.shape}."
        )
    if names is None:
        names = [str(j) for j in range(n_labels)]
    if len(names) != n_labels:
        raise ValueError(
            f"names must hold a name for each of {n_labels} labels, got {len(names)}."
        )
    counts = Y.sum(axis=0, dtype=np.int64)
    lengths = np.diff(Y.indptr)
    frequencies = _labelset_frequencies(Y)
    ir = imbalance_ratios(counts)
    concurrence = scumbles(Y, ir)
    label_scumble, label_scumble_cv = _label_scumbles(Y, concurrence)
    complexity = (n_features or np.nan) * n_labels * len(frequencies)
    return LabelStatistics(
        n_samples=n_samples,
        n_labels=n_labels,
        n_features=n_features,
        n_labelsets=len(frequencies),
        n_single_labelsets=sum(f == 1 for f in frequencies),
        max_frequency=max(frequencies),
        cardinality=float(lengths.mean()),
        density=float(lengths.mean() / n_labels),
        diversity=len(frequencies) / n_samples,
        mean_ir=float(ir.mean()),
        cv_ir=_variation(ir),
        scumble=float(concurrence.mean()),
        scumble_cv=_variation(concurrence),
        tcs=float(np.log(complexity)),
        names=np.array(names, dtype=object),
        counts=counts,
        ir=ir,
        label_scumble=label_scumble,
        label_scumble_cv=label_scumble_cv,
        sizes=np.bincount(lengths),
        Y=Y,
    )


def _labelset_frequencies(Y: sp.csr_array) -> list[int]:
    """Return how many samples carry each distinct labelset."""
    Y = Y.sorted_indices()
    bounds = zip(Y.indptr[:-1].tolist(), Y.indptr[1:].tolist())
    return list(Counter(Y.indices[a:b].tobytes() for a, b in bounds).values())


def _label_scumbles(
    Y: sp.csr_array, concurrence: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and coefficient of variation over the samples of each label."""
    by_label = sp.csc_array(Y)
    values = np.split(concurrence[by_label.indices], by_label.indptr[1:-1])
    means = np.array([v.mean() if len(v) else 0.0 for v in values])
    return means, np.array([_variation(v) for v in values])


def _variation(values: NDArray[np.float64]) -> float:
    """Return the coefficient of variation; nan where it takes two values."""
    if len(values) < 2:
        return np.nan
    mean = values.mean()
    return float(values.std(ddof=1) / mean) if mean > 0 else 0.0
