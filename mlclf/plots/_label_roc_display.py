"""The receiver operating characteristic of each label and of all."""

from sklearn.metrics import roc_curve

from mlclf._labels import check_indicator
from mlclf.metrics import predict_scores, roc_auc_score
from mlclf.plots._axes import axes_for
from mlclf.plots._label_curves import (
    draw_curves,
    label_curves,
    names_of,
    scores_of,
)


class LabelRocDisplay:
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

    def __init__(self, curves, areas):
        self.curves = curves
        self.areas = areas

    @classmethod
    def from_estimator(cls, estimator, X, y, *, label_names=None, n_shown=5, ax=None):
        """Draw the curves of a fitted classifier.

        Parameters
        ----------
        estimator : fitted classifier
            With ``predict_proba``, or else ``decision_function``.

        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        label_names : sequence of str, default=None
            Names of the labels; None takes the columns of a DataFrame, or numbers.

        n_shown : int or None, default=5
            Number of labels in the legend, the worst first; None names all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelRocDisplay
            The display, drawn.
        """
        scores = predict_scores(estimator, X, check_indicator(y).shape[1])
        return cls.from_predictions(
            y, scores, label_names=label_names, n_shown=n_shown, ax=ax
        )

    @classmethod
    def from_predictions(cls, y_true, y_score, *, label_names=None, n_shown=5, ax=None):
        """Draw the curves of scores.

        Parameters
        ----------
        y_true : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
            Scores.

        label_names : sequence of str, default=None
            Names of the labels; None takes the columns of a DataFrame, or numbers.

        n_shown : int or None, default=5
            Number of labels in the legend, the worst first; None names all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelRocDisplay
            The display, drawn.
        """
        names = names_of(y_true, label_names)
        Y, S = check_indicator(y_true), scores_of(y_score)
        areas = dict(zip(names, roc_auc_score(Y, S, average=None)))
        areas |= {a: roc_auc_score(Y, S, average=a) for a in ("micro", "macro")}
        curves = label_curves(_points, Y, S, names)
        display = cls(curves, {name: float(areas[name]) for name in curves})
        return display.plot(n_shown=n_shown, ax=ax)

    def plot(self, *, n_shown=5, ax=None):
        """Draw the curves.

        Parameters
        ----------
        n_shown : int or None, default=5
            Number of labels in the legend, the worst first; None names all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelRocDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        self.lines_ = draw_curves(self.ax_, self.curves, self.areas, "AUC", n_shown)
        self.ax_.set(xlabel="false positive rate", ylabel="true positive rate")
        self.ax_.legend(fontsize="small", loc="lower right")
        return self


def _points(y, score):
    false_rate, true_rate, _ = roc_curve(y, score)
    return false_rate, true_rate
