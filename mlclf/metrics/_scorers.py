"""Every metric as a scikit-learn scorer."""

from functools import partial
from typing import Any

import numpy as np

from mlclf._sklearn import BaseScorer, check_response_method
from mlclf.metrics._confusion import Confusion
from mlclf.metrics._metric import Metric
from mlclf.metrics._ranking_data import Ranking
from mlclf.metrics._registry import METRICS, get_metric

SCORE_METHODS = ["predict_proba", "decision_function"]


class MultiLabelScorer(BaseScorer):  # type: ignore[misc]
    """A scikit-learn scorer that understands every shape of multi-label answer.

    scikit-learn's own takes the last column of each array in a list, which for a
    label that was constant in training is the probability of that constant, and
    takes two labels for two classes. Scorers used together predict once, and count or
    sort once.
    """

    def __init__(self, metric: Metric, options: dict[str, Any]) -> None:
        scores = "predict_proba" if metric.probabilities else SCORE_METHODS
        super().__init__(
            metric.function,
            sign=1 if metric.greater_is_better else -1,
            kwargs=options,
            response_method="predict" if metric.input == "labels" else scores,
        )
        self._metric = metric

    def __repr__(self) -> str:
        options = "".join(f", {key}={value!r}" for key, value in self._kwargs.items())
        return f"get_scorer({_scorer_name(self._metric)!r}{options})"

    def _score(
        self, method_caller: Any, estimator: Any, X: Any, y_true: Any, **kwargs: Any
    ) -> float:
        method = check_response_method(estimator, self._response_method)
        # Scorers used together share a cache, which scikit-learn binds here.
        cache = method_caller.args[0] if isinstance(method_caller, partial) else None
        cache = {} if cache is None else cache
        key = f"{method.__name__} beside labels"
        if key not in cache:
            n_labels = (*np.shape(y_true), 1)[1]
            answer = as_label_matrix(estimator, method(X), n_labels)
            counts = Confusion if self._metric.input == "labels" else Ranking
            cache[key] = counts(y_true, answer)
        options = {**self._kwargs, **kwargs}
        if options:
            return float(self._sign * self._score_func(*cache[key].given, **options))
        return float(self._sign * self._metric.compute(cache[key]))


def predict_scores(estimator: Any, X: Any, n_labels: int) -> Any:
    """Return a score for each label from any fitted multi-label classifier.

    Parameters
    ----------
    estimator : fitted classifier
        With ``predict_proba``, or else ``decision_function``.

    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        Samples.

    n_labels : int
        Number of labels of the problem.

    Returns
    -------
    S : ndarray of shape (n_samples, n_labels)
        Probabilities, where the classifier has them.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from mlclf.metrics import predict_scores
    >>> X, y = make_multilabel_classification(n_classes=4, random_state=0)
    >>> predict_scores(DecisionTreeClassifier().fit(X, y), X, n_labels=4).shape
    (100, 4)
    """
    method = check_response_method(estimator, SCORE_METHODS)
    return as_label_matrix(estimator, method(X), n_labels)


def as_label_matrix(estimator: Any, response: Any, n_labels: int) -> Any:
    """Return what a classifier answered as one column per label."""
    if isinstance(response, list):
        columns = zip(response, estimator.classes_)
        return np.column_stack([_positive_column(p, known) for p, known in columns])
    if n_labels == 1 and np.ndim(response) == 2 and response.shape[1] != 1:
        return response[:, [1]]
    return response.reshape(-1, 1) if np.ndim(response) == 1 else response


def _positive_column(proba: Any, known: Any) -> Any:
    """Return P(label = 1) from the probabilities of the values that were known."""
    place = np.flatnonzero(np.asarray(known) == 1)
    return proba[:, place[0]] if len(place) else np.zeros(len(proba))


def get_scorer(name: str | Metric, **options: Any) -> Any:
    """Return a metric as a scorer, for ``scoring=`` of anything in scikit-learn.

    A metric of scores is given ``predict_proba`` of the classifier, or else its
    ``decision_function``. Classifiers whose ``predict_proba`` is a list of arrays
    (scikit-learn's forests, trees, neighbors) are understood, with labels that are
    constant in a fold too.

    Parameters
    ----------
    name : str or Metric
        A key of ``SCORERS``, or a metric as :func:`get_metric` takes it. A loss is
        negated, for greater to be better, with or without ``neg_`` before its name.

    **options : dict
        Keywords of the metric, such as ``zero_division`` or ``inverse_propensity``.

    Returns
    -------
    scorer : callable
        ``scorer(estimator, X, y, sample_weight=None)``.

    Raises
    ------
    ValueError
        If there is no such metric.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from sklearn.model_selection import cross_val_score
    >>> from mlclf.metrics import get_scorer
    >>> X, y = make_multilabel_classification(random_state=0)
    >>> forest = RandomForestClassifier(n_estimators=10, random_state=0)
    >>> cross_val_score(forest, X, y, scoring=get_scorer("f1_micro")).shape
    (5,)
    """
    if isinstance(name, str) and name.startswith("neg_"):
        metric = get_metric(name.removeprefix("neg_"))
        name = metric if not metric.greater_is_better else name
    return MultiLabelScorer(get_metric(name), options)


def _scorer_name(metric: Metric) -> str:
    return metric.name if metric.greater_is_better else f"neg_{metric.name}"


SCORERS: dict[str, Any] = {
    _scorer_name(metric): MultiLabelScorer(metric, {}) for metric in METRICS.values()
}
