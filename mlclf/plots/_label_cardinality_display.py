"""How many labels samples carry, as a histogram."""

import numpy as np

from mlclf.datasets import describe_labels
from mlclf.plots._axes import axes_for


class LabelCardinalityDisplay:
    """Histogram of the number of labels per sample, with its mean.

    Parameters
    ----------
    sizes : ndarray
        ``sizes[c]`` samples carry c labels.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    bars_ : matplotlib BarContainer
        The bars, from no label upward.

    line_ : matplotlib Line2D
        The mean: the cardinality.

    See Also
    --------
    mlclf.datasets.describe_labels : The numbers behind it.

    References
    ----------
    .. [1] Charte, F., & Charte, D. (2015). Working with multilabel datasets in R: The
       mldr package. The R Journal, 7(2), 149-162.

    Examples
    --------
    >>> from mlclf.plots import LabelCardinalityDisplay
    >>> display = LabelCardinalityDisplay.from_labels([[1, 0], [1, 1], [1, 0]])
    >>> [int(bar.get_height()) for bar in display.bars_]
    [0, 2, 1]
    """

    def __init__(self, sizes):
        self.sizes = sizes

    @classmethod
    def from_labels(cls, y, *, ax=None):
        """Draw the histogram of a label matrix.

        Parameters
        ----------
        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            Label indicators, 0 or 1.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelCardinalityDisplay
            The display, drawn.
        """
        return cls(describe_labels(y).sizes).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the histogram.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelCardinalityDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        sizes = np.asarray(self.sizes)
        numbers = np.arange(len(sizes))
        self.bars_ = self.ax_.bar(numbers, sizes, width=0.9)
        mean = numbers @ sizes / sizes.sum()
        self.line_ = self.ax_.axvline(
            mean, color="black", linestyle="--", label=f"cardinality {mean:.2f}"
        )
        self.ax_.xaxis.get_major_locator().set_params(integer=True)
        self.ax_.set_xlabel("labels of a sample")
        self.ax_.set_ylabel("samples")
        self.ax_.legend()
        return self
