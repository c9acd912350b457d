"""The metrics of each label, one row per label."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlclf._labels import label_names as names_of_columns
from mlclf.metrics import _formulas as formulas
from mlclf.metrics._calibration import brier_score_of, log_loss_of
from mlclf.metrics._confusion import Confusion, averaged
from mlclf.metrics._curves import average_precision_of, roc_auc_of
from mlclf.metrics._ranking_data import Ranking

COUNTS = ("support", "predicted")
FORMULAS = {
    "precision": formulas.precision,
    "recall": formulas.recall,
    "f1": formulas.fbeta,
    "specificity": formulas.specificity,
    "matthews_corrcoef": formulas.matthews,
}


class LabelReport:
    """Metrics of each label; printed, it is a table.

    Parameters
    ----------
    names : sequence of str
        The labels.

    columns : mapping of str to ndarray of shape (n_labels,)
        Values of each metric.

    Attributes
    ----------
    names : list of str
        The labels.

    columns : dict of str to ndarray of shape (n_labels,)
        Values of each metric.
    """

    def __init__(self, names: Sequence[str], columns: Mapping[str, Any]) -> None:
        self.names = [str(name) for name in names]
        self.columns = dict(columns)

    def __str__(self) -> str:
        shown = [
            [f"{x:g}" if name in COUNTS else f"{x:.4f}" for x in values]
            for name, values in self.columns.items()
        ]
        table = [["label", *self.columns], *map(list, zip(self.names, *shown))]
        widths = [max(map(len, column)) for column in zip(*table)]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths))
            )
            for row in table
        )

    def __repr__(self) -> str:
        return f"LabelReport({len(self.names)} labels: {', '.join(self.columns)})"

    def to_frame(self) -> Any:
        """Return the report as a pandas DataFrame.

        Returns
        -------
        frame : DataFrame
            One row per label, indexed by its name; one column per metric.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                "LabelReport.to_frame needs pandas: pip install 'mlclf-toolkit[report]'"
            ) from error
        return pd.DataFrame(self.columns, index=pd.Index(self.names, name="label"))


def label_report(
    y_true: Any,
    y_pred: Any,
    y_score: Any = None,
    *,
    label_names: Sequence[str] | None = None,
    sample_weight: Any = None,
    zero_division: float = 0.0,
) -> LabelReport:
    """Judge the prediction of each label.

    Parameters
    ----------
    y_true : {array-like, sparse matrix} of shape (n_samples, n_labels)
        True label indicators, 0 or 1.

    y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Predicted label indicators, 0 or 1.

    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels), default=None
        Scores: adds the areas under the curves, and log loss and Brier score where
        all of them lie in [0, 1].

    label_names : sequence of str of length n_labels, default=None
        Names of the labels; None takes the columns of a DataFrame ``y_true``, or else
        numbers.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    zero_division : {0, 1, nan}, default=0
        What stands for 0/0.

    Returns
    -------
    report : LabelReport
        ``support`` and ``predicted`` are the weights of the rows that carry the label,
        and that are predicted to.

    Examples
    --------
    >>> from mlclf.metrics import label_report
    >>> y_true, y_pred = [[1, 0], [1, 1], [0, 1]], [[1, 0], [1, 0], [1, 1]]
    >>> print(label_report(y_true, y_pred, label_names=["sea", "sky"]))
    label  support  predicted  precision  recall      f1  specificity  matthews_corrcoef
    sea          2          3     0.6667  1.0000  0.8000       0.0000             0.0000
    sky          2          1     1.0000  0.5000  0.6667       1.0000             0.5000
    """
    counts = Confusion(y_true, y_pred, sample_weight, zero_division)
    columns = {"support": counts.label_true, "predicted": counts.label_pred}
    for name, formula in FORMULAS.items():
        columns[name] = averaged(formula, counts, None)
    if y_score is not None:
        ranking = Ranking(y_true, y_score, sample_weight)
        columns["roc_auc"] = roc_auc_of(ranking, None)
        columns["average_precision"] = average_precision_of(ranking, None)
        low, high = ranking.score_range
        if low >= 0 and high <= 1:
            columns["log_loss"] = log_loss_of(ranking, None)
            columns["brier_score"] = brier_score_of(ranking, None)
    return LabelReport(_names(label_names, y_true, counts.n_labels), columns)


def _names(given: Sequence[str] | None, y_true: Any, n_labels: int) -> Sequence[str]:
    names = names_of_columns(y_true) if given is None else given
    if names is None:
        return [str(j) for j in range(n_labels)]
    if len(names) != n_labels:
        raise ValueError(f"label_names must hold {n_labels} names, got {len(names)}.")
    return list(names)
