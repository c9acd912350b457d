"""Labels as a graph: who goes with whom."""

import numpy as np

from mlclf.datasets import associate_labels
from mlclf.plots._axes import axes_for


class LabelGraphDisplay:
    """Labels on a circle, joined where they depend on one another.

    The area of a node grows with the count of its label, the width of an edge with
    the correlation of its two labels; red edges join labels that go together, blue
    ones labels that avoid one another. Labels stand in an order that puts those that
    go together side by side.

    Parameters
    ----------
    phi : ndarray of shape (n_labels, n_labels)
        Correlation of each pair of labels.

    counts : ndarray of shape (n_labels,)
        Number of samples that carry each label.

    names : ndarray of shape (n_labels,)
        Names of the labels.

    edges : ndarray of shape (n_edges, 2)
        Pairs of labels to join.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    nodes_ : matplotlib PathCollection
        The labels.

    lines_ : list of length n_edges of matplotlib Line2D
        The edges, in the order of ``edges``.

    See Also
    --------
    mlclf.datasets.associate_labels : The numbers behind it.

    References
    ----------
    .. [1] Charte, F., & Charte, D. (2015). Working with multilabel datasets in R: The
       mldr package. The R Journal, 7(2), 149-162.

    Examples
    --------
    >>> from mlclf.plots import LabelGraphDisplay
    >>> y = 5 * [[1, 1, 0], [1, 1, 1], [0, 0, 1], [0, 0, 0]]
    >>> LabelGraphDisplay.from_labels(y).edges.tolist()
    [[0, 1]]
    """

    def __init__(self, phi, counts, names, edges):
        self.phi = phi
        self.counts = counts
        self.names = names
        self.edges = edges

    @classmethod
    def from_labels(cls, y, *, threshold=0.1, alpha=0.05, n_shown=30, ax=None):
        """Draw the graph of a label matrix.

        Parameters
        ----------
        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            Label indicators, 0 or 1. The columns of a DataFrame name the labels.

        threshold : float, default=0.1
            Two labels are joined when the absolute value of their correlation is at
            least this ...

        alpha : float, default=0.05
            ... and a chi-squared test rejects their independence at this level,
            divided by the number of pairs.

        n_shown : int or None, default=30
            Number of labels shown, the most frequent ones; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelGraphDisplay
            The display, drawn.
        """
        found = associate_labels(y)
        counts = found.cooccurrence.diagonal()
        shown = np.sort(np.argsort(-counts, kind="stable")[:n_shown])
        where = np.ix_(shown, shown)
        phi, p_value = found.phi[where], found.p_value[where]
        n_pairs = max(len(shown) * (len(shown) - 1) // 2, 1)
        joined = (np.abs(phi) >= threshold) & (p_value <= alpha / n_pairs)
        edges = np.argwhere(np.triu(joined, 1))
        return cls(phi, counts[shown], found.names[shown], edges).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the graph.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelGraphDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        phi = np.asarray(self.phi)
        points = _on_a_circle(phi)
        self.lines_ = [
            self.ax_.plot(
                *points[[i, j]].T,
                color="tab:red" if phi[i, j] > 0 else "tab:blue",
                linewidth=6 * abs(phi[i, j]),
                alpha=0.6,
                zorder=1,
            )[0]
            for i, j in self.edges
        ]
        area = 600 * np.asarray(self.counts) / max(np.max(self.counts, initial=0), 1)
        self.nodes_ = self.ax_.scatter(*points.T, s=20 + area, zorder=2)
        for (x, y), name in zip(1.12 * points, self.names):
            align = "center" if abs(x) < 0.2 else "left" if x > 0 else "right"
            self.ax_.text(x, y, str(name), ha=align, va="center", parse_math=False)
        self.ax_.set_aspect("equal")
        self.ax_.margins(0.25)
        self.ax_.axis("off")
        return self


def _on_a_circle(phi):
    """Place labels on the unit circle, each beside the one it goes with most."""
    strength = np.nan_to_num(phi)
    left = list(range(len(phi)))
    order = [left.pop(0)] if left else []
    while left:
        nearest = max(left, key=lambda j: strength[order[-1], j])
        left.remove(nearest)
        order.append(nearest)
    angle = np.empty(len(phi))
    angle[order] = 2 * np.pi * np.arange(len(phi)) / max(len(phi), 1)
    return np.column_stack([np.cos(angle), np.sin(angle)])
