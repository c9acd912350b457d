"""Metrics against the number of training samples."""

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import check_cv
from sklearn.utils import check_random_state

from mlclf._labels import check_indicator
from mlclf._sklearn import Parallel, delayed, num_samples, safe_indexing
from mlclf.metrics import Metric, evaluate, get_metric, predict_scores
from mlclf.plots._axes import axes_for, legend_beside


class MetricLearningCurveDisplay:
    """Curves of several metrics over the size of the training set.

    One fit for each size and fold serves all metrics, where scikit-learn's
    LearningCurveDisplay draws one.

    Parameters
    ----------
    sizes : ndarray of shape (n_sizes,)
        Numbers of training samples.

    train, test : dict of str to ndarray of shape (n_sizes, n_folds)
        Values of each metric on the samples trained on, and on the fold left out.

    Attributes
    ----------
    ax_, figure_ : matplotlib Axes and Figure
        Where it was drawn.

    lines_ : dict of str to matplotlib Line2D
        The means over the folds on the test folds.

    See Also
    --------
    sklearn.model_selection.LearningCurveDisplay : For one scorer.

    References
    ----------
    .. [1] Perlich, C., Provost, F., & Simonoff, J. S. (2003). Tree induction vs.
       logistic regression: A learning-curve analysis. Journal of Machine Learning
       Research, 4, 211-255.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from mlclf.plots import MetricLearningCurveDisplay
    >>> X, y = make_multilabel_classification(random_state=0)
    >>> display = MetricLearningCurveDisplay.from_estimator(
    ...     DecisionTreeClassifier(random_state=0), X, y, metrics=["f1_micro"], cv=4
    ... )
    >>> display.sizes
    array([ 7, 24, 41, 58, 75])
    """

    def __init__(self, sizes, train, test):
        self.sizes = sizes
        self.train = train
        self.test = test

    @classmethod
    def from_estimator(
        cls,
        estimator,
        X,
        y,
        *,
        metrics=("f1_micro", "f1_macro"),
        train_sizes=None,
        cv=5,
        show_train=True,
        random_state=None,
        n_jobs=None,
        ax=None,
    ):
        """Fit and judge clones of a classifier on more and more samples.

        Parameters
        ----------
        estimator : classifier
            Never touched: clones are fitted.

        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Samples.

        y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
            True label indicators, 0 or 1.

        metrics : str, Metric or sequence of them, default=("f1_micro", "f1_macro")
            Names, as :func:`mlclf.metrics.get_metric` takes them.

        train_sizes : array-like of shape (n_sizes,), default=None
            Shares of the training folds; None is ``np.linspace(0.1, 1, 5)``.

        cv : int, cross-validation generator or iterable, default=5
            The folds.

        show_train : bool, default=True
            Whether to draw the values on the training samples too.

        random_state : int, RandomState instance or None, default=None
            Shuffles the training folds, of which the first samples are taken.

        n_jobs : int, default=None
            Number of fits at once; -1 uses every core.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : MetricLearningCurveDisplay
            The display, drawn.
        """
        Y = check_indicator(y)
        one = isinstance(metrics, (str, Metric))
        metrics = [get_metric(name) for name in ([metrics] if one else metrics)]
        shares = np.linspace(0.1, 1, 5) if train_sizes is None else train_sizes
        rng = check_random_state(random_state)
        folds = [
            (rng.permutation(train), test)
            for train, test in check_cv(cv).split(np.zeros(num_samples(X)), Y)
        ]
        smallest = min(len(train) for train, _ in folds)
        if not all(0 < share <= 1 for share in shares):
            raise ValueError(
                f"train_sizes must be shares above 0 and at most 1, got {shares}."
            )
        # The small term undoes roundings like 0.29 * 100 = 28.999...
        sizes = (np.asarray(shares) * smallest + 1e-9).astype(int)
        sizes = np.unique(np.maximum(sizes, 1))
        reports = Parallel(n_jobs=n_jobs)(
            delayed(_fit_and_judge)(estimator, X, Y, train[:size], test, metrics)
            for size in sizes
            for train, test in folds
        )
        table = np.array(reports).reshape(len(sizes), len(folds), 2, -1)
        train, test = (
            {m.name: table[:, :, part, j] for j, m in enumerate(metrics)}
            for part in (0, 1)
        )
        return cls(sizes, train, test).plot(show_train=show_train, ax=ax)

    def plot(self, *, show_train=True, ax=None):
        """Draw means and standard deviations over the folds.

        Parameters
        ----------
        show_train : bool, default=True
            Whether to draw the values on the training samples too.

        ax : matplotlib Axes, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : MetricLearningCurveDisplay
            The display itself.
        """
        self.ax_ = axes_for(ax, self)
        self.figure_ = self.ax_.figure
        self.lines_ = {}
        for name, values in self.test.items():
            mean, spread = values.mean(axis=1), values.std(axis=1)
            (line,) = self.ax_.plot(self.sizes, mean, "o-", label=name)
            color = line.get_color()
            self.ax_.fill_between(
                self.sizes, mean - spread, mean + spread, alpha=0.2, color=color
            )
            self.lines_[name] = line
            if show_train:
                train = self.train[name].mean(axis=1)
                label = f"{name}, training"
                self.ax_.plot(self.sizes, train, ":", color=color, label=label)
        self.ax_.set(xlabel="training samples", ylabel="value")
        legend_beside(self.ax_, is_own=ax is None)
        return self


def _fit_and_judge(estimator, X, Y, train, test, metrics):
    """Return the metrics on the training and on the test samples."""
    fitted = clone(estimator).fit(safe_indexing(X, train), Y[train])
    needed = {metric.input for metric in metrics}
    values = []
    for rows in (train, test):
        X_rows = safe_indexing(X, rows)
        labels = fitted.predict(X_rows) if "labels" in needed else None
        scores = None
        if "scores" in needed:
            scores = predict_scores(fitted, X_rows, Y.shape[1])
        report = evaluate(Y[rows], labels, scores, metrics=metrics)
        values.append([report[metric.name] for metric in metrics])
    return values
