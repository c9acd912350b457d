"""Score against time: what each method gains, and what it costs."""

import numpy as np

from mlclf.plots._axes import axes_for

_NEAR = 14  # points; a name farther off needs a line that leads to its point
_OFFSETS = [
    (dx, dy)
    for dy in (4, -11, 14, -22, 24, -33, 35, -44, 46)
    for dx in ((6, -6) if abs(dy) <= _NEAR else (10, -10))
]


class ScoreTimeDisplay:
    """One point per method: seconds of a fit, on a logarithmic axis, and its score.

    A line joins the methods that nothing beats in both: faster and better.

    Parameters
    ----------
    scores, seconds : array-like of shape (n_methods,)
        Means; methods where one is NaN are not drawn.

    names : sequence of str
        Names of the methods.

    score_name : str, default="score"
        What the score is.

    greater_is_better : bool, default=True
        Direction of the scores.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    points_ : matplotlib PathCollection
        The points.

    front_ : list of str
        Names of the methods on the line, the fastest first.

    Examples
    --------
    >>> from mlclf.plots import ScoreTimeDisplay
    >>> display = ScoreTimeDisplay([0.5, 0.6, 0.55], [1, 2, 3], ["A", "B", "C"]).plot()
    >>> display.front_
    ['A', 'B']
    """

    def __init__(
        self, scores, seconds, names, *, score_name="score", greater_is_better=True
    ):
        self.scores = scores
        self.seconds = seconds
        self.names = names
        self.score_name = score_name
        self.greater_is_better = greater_is_better

    @classmethod
    def from_results(cls, results, dataset, metric, *, ax=None):
        """Draw one data set of a comparison.

        Parameters
        ----------
        results : Results
            What :func:`mlclf.compare.run` returned.

        dataset, metric : str
            Names.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ScoreTimeDisplay
            The display, drawn.
        """
        methods = results.methods
        return cls(
            [results.mean(dataset, m, metric) for m in methods],
            [results.mean(dataset, m, "fit_seconds") for m in methods],
            methods,
            score_name=metric,
            greater_is_better=results.greater_is_better(metric),
        ).plot(ax=ax)

    def plot(self, *, ax=None):
        """Draw the points.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : ScoreTimeDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        scores = np.asarray(self.scores, dtype=float)
        seconds = np.asarray(self.seconds, dtype=float)
        shown = np.flatnonzero(np.isfinite(scores) & np.isfinite(seconds))
        front = self._front(scores, seconds, shown)
        self.front_ = [self.names[j] for j in front]
        self.ax_.plot(seconds[front], scores[front], color="C0", alpha=0.5, zorder=1)
        self.points_ = self.ax_.scatter(seconds[shown], scores[shown], zorder=2)
        self.ax_.set_xscale("log")
        self.ax_.xaxis.set_major_formatter(lambda seconds, _: f"{seconds:g}")
        self.ax_.set_xlabel("seconds of a fit")
        arrow = "" if self.greater_is_better else " (less is better)"
        self.ax_.set_ylabel(self.score_name.replace("_", " ") + arrow)
        self.ax_.margins(x=0.25, y=0.15)
        self._write_names(scores, seconds, shown)
        return self

    def _front(self, scores, seconds, shown):
        """Return the methods that no faster one matches, the fastest first."""
        sign = 1 if self.greater_is_better else -1
        front, best = [], -np.inf
        for j in sorted(shown, key=lambda j: (seconds[j], -sign * scores[j])):
            if sign * scores[j] > best:
                front.append(j)
                best = sign * scores[j]
        return front

    def _write_names(self, scores, seconds, shown):
        """Write the names beside the points, where they hide the least."""
        self.ax_.autoscale_view()  # or the places below are those of an empty plot
        to_points = 72 / self.figure_.dpi
        places = self.ax_.transData.transform(np.column_stack([seconds, scores]))
        places, frame = places * to_points, self.ax_.bbox.extents * to_points
        taken = [_box(*places[j], -4, -4, 8, 8) for j in shown]
        for j in sorted(shown, key=lambda j: -places[j][1]):
            offset, side, box = _place_name(self.names[j], places[j], taken, frame)
            taken.append(box)
            leader = {"arrowstyle": "-", "linewidth": 0.5, "alpha": 0.5}
            self.ax_.annotate(
                self.names[j],
                (seconds[j], scores[j]),
                xytext=offset,
                textcoords="offset points",
                ha=side,
                fontsize="small",
                arrowprops=leader if abs(offset[1]) > _NEAR else None,
            )


def _place_name(name, place, taken, frame):
    """Return the offset of a name from its point, its side, and the box it fills.

    The first offset of those that overlap the fewest boxes and stay in the frame.
    """
    best = None
    for dx, dy in _OFFSETS:
        width = 4.8 * len(name)  # of small letters, about
        box = _box(*place, dx if dx > 0 else dx - width, dy - 1, width, 9)
        outside = box[0] < frame[0] or box[2] > frame[2]
        outside += box[1] < frame[1] or box[3] > frame[3]
        cost = outside + sum(_overlap(box, other) for other in taken)
        if best is None or cost < best[0]:
            best = cost, (dx, dy), "left" if dx > 0 else "right", box
    return best[1:]


def _box(x, y, dx, dy, width, height):
    """Return left, bottom, right and top."""
    return x + dx, y + dy, x + dx + width, y + dy + height


def _overlap(one, other):
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )
