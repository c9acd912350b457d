"""What happens against what was said to be probable."""

import numpy as np
from sklearn.calibration import calibration_curve

from mlclf._labels import check_indicator
from mlclf.metrics import expected_calibration_error, predict_scores
from mlclf.plots._axes import axes_for
from mlclf.plots._label_curves import scores_of


class ReliabilityDisplay:
    """Frequency against mean probability, in bins over the cells of all labels.

    On the diagonal are calibrated probabilities; below it they are too high.

    Parameters
    ----------
    frequency, probability : ndarray of shape (n_filled_bins,)
        Share of true cells, and mean probability, of each bin with cells in it.

    counts : ndarray of shape (n_bins,)
        Number of cells of each bin.

    error : float
        Expected calibration error.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    line_ : matplotlib Line2D
        The curve.

    bars_ : matplotlib BarContainer
        The share of the cells in each bin, faintly.

    See Also
    --------
    mlclf.metrics.expected_calibration_error : The distance from the diagonal.

    References
    ----------
    .. [1] Niculescu-Mizil, A., & Caruana, R. (2005). Predicting good probabilities with
       supervised learning. ICML, 625-632.

    Examples
    --------
    >>> from mlclf.plots import ReliabilityDisplay
    >>> y_true, y_proba = [[1, 0]], [[0.75, 0.25]]
    >>> display = ReliabilityDisplay.from_predictions(y_true, y_proba, n_bins=2)
    >>> display.error
    0.25
    """

    def __init__(self, frequency, probability, counts, error):
        self.frequency = frequency
        self.probability = probability
        self.counts = counts
        self.error = error

    @classmethod
    def from_estimator(cls, estimator, X, y, *, label=None, n_bins=10, ax=None):
        """Draw the reliability of a fitted classifier.

        Parameters
        ----------
        estimator : fitted classifier
            With ``predict_proba``.

        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        label : int, default=None
            Column to look at; None looks at all of them together.

        n_bins : int, default=10
            Number of bins of equal width.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ReliabilityDisplay
            The display, drawn.
        """
        P = predict_scores(estimator, X, check_indicator(y).shape[1])
        return cls.from_predictions(y, P, label=label, n_bins=n_bins, ax=ax)

    @classmethod
    def from_predictions(cls, y_true, y_proba, *, label=None, n_bins=10, ax=None):
        """Draw the reliability of probabilities.

        Parameters
        ----------
        y_true : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        y_proba : {array-like, sparse matrix} of shape (n_samples, n_labels)
            Probabilities.

        label : int, default=None
            Column to look at; None looks at all of them together.

        n_bins : int, default=10
            Number of bins of equal width.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ReliabilityDisplay
            The display, drawn.

        Raises
        ------
        ValueError
            If a value of ``y_proba`` is outside [0, 1].
        """
        Y, P = check_indicator(y_true), scores_of(y_proba)
        if label is not None:
            Y, P = Y[:, [label]], P[:, [label]]
        error = expected_calibration_error(Y, P, n_bins=n_bins)
        curve = calibration_curve(Y.ravel(), P.ravel(), n_bins=n_bins)
        counts = np.histogram(P, bins=n_bins, range=(0, 1))[0]
        return cls(*curve, counts, error).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the curve over the shares of the bins.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ReliabilityDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        edges = np.linspace(0, 1, len(self.counts) + 1)
        share = self.counts / self.counts.sum()
        self.bars_ = self.ax_.bar(
            edges[:-1], share, np.diff(edges), align="edge", alpha=0.2, label="cells"
        )
        self.ax_.plot([0, 1], [0, 1], "k:", label="calibrated")
        (self.line_,) = self.ax_.plot(
            self.probability, self.frequency, "o-", label=f"ECE = {self.error:.3f}"
        )
        self.ax_.set(
            xlabel="mean probability", ylabel="share of true cells", ylim=(0, 1)
        )
        self.ax_.legend()
        return self
