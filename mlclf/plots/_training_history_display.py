"""The course of a training: losses and scores, epoch by epoch."""

from sklearn.utils.validation import check_is_fitted

from mlclf.plots._axes import axes_for


class TrainingHistoryDisplay:
    """Curves of the loss, and of the validation score, over the epochs of a network.

    It tells an under-trained network (both curves still fall) from one that learned
    its samples by heart (the validation loss rises while the other falls).

    Parameters
    ----------
    history : dict of str to list
        ``history_`` of a fitted network: "loss" and, where a part was held out,
        "validation_..."; what is not a loss gets an axis of its own.

    best_epoch : int, default=None
        Epoch, from 1, whose weights were kept.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    lines_ : dict of str to matplotlib Line2D
        A curve for each loss and score.

    References
    ----------
    .. [1] Prechelt, L. (1998). Early stopping - but when? In Neural Networks: Tricks
       of the Trade, 55-69.

    Examples
    --------
    >>> from mlclf.plots import TrainingHistoryDisplay
    >>> history = {"loss": [0.6, 0.4, 0.3], "validation_loss": [0.6, 0.5, 0.55]}
    >>> display = TrainingHistoryDisplay(history, best_epoch=2).plot()
    >>> sorted(display.lines_)
    ['loss', 'validation_loss']
    """

    def __init__(self, history, best_epoch=None):
        self.history = history
        self.best_epoch = best_epoch

    @classmethod
    def from_estimator(cls, estimator, *, ax=None):
        """Draw the history of a fitted network.

        Parameters
        ----------
        estimator : classifier
            Fitted, with ``history_`` and ``best_epoch_``, as ``NeuralClassifier``.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : TrainingHistoryDisplay
            The display, drawn.
        """
        check_is_fitted(estimator, "history_")
        return cls(estimator.history_, estimator.best_epoch_).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : TrainingHistoryDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        self.lines_ = {}
        for name, values in self.history.items():
            if name != "loss" and not name.startswith("validation_"):
                continue
            where, style = self.ax_, "-"
            if not name.endswith("loss"):
                where, style = self.ax_.twinx(), "--"
                where.set_ylabel(name.replace("_", " "))
            epochs = range(1, len(values) + 1)
            label = name.replace("_", " ")
            color = f"C{len(self.lines_)}"
            (self.lines_[name],) = where.plot(
                epochs, values, style, label=label, color=color
            )
        handles = list(self.lines_.values())
        if self.best_epoch is not None:
            style = {"color": "gray", "linestyle": ":", "label": "weights kept"}
            handles.append(self.ax_.axvline(self.best_epoch, **style))
        self.ax_.set(xlabel="epoch", ylabel="loss")
        self.ax_.legend(handles=handles)
        return self
