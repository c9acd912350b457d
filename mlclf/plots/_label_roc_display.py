"""The receiver operating characteristic of each label and of all."""

from sklearn.metrics import roc_curve

from mlclf.metrics import roc_auc_score
from mlclf.plots._label_curve_display import LabelCurveDisplay


class LabelRocDisplay(LabelCurveDisplay):
    """Curves of true against false positive rate, per label and averaged.

    A label above the diagonal is ranked better than by chance.

    Parameters
    ----------
    curves : dict of str to (ndarray, ndarray)
        False and true positive rate of "micro" (all cells at once), "macro" (the mean
        over labels), and each label that is neither always nor never true.

    areas : dict of str to float
        Area under each of them.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    lines_ : dict of str to matplotlib Line2D
        The curves.

    See Also
    --------
    LabelPrecisionRecallDisplay : Curves that tell more of rare labels.
    mlclf.metrics.roc_auc_score : Compute the areas.

    References
    ----------
    .. [1] Fawcett, T. (2006). An introduction to ROC analysis. Pattern Recognition
       Letters, 27(8), 861-874.

    Examples
    --------
    >>> from mlclf.plots import LabelRocDisplay
    >>> y_true, y_score = [[1, 0], [0, 1]], [[0.9, 0.4], [0.2, 0.7]]
    >>> display = LabelRocDisplay.from_predictions(y_true, y_score)
    >>> display.areas["macro"]
    1.0
    """

    _symbol = "AUC"
    _axis_names = ("false positive rate", "true positive rate")

    @staticmethod
    def _points(y, score):
        false_rate, true_rate, _ = roc_curve(y, score)
        return false_rate, true_rate

    @staticmethod
    def _area(y_true, y_score, *, average):
        return roc_auc_score(y_true, y_score, average=average)

    def _place_legend(self, *, is_own):  # noqa: ARG002 - the corner is free in any axes
        self.ax_.legend(fontsize="small", loc="lower right")
