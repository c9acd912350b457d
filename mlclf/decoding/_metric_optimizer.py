"""Metric optimizer: tell it the metric you are judged by."""

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils import check_random_state

from mlclf._count_metrics import count_metric
from mlclf._sklearn import StrOptions
from mlclf._threshold_search import apply_thresholds, search_thresholds
from mlclf._wrapper import CrossFittedClassifier, marginals
from mlclf.decoding._decode import decode_joint, decode_marginals, parse_target
from mlclf.metrics import inverse_propensity

_N_HALVES = 20


class MetricOptimizer(CrossFittedClassifier):
    """Predict the labels that a given metric rewards most.

    No prediction is best for every metric: the marginals above one half are for the
    Hamming loss, the most probable labelset is for the subset accuracy, and every F
    wants more labels than either [1]_. Any classifier gives the probabilities; this
    one decides, by the rule that is optimal for the metric if they are right, or by
    thresholds tuned for it on out-of-fold marginals, whichever scores higher there.

    Parameters
    ----------
    estimator : classifier
        Multi-label classifier, of mlclf or of scikit-learn. One that gives a
        distribution of labelsets (``predict_labelset_proba``), as LabelPowerset does,
        lets the rules see the dependence between labels.

    metric : str, default="f1_samples"
        "hamming_loss", "subset_accuracy", "zero_one_loss"; "f1", any "f<beta>" or
        "jaccard", followed by "_samples"; these, "precision", "recall" or
        "balanced_accuracy", followed by "_micro", "_macro" or "_weighted";
        "precision_at_<k>", "propensity_scored_precision_at_<k>",
        "f1_macro_at_<k>", "recall_macro_at_<k>" and the like.

    rule : {"auto", "joint", "marginals", "thresholds"}, default="auto"
        How to decide. "joint": optimal under the distribution of labelsets.
        "marginals": optimal if labels are independent given the sample; of a metric
        averaged over labels, for the samples predicted together, if the marginals
        are right. "thresholds": tuned out of fold; for macro and weighted averages one
        per label, else a global one. "auto": thresholds for an average over labels,
        and else the rule with the best out-of-fold value of the metric.

    cv : int, float, cross-validation generator, iterable or "prefit", default=None
        Where the out-of-fold marginals come from, if the rule needs them. None or
        int: that many (5) iteratively stratified folds. Float: one held-out part of
        that size. "prefit": the estimator is fitted already, and X and y were not
        shown to it.

    refit : bool, default=True
        Whether the classifier is fitted again, on all samples. False keeps the one
        of a single split.

    n_jobs : int, default=None
        Number of folds fitted at once; -1 uses every core.

    random_state : int, RandomState instance or None, default=None
        Draws the folds, or the held-out part, the halves that thresholds of labels
        are tuned on, and the order of the samples for a macro average at k. Pass an
        int for the same answer at every call.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.

    rule_ : {"joint", "marginals", "thresholds"}
        The rule it decides by.

    rule_scores_ : dict of str to float
        The out-of-fold value of the metric (of a loss, 1 minus it) by each rule that
        was tried; empty where there was no choice.

    thresholds_ : ndarray of shape (n_labels,)
        The tuned thresholds; only where thresholds were tried.

    inverse_propensity_ : ndarray of shape (n_labels,)
        From the training labels; only for propensity-scored metrics.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    See Also
    --------
    mlclf.decoding.decode_marginals : The rules on marginals of your own.
    mlclf.decoding.decode_joint : The rules on a distribution of labelsets.

    Notes
    -----
    ``predict_proba`` gives the marginals of the wrapped classifier, whatever the
    metric. With a macro average at k, or ``rule="marginals"`` and an average over
    labels, the samples given to one call of ``predict`` are decided together. The
    best threshold of a label with few samples is a chance one: thresholds per label
    are means over those of 20 random halves of the out-of-fold samples. A single
    label is a binary problem: example-based metrics are then the accuracy.

    References
    ----------
    .. [1] Dembczyński, K., Waegeman, W., Cheng, W., & Hüllermeier, E. (2012).
       On label dependence and loss minimization in multi-label classification.
       Machine Learning, 88, 5-45.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import BinaryRelevance, MetricOptimizer
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> optimizer = MetricOptimizer(
    ...     BinaryRelevance(LogisticRegression()), metric="f1_samples", random_state=0
    ... ).fit(X, y)
    >>> sorted(optimizer.rule_scores_)
    ['marginals', 'thresholds']
    """

    _parameter_constraints: dict = {
        **CrossFittedClassifier._parameter_constraints,
        "metric": [str],
        "rule": [StrOptions({"auto", "joint", "marginals", "thresholds"})],
    }

    def __init__(
        self,
        estimator,
        metric="f1_samples",
        *,
        rule="auto",
        cv=None,
        refit=True,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.metric = metric
        self.rule = rule
        self.cv = cv
        self.refit = refit
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        self._target = self._resolve_target()
        for name in ("thresholds_", "inverse_propensity_"):
            self.__dict__.pop(name, None)
        self.rule_scores_ = {}
        self.rule_ = self._only_rule()
        if self._target.kind == "propensity":
            self.inverse_propensity_ = inverse_propensity(Y)
        if self.rule_ in (None, "thresholds"):
            self._compare_rules(X, Y, **fit_params)
        else:
            self._fit_estimator(X, Y, **fit_params)
        if self.rule_ == "joint" and not _has_joint(self.estimator_):
            raise ValueError(
                "rule='joint' needs an estimator with predict_labelset_proba, such as "
                f"LabelPowerset, got {self.estimator!r}."
            )

    def _resolve_target(self):
        target = parse_target(self.metric)
        if self._one_column and target.kind == "samples":
            return parse_target("hamming_loss")
        return target

    def _only_rule(self):
        """Return the rule where there is no choice between several."""
        if self.rule == "thresholds" and self._target.k:
            raise ValueError(
                f"rule='thresholds' cannot give every sample {self._target.k} labels; "
                f"for metric={self.metric!r} use 'auto' or 'marginals'."
            )
        if self.rule != "auto":
            return self.rule
        kinds = {"labels": "thresholds", "labelset": None, "samples": None}
        return kinds.get(self._target.kind, "marginals")

    def _compare_rules(self, X, Y, **fit_params):
        """Tune thresholds and, unless they are wanted, compare them with the rules."""
        target, n_labels = self._target, Y.shape[1]
        rows, answers = self._fit_out_of_fold(X, Y, answer=self._answer, **fit_params)
        P, Y = answers[:, :n_labels], Y[rows]
        weight = fit_params.get("sample_weight")
        weight = np.ones(len(rows)) if weight is None else weight[rows]
        if target.average in ("macro", "weighted"):  # the rule is "thresholds"
            self.thresholds_ = self._steady_thresholds(Y, P, weight)
            return
        self.thresholds_, score = search_thresholds(
            Y, P, metric=target.name, per_label=False, sample_weight=weight
        )
        if self.rule_ == "thresholds":
            return
        predictions = {"marginals": decode_marginals(P, target.name)}
        if answers.shape[1] > n_labels:
            predictions["joint"] = answers[:, n_labels:]
        scores = {
            rule: count_metric(Y, Z, target.name, weight)
            for rule, Z in predictions.items()
        }
        loss = target.name.endswith("_loss")
        scores["thresholds"] = 1 - score if loss else score
        self.rule_ = max(scores, key=scores.get)
        self.rule_scores_ = scores

    def _steady_thresholds(self, Y, P, weight):
        """Average the thresholds that are the best on random halves of the samples."""
        random_state = check_random_state(self.random_state)
        halves = (
            random_state.permutation(len(Y))[: max(len(Y) // 2, 1)]
            for _ in range(_N_HALVES)
        )
        found = [
            search_thresholds(
                Y[rows], P[rows], metric=self._target.name, sample_weight=weight[rows]
            )[0]
            for rows in halves
        ]
        return np.mean(found, axis=0)

    def _answer(self, estimator, X, n_labels):
        """Return the marginals, and beside them the decision by the joint rule."""
        P = marginals(estimator, X, n_labels)
        if self.rule_ is None and _has_joint(estimator):
            return np.hstack([P, _decide_jointly(estimator, X, self._target.name)])
        return P

    def _predict(self, X):
        if self.rule_ == "joint":
            return _decide_jointly(
                self.estimator_,
                X,
                self._target.name,
                inverse_propensity=getattr(self, "inverse_propensity_", None),
                random_state=self.random_state,
            )
        P = self._predict_proba(X)
        if self.rule_ == "thresholds":
            return apply_thresholds(P, self.thresholds_)
        return decode_marginals(
            P,
            self._target.name,
            inverse_propensity=getattr(self, "inverse_propensity_", None),
            random_state=self.random_state,
        )


def _has_joint(estimator):
    """Answer whether it, or a pipeline's last step, gives labelsets' probabilities."""
    last = estimator[-1] if isinstance(estimator, Pipeline) else estimator
    return hasattr(last, "predict_labelset_proba")


def _decide_jointly(estimator, X, metric, **params):
    if isinstance(estimator, Pipeline):
        X = estimator[:-1].transform(X) if len(estimator) > 1 else X
        estimator = estimator[-1]
    proba = estimator.predict_labelset_proba(X)
    return decode_joint(proba, estimator.labelsets_, metric, **params)
