"""Critical-difference diagram: average ranks, and which cannot be told apart."""

import numpy as np

from mlclf.plots._axes import axes_for


class CriticalDifferenceDisplay:
    """Average ranks on a line; bars join methods that cannot be told apart.

    The best method is at the left [1]_. The bar above the line is as long as two
    ranks must be apart to differ.

    Parameters
    ----------
    average_ranks : array-like of shape (n_methods,)
        1 is best.

    names : sequence of str
        Names of the methods.

    groups : sequence of tuple of int
        Methods that cannot be told apart, by number.

    distance : float, default=None
        Critical distance, drawn above the line.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    bars_ : list of matplotlib Line2D
        One per group.

    texts_ : list of matplotlib Text
        The names, the best first.

    See Also
    --------
    mlclf.compare.analyze : The tests behind it.

    References
    ----------
    .. [1] Demšar, J. (2006). Statistical comparisons of classifiers over multiple
       data sets. Journal of Machine Learning Research, 7, 1-30.

    Examples
    --------
    >>> from mlclf.plots import CriticalDifferenceDisplay
    >>> display = CriticalDifferenceDisplay(
    ...     [3.1, 2.0, 2.9, 2.0], ["A", "B", "C", "D"], [(1, 3, 2, 0)], distance=1.25
    ... ).plot()
    >>> [text.get_text() for text in display.texts_]
    ['B  2.00', 'D  2.00', 'C  2.90', 'A  3.10']
    """

    def __init__(self, average_ranks, names, groups, distance=None):
        self.average_ranks = average_ranks
        self.names = names
        self.groups = groups
        self.distance = distance

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
        display : CriticalDifferenceDisplay
            The display, drawn.
        """
        return cls(
            analysis.average_ranks,
            analysis.methods,
            analysis.groups,
            analysis.critical_distance,
        ).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the diagram.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : CriticalDifferenceDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        ranks = np.asarray(self.average_ranks, dtype=float)
        order = np.argsort(ranks, kind="stable")
        top, step = 0.5 * len(self.groups) + 1.0, 1.0
        self._draw_line(len(ranks), top)
        self.bars_ = [
            self.ax_.plot(
                [ranks[list(group)].min() - 0.04, ranks[list(group)].max() + 0.04],
                [top - 0.5 * (i + 1)] * 2,
                linewidth=4,
                solid_capstyle="butt",
                color="C0",
            )[0]
            for i, group in enumerate(self.groups)
        ]
        half = (len(ranks) + 1) // 2
        self.texts_ = [
            self._draw_name(ranks, j, place, half, top, step)
            for place, j in enumerate(order)
        ]
        self.ax_.set_ylim(-step * half, top + 1.6)
        return self

    def _draw_line(self, n_methods, top):
        """Draw the axis of ranks, and the critical distance above it."""
        ax = self.ax_
        ax.axis("off")
        ink = _ink()
        ax.plot([1, n_methods], [top, top], color=ink, linewidth=1)
        for rank in range(1, n_methods + 1):
            ax.plot([rank, rank], [top, top + 0.15], color=ink, linewidth=1)
            ax.text(rank, top + 0.25, str(rank), ha="center", va="bottom")
        if self.distance is not None:
            ends = [1, 1 + min(self.distance, n_methods - 1)]
            ax.plot(ends, [top + 1.1] * 2, color=ink, linewidth=2)
            text = f"critical distance {self.distance:.2f}"
            ax.text(np.mean(ends), top + 1.2, text, ha="center", va="bottom")
        margin = 0.45 * max(n_methods - 1, 1)
        ax.set_xlim(1 - margin, n_methods + margin)

    def _draw_name(self, ranks, j, place, half, top, step):
        """Draw one name, left or right, and the line that leads to its rank."""
        left = place < half
        level = place if left else len(ranks) - 1 - place
        edge = 0.9 if left else len(ranks) + 0.1
        y = -step * level
        path = [(ranks[j], top), (ranks[j], y), (edge, y)]
        self.ax_.plot(*zip(*path), color=_ink(), linewidth=0.8)
        text = f"{self.names[j]}  {ranks[j]:.2f}"
        side = {"ha": "right" if left else "left", "va": "center"}
        return self.ax_.text(edge + (-0.05 if left else 0.05), y, text, **side)


def _ink():
    """Return the color of text, which a style may change."""
    import matplotlib as mpl

    return mpl.rcParams["text.color"]
