"""Scores by label: a heat map of methods and labels."""

import numpy as np

from mlclf.plots._axes import axes_for


class LabelScoreDisplay:
    """Heat map of one score per method and label: which labels a method misses.

    Parameters
    ----------
    scores : array-like of shape (n_methods, n_labels)
        NaN is left blank.

    names : sequence of str
        Names of the methods.

    label_names : sequence of str
        Names of the labels.

    counts : array-like of shape (n_labels,), default=None
        Number of samples that carry each label. The labels are sorted by it, the most
        frequent first.

    score_name : str, default="F1"
        What the score is.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    image_ : matplotlib AxesImage
        The map.

    order_ : ndarray of shape (n_shown,)
        Labels shown, in order.

    Examples
    --------
    >>> from mlclf.plots import LabelScoreDisplay
    >>> display = LabelScoreDisplay(
    ...     [[0.1, 0.9], [0.2, 0.8]], ["A", "B"], ["rare", "frequent"], [3, 70]
    ... ).plot()
    >>> display.order_
    array([1, 0])
    """

    def __init__(self, scores, names, label_names, counts=None, *, score_name="F1"):
        self.scores = scores
        self.names = names
        self.label_names = label_names
        self.counts = counts
        self.score_name = score_name

    @classmethod
    def from_results(cls, results, dataset, *, n_shown=40, ax=None):
        """Draw the F1 of each label on one data set of a comparison.

        The counts of all folds are added up before F1 is taken.

        Parameters
        ----------
        results : Results
            What :func:`mlclf.compare.run` returned.

        dataset : str
            Name.

        n_shown : int or None, default=40
            Number of labels shown, the most frequent ones; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelScoreDisplay
            The display, drawn.
        """
        label_names = results.plan["datasets"][dataset]["label_names"]
        scores = np.full((len(results.methods), len(label_names)), np.nan)
        positives = np.zeros(len(label_names))
        for i, method in enumerate(results.methods):
            counts = [c.label_counts for c in results.of(dataset, method)]
            if not counts or not all(counts):
                continue
            tp, fp, fn = (
                np.sum([c[key] for c in counts], axis=0) for key in ("tp", "fp", "fn")
            )
            positives = tp + fn
            scores[i] = 2 * tp / np.maximum(2 * tp + fp + fn, 1)
        display = cls(scores, results.methods, label_names, positives)
        return display.plot(n_shown=n_shown, ax=ax)

    def plot(self, *, n_shown=40, ax=None):
        """Draw the map.

        Parameters
        ----------
        n_shown : int or None, default=40
            Number of labels shown; None shows all.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LabelScoreDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        scores = np.asarray(self.scores, dtype=float)
        counts = np.zeros(scores.shape[1]) if self.counts is None else self.counts
        self.order_ = np.argsort(-np.asarray(counts), kind="stable")[:n_shown]
        self.image_ = self.ax_.imshow(
            scores[:, self.order_], vmin=0, vmax=1, aspect="auto", cmap="viridis"
        )
        self.ax_.set_yticks(range(len(self.names)), self.names)
        shown = [str(self.label_names[j]) for j in self.order_]
        size = "medium" if len(shown) <= 20 else "xx-small"
        self.ax_.set_xticks(range(len(shown)), shown, rotation=90, fontsize=size)
        hidden = scores.shape[1] - len(shown)
        more = f", {hidden} rarer ones not shown" if hidden else ""
        ranked = "" if self.counts is None else ", the most frequent first"
        self.ax_.set_xlabel(f"label{ranked}{more}")
        self.figure_.colorbar(self.image_, ax=self.ax_, label=self.score_name)
        return self
