"""Which labels are predicted in place of which, as a colored matrix."""

import numpy as np

from mlclf.metrics import label_confusion_matrix
from mlclf.plots._axes import axes_for
from mlclf.plots._label_curves import names_of


class LabelConfusionDisplay:
    """Matrix of true labels against predicted ones.

    Parameters
    ----------
    matrix : ndarray of shape (n_labels + 1, n_labels + 1)
        What :func:`mlclf.metrics.label_confusion_matrix` counts; the last row and
        column stand for no label.

    names : list of str of length n_labels
        Names of the labels.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    image_ : matplotlib AxesImage
        The shares of each row.

    See Also
    --------
    mlclf.metrics.label_confusion_matrix : The numbers behind it.

    References
    ----------
    .. [1] Heydarian, M., Doyle, T. E., & Samavi, R. (2022). MLCM: Multi-label confusion
       matrix. IEEE Access, 10, 19083-19095.

    Examples
    --------
    >>> from mlclf.plots import LabelConfusionDisplay
    >>> display = LabelConfusionDisplay.from_predictions([[1, 0]], [[0, 1]])
    >>> display.matrix[0]
    array([0., 1., 0.])
    """

    def __init__(self, matrix, names):
        self.matrix = matrix
        self.names = names

    @classmethod
    def from_estimator(cls, estimator, X, y, *, label_names=None, n_shown=20, ax=None):
        """Draw the confusion of a fitted classifier.

        Parameters
        ----------
        estimator : fitted classifier
            Its ``predict`` is used.

        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        label_names : sequence of str, default=None
            Names of the labels; None takes the columns of a DataFrame, or numbers.

        n_shown : int or None, default=20
            Number of labels shown, the most frequent; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelConfusionDisplay
            The display, drawn.
        """
        return cls.from_predictions(
            y, estimator.predict(X), label_names=label_names, n_shown=n_shown, ax=ax
        )

    @classmethod
    def from_predictions(cls, y_true, y_pred, *, label_names=None, n_shown=20, ax=None):
        """Draw the confusion of predicted labels.

        Parameters
        ----------
        y_true : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        y_pred : {array-like, sparse matrix} of shape (n_samples, n_labels)
            Predicted label indicators, 0 or 1.

        label_names : sequence of str, default=None
            Names of the labels; None takes the columns of a DataFrame, or numbers.

        n_shown : int or None, default=20
            Number of labels shown, the most frequent; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelConfusionDisplay
            The display, drawn.
        """
        names = names_of(y_true, label_names)
        matrix = label_confusion_matrix(y_true, y_pred)
        return cls(matrix, names).plot(n_shown=n_shown, ax=ax)

    def plot(self, *, n_shown=20, ax=None):
        """Draw the matrix, each row as shares.

        Parameters
        ----------
        n_shown : int or None, default=20
            Number of labels shown, the most frequent; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelConfusionDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        totals = self.matrix.sum(axis=1)
        frequent = np.argsort(-totals[:-1], kind="stable")[:n_shown]
        shown = np.append(np.sort(frequent), len(totals) - 1)
        shares = self.matrix / np.maximum(totals, np.finfo(float).tiny)[:, None]
        self.image_ = self.ax_.imshow(
            shares[np.ix_(shown, shown)], vmin=0, vmax=1, cmap="Blues"
        )
        names = [*self.names, "(nothing)"]
        ticks = range(len(shown))
        self.ax_.set_xticks(ticks, [names[j] for j in shown], rotation=90)
        self.ax_.set_yticks(ticks, [names[j] for j in shown])
        self.ax_.set(xlabel="predicted label", ylabel="true label")
        self.figure_.colorbar(self.image_, ax=self.ax_, label="share of the row")
        return self
