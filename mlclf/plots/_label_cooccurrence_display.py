"""Which labels occur together, as a heat map."""

import numpy as np

from mlclf.datasets import associate_labels
from mlclf.plots._axes import axes_for


class LabelCooccurrenceDisplay:
    """Heat map of how labels occur together.

    Parameters
    ----------
    values : ndarray of shape (n_labels, n_labels)
        What is shown of each pair of labels.

    names : ndarray of shape (n_labels,)
        Names of the labels.

    kind : {"conditional", "count", "phi"}, default="conditional"
        What the values are: the share of the samples with the row's label that carry
        the column's as well, the number of samples with both, or their correlation.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    image_ : matplotlib AxesImage
        The heat map.

    See Also
    --------
    mlclf.datasets.associate_labels : The numbers behind it.

    References
    ----------
    .. [1] Charte, F., & Charte, D. (2015). Working with multilabel datasets in R: The
       mldr package. The R Journal, 7(2), 149-162.

    Examples
    --------
    >>> from mlclf.plots import LabelCooccurrenceDisplay
    >>> display = LabelCooccurrenceDisplay.from_labels([[1, 0], [1, 1], [1, 0]])
    >>> display.values.round(2).tolist()
    [[1.0, 0.33], [1.0, 1.0]]
    """

    def __init__(self, values, names, kind="conditional"):
        self.values = values
        self.names = names
        self.kind = kind

    @classmethod
    def from_labels(cls, y, *, kind="conditional", n_shown=30, ax=None):
        """Draw the co-occurrence of the labels of a matrix.

        Parameters
        ----------
        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            Label indicators, 0 or 1. The columns of a DataFrame name the labels.

        kind : {"conditional", "count", "phi"}, default="conditional"
            What to show: the share of the samples with the row's label that carry the
            column's as well, the number of samples with both, or their correlation.

        n_shown : int or None, default=30
            Number of labels shown, the most frequent ones, in their order; None shows
            all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelCooccurrenceDisplay
            The display, drawn.
        """
        if kind not in ("conditional", "count", "phi"):
            raise ValueError(
                f'kind must be "conditional", "count" or "phi", got {kind!r}.'
            )
        found = associate_labels(y)
        counts = found.cooccurrence.diagonal()
        shown = np.sort(np.argsort(-counts, kind="stable")[:n_shown])
        values = found.phi if kind == "phi" else found.cooccurrence.astype(float)
        if kind == "conditional":
            values = np.divide(
                values,
                counts[:, None],
                out=np.full(values.shape, np.nan),
                where=counts[:, None] > 0,
            )
        return cls(values[np.ix_(shown, shown)], found.names[shown], kind).plot(ax=ax)

    def plot(self, *, cmap=None, ax=None):
        """Draw the heat map.

        Parameters
        ----------
        cmap : str or Colormap, default=None
            Colors; None is a map that suits the kind.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelCooccurrenceDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        low, high, colors, title = {
            "conditional": (0, 1, "viridis", "share of the row's label"),
            "count": (0, None, "viridis", "samples with both labels"),
            "phi": (-1, 1, "RdBu_r", "correlation"),
        }[self.kind]
        self.image_ = self.ax_.imshow(
            self.values, cmap=cmap or colors, vmin=low, vmax=high
        )
        self.figure_.colorbar(self.image_, ax=self.ax_, label=title)
        names = [str(name) for name in self.names]
        places = np.arange(len(names))
        self.ax_.set_xticks(places, names, rotation=90, parse_math=False)
        self.ax_.set_yticks(places, names, parse_math=False)
        return self
