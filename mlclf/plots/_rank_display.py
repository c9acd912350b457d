"""Ranks of methods, block by block."""

import numpy as np
from scipy.stats import rankdata

from mlclf.plots._axes import axes_for


class RankDisplay:
    """Each method's rank on every data set as a dot, and the average as a bar.

    Parameters
    ----------
    ranks : array-like of shape (n_blocks, n_methods)
        1 is best.

    names : sequence of str
        Names of the methods.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    order_ : ndarray of shape (n_methods,)
        Methods from top to bottom, the best first.

    averages_ : ndarray of shape (n_methods,)
        Average ranks, in that order.

    Examples
    --------
    >>> from mlclf.plots import RankDisplay
    >>> display = RankDisplay.from_scores([[0.9, 0.8], [0.7, 0.6]], ["A", "B"])
    >>> display.averages_
    array([1., 2.])
    """

    def __init__(self, ranks, names):
        self.ranks = ranks
        self.names = names

    @classmethod
    def from_scores(cls, scores, names, *, greater_is_better=True, ax=None):
        """Draw the ranks of a matrix of scores.

        Parameters
        ----------
        scores : array-like of shape (n_blocks, n_methods)
            One row per data set.

        names : sequence of str
            Names of the methods.

        greater_is_better : bool, default=True
            Direction of the scores.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : RankDisplay
            The display, drawn.
        """
        sign = -1 if greater_is_better else 1
        ranks = rankdata(sign * np.asarray(scores, dtype=float), axis=1)
        return cls(ranks, names).plot(ax=ax)

    @classmethod
    def from_analysis(cls, analysis, *, ax=None):
        """Draw the ranks of a comparison.

        Parameters
        ----------
        analysis : Analysis
            What :func:`mlclf.compare.analyze` returned.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : RankDisplay
            The display, drawn.
        """
        return cls.from_scores(
            analysis.scores,
            analysis.methods,
            greater_is_better=analysis.greater_is_better,
            ax=ax,
        )

    def plot(self, *, ax=None):
        """Draw dots and averages.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : RankDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        ranks = np.asarray(self.ranks, dtype=float)
        self.order_ = np.argsort(ranks.mean(axis=0), kind="stable")
        self.averages_ = ranks.mean(axis=0)[self.order_]
        places = np.arange(len(self.order_))
        self.ax_.barh(places, self.averages_, color="C0", alpha=0.35)
        # Dots of one rank would hide one another: each block has a height of its own.
        heights = np.linspace(-0.25, 0.25, len(ranks)) if len(ranks) > 1 else [0.0]
        for place, j in zip(places, self.order_):
            self.ax_.scatter(ranks[:, j], place + np.array(heights), s=14, color="C0")
        self.ax_.set_yticks(places, [self.names[j] for j in self.order_])
        self.ax_.invert_yaxis()
        self.ax_.set_xlim(0, ranks.shape[1] + 0.5)
        self.ax_.set_xlabel("rank (1 is best); bars are averages")
        return self
