"""Displays of one curve per label, and of the averages over labels."""

from abc import ABC, abstractmethod

from mlclf._labels import check_indicator
from mlclf.metrics import predict_scores
from mlclf.plots._axes import axes_for
from mlclf.plots._label_curves import (
    AVERAGES,
    draw_curves,
    label_curves,
    names_of,
    scores_of,
)

__all__ = ["LabelCurveDisplay"]


class LabelCurveDisplay(ABC):
    """Base of the displays that draw a curve for each label.

    A subclass computes the points of one curve and its area, and names the axes.

    Parameters
    ----------
    curves : dict of str to (ndarray, ndarray)
        Points of "micro" (all cells at once), "macro" (the mean over labels), and each
        label that is neither always nor never true.

    areas : dict of str to float
        Area under each of them.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    lines_ : dict of str to matplotlib Line2D
        The curves.
    """

    _symbol: str
    _axis_names: tuple[str, str]

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
        display : object
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
        display : object
            The display, drawn.
        """
        names = names_of(y_true, label_names)
        Y, S = check_indicator(y_true), scores_of(y_score)
        areas = dict(zip(names, cls._area(Y, S, average=None)))
        areas |= {average: cls._area(Y, S, average=average) for average in AVERAGES}
        curves = label_curves(cls._points, Y, S, names)
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
        display : object
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        self.lines_ = draw_curves(
            self.ax_, self.curves, self.areas, self._symbol, n_shown
        )
        x_name, y_name = self._axis_names
        self.ax_.set(xlabel=x_name, ylabel=y_name)
        self._place_legend(is_own=ax is None)
        return self

    @staticmethod
    @abstractmethod
    def _points(y, score):
        """Return x, increasing, and y of the curve of one label."""

    @staticmethod
    @abstractmethod
    def _area(y_true, y_score, *, average):
        """Return the area under the curve of each label, or of an average."""

    @abstractmethod
    def _place_legend(self, *, is_own):
        """Draw the legend; ``is_own`` tells that the figure is the display's own."""
