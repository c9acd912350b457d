"""How often each label occurs, as bars."""

import numpy as np

from mlclf.datasets import describe_labels
from mlclf.plots._axes import axes_for


class LabelFrequencyDisplay:
    """Bars of the number of samples that carry each label, the most frequent first.

    Parameters
    ----------
    counts : ndarray of shape (n_labels,)
        Number of samples that carry each label.

    names : ndarray of shape (n_labels,)
        Names of the labels.

    n_samples : int
        Number of samples.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    bars_ : matplotlib BarContainer
        The bars.

    See Also
    --------
    mlclf.datasets.describe_labels : The numbers behind it.

    References
    ----------
    .. [1] Charte, F., & Charte, D. (2015). Working with multilabel datasets in R: The
       mldr package. The R Journal, 7(2), 149-162.

    Examples
    --------
    >>> from mlclf.plots import LabelFrequencyDisplay
    >>> display = LabelFrequencyDisplay.from_labels([[1, 0], [1, 1], [1, 0]])
    >>> [int(bar.get_width()) for bar in display.bars_]
    [3, 1]
    """

    def __init__(self, counts, names, n_samples):
        self.counts = counts
        self.names = names
        self.n_samples = n_samples

    @classmethod
    def from_labels(cls, y, *, n_shown=30, ax=None):
        """Draw the frequencies of a label matrix.

        Parameters
        ----------
        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            Label indicators, 0 or 1. The columns of a DataFrame name the labels.

        n_shown : int or None, default=30
            Number of labels shown; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelFrequencyDisplay
            The display, drawn.
        """
        statistics = describe_labels(y)
        display = cls(statistics.counts, statistics.names, statistics.n_samples)
        return display.plot(n_shown=n_shown, ax=ax)

    def plot(self, *, n_shown=30, ax=None):
        """Draw the bars.

        Parameters
        ----------
        n_shown : int or None, default=30
            Number of labels shown; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelFrequencyDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        counts = np.asarray(self.counts)
        shown = np.argsort(-counts, kind="stable")[:n_shown]
        places, names = np.arange(len(shown)), [str(self.names[j]) for j in shown]
        self.bars_ = self.ax_.barh(places, counts[shown])
        self.ax_.set_yticks(places, names, parse_math=False)
        self.ax_.invert_yaxis()
        self.ax_.set_xlabel("samples")
        share = self.ax_.secondary_xaxis(
            "top",
            functions=(lambda n: n / self.n_samples, lambda s: s * self.n_samples),
        )
        share.set_xlabel("share of the samples")
        hidden = len(self.counts) - len(shown)
        self.ax_.set_ylabel(f"label ({hidden} rarer not shown)" if hidden else "label")
        return self
