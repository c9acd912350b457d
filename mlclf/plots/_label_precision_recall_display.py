"""Precision against recall of each label and of all."""

from sklearn.metrics import precision_recall_curve

from mlclf.metrics import average_precision_score
from mlclf.plots._axes import legend_beside
from mlclf.plots._label_curve_display import LabelCurveDisplay


class LabelPrecisionRecallDisplay(LabelCurveDisplay):
    """Curves of precision against recall, per label and averaged.

    For rare labels it tells more than the ROC curve: the many samples without the label
    do not make it look better.

    Parameters
    ----------
    curves : dict of str to (ndarray, ndarray)
        Recall and precision of "micro" (all cells at once), "macro" (the mean over
        labels), and each label that is neither always nor never true.

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
    LabelRocDisplay : Curves of true against false positive rate.
    mlclf.metrics.average_precision_score : Compute the areas.

    References
    ----------
    .. [1] Davis, J., & Goadrich, M. (2006). The relationship between precision-recall
       and ROC curves. ICML, 233-240.

    Examples
    --------
    >>> from mlclf.plots import LabelPrecisionRecallDisplay
    >>> y_true, y_score = [[1, 0], [0, 1]], [[0.9, 0.4], [0.2, 0.7]]
    >>> display = LabelPrecisionRecallDisplay.from_predictions(y_true, y_score)
    >>> display.areas["macro"]
    1.0
    """

    _symbol = "AP"
    _axis_names = ("recall", "precision")

    @staticmethod
    def _points(y, score):
        precision, recall, _ = precision_recall_curve(y, score)
        return recall[::-1], precision[::-1]

    @staticmethod
    def _area(y_true, y_score, *, average):
        return average_precision_score(y_true, y_score, average=average)

    def _place_legend(self, *, is_own):
        legend_beside(self.ax_, is_own=is_own)
