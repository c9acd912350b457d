"""Metrics against the threshold that turns scores into labels."""

import numpy as np

from mlclf._labels import check_indicator
from mlclf.metrics import Metric, evaluate, get_metric, predict_scores
from mlclf.plots._axes import axes_for
from mlclf.plots._label_curves import scores_of


class ThresholdCurveDisplay:
    """Curves of metrics over one threshold for all labels.

    It shows how far 0.5 is from the best threshold, and that it is another one for each
    metric. Draw it on training data held out, and never choose by test data.

    Parameters
    ----------
    thresholds : ndarray of shape (n_thresholds,)
        A label is predicted where its score is above.

    values : dict of str to ndarray of shape (n_thresholds,)
        Values of each metric.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    lines_ : dict of str to matplotlib Line2D
        The curves.

    References
    ----------
    .. [1] Yang, Y. (2001). A study of thresholding strategies for text categorization.
       SIGIR, 137-145.

    Examples
    --------
    >>> from mlclf.plots import ThresholdCurveDisplay
    >>> y_true, y_score = [[1, 0], [0, 1]], [[0.4, 0.1], [0.2, 0.3]]
    >>> display = ThresholdCurveDisplay.from_predictions(
    ...     y_true, y_score, metrics=["f1_micro"], thresholds=[0.25, 0.5]
    ... )
    >>> display.values["f1_micro"].tolist()
    [1.0, 0.0]
    """

    def __init__(self, thresholds, values):
        self.thresholds = thresholds
        self.values = values

    @classmethod
    def from_estimator(
        cls,
        estimator,
        X,
        y,
        *,
        metrics=("f1_micro", "f1_macro", "f1_samples"),
        thresholds=None,
        ax=None,
    ):
        """Draw the curves of a fitted classifier.

        Parameters
        ----------
        estimator : fitted classifier
            With ``predict_proba``, or else ``decision_function``.

        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        metrics : str, Metric or sequence, default=("f1_micro", "f1_macro", \
                "f1_samples")
            Metrics of labels, as :func:`mlclf.metrics.get_metric` takes them.

        thresholds : array-like of shape (n_thresholds,), default=None
            None takes 99 between the lowest and the highest score.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ThresholdCurveDisplay
            The display, drawn.
        """
        scores = predict_scores(estimator, X, check_indicator(y).shape[1])
        return cls.from_predictions(
            y, scores, metrics=metrics, thresholds=thresholds, ax=ax
        )

    @classmethod
    def from_predictions(
        cls,
        y_true,
        y_score,
        *,
        metrics=("f1_micro", "f1_macro", "f1_samples"),
        thresholds=None,
        ax=None,
    ):
        """Draw the curves of scores.

        Parameters
        ----------
        y_true : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
            Scores.

        metrics : str, Metric or sequence, default=("f1_micro", "f1_macro", \
                "f1_samples")
            Metrics of labels, as :func:`mlclf.metrics.get_metric` takes them.

        thresholds : array-like of shape (n_thresholds,), default=None
            None takes 99 between the lowest and the highest score.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ThresholdCurveDisplay
            The display, drawn.
        """
        S, metrics = scores_of(y_score), _label_metrics(metrics)
        if thresholds is None:
            thresholds = np.linspace(S.min(), S.max(), 101)[1:-1]
        thresholds = np.asarray(thresholds, dtype=float)
        reports = [
            evaluate(y_true, (threshold < S).astype(np.int8), metrics=metrics)
            for threshold in thresholds
        ]
        values = {m.name: np.array([r[m.name] for r in reports]) for m in metrics}
        return cls(thresholds, values).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ThresholdCurveDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        self.lines_ = {
            name: self.ax_.plot(self.thresholds, values, label=name)[0]
            for name, values in self.values.items()
        }
        self.ax_.set(xlabel="threshold", ylabel="value")
        self.ax_.legend()
        return self


def _label_metrics(metrics):
    """Return metrics of labels, or say which one takes scores."""
    one = isinstance(metrics, (str, Metric))
    found = [get_metric(name) for name in ([metrics] if one else metrics)]
    for metric in found:
        if metric.input != "labels":
            raise ValueError(
                f"metrics must take labels to have thresholds, got {metric.name!r}, "
                "which takes scores."
            )
    return found
