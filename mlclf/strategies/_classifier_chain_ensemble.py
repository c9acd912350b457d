"""Ensemble of classifier chains: random orders, averaged."""

from numbers import Integral

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_random_state

from mlclf._device import from_tensor
from mlclf._fit_arguments import map_arguments
from mlclf._meta import MetaClassifier
from mlclf._sklearn import (
    HasMethods,
    Interval,
    RealNotInt,
    StrOptions,
    check_method_params,
    delayed,
    safe_indexing,
)
from mlclf.engines import Work, fit_chains
from mlclf.strategies._classifier_chain import ClassifierChain


class ClassifierChainEnsemble(MetaClassifier):
    """Average classifier chains of random orders (ECC).

    A chain depends on the order of its labels, and errors of its first labels reach
    the last; the mean of several chains does not care [1]_. Its marginals are better
    than those of one chain, at ``n_estimators`` times the cost; with a logistic
    regression, all chains are fitted in one solve over the same samples.

    Parameters
    ----------
    estimator : classifier
        Base classifier, cloned once per chain and label.

    n_estimators : int, default=10
        Number of chains. The paper takes 10 for large data sets, 50 for small ones.

    max_samples : float in (0, 1] or int, default=1.0
        Share or number of the samples that each chain is trained on, drawn without
        replacement. Less than all makes chains cheaper and more different.

    max_features : float in (0, 1] or int, default=1.0
        Share or number of the features that each chain may use. For its large data
        sets the paper takes 0.75 of the samples and 0.5 of the features.

    voting : {"soft", "hard"}, default="soft"
        What is averaged: the probabilities of the chains, or their predictions.

    solver : {"auto", "joint", "separate"}, default="auto"
        How the links are fitted, as in :class:`ClassifierChain`. Without subsampling,
        a joint solve takes all chains together.

    device : str, torch.device or None, default=None
        Where a joint solve computes: None is the CPU, or (without subsampling) where
        X is if it is a tensor; "cuda" is a GPU, by torch, which needs the extra
        ``neural``.

    n_jobs : int, default=None
        Number of processes that fit chains separately; -1 uses every core.

    random_state : int, RandomState instance or None, default=None
        Draws orders and subsets, and seeds the base classifiers.

    Attributes
    ----------
    estimators_ : list of length n_estimators of ClassifierChain
        Fitted chains.

    estimators_features_ : list of length n_estimators of ndarray
        The features that each chain uses.

    estimators_samples_ : list of length n_estimators of ndarray
        The samples that each chain was trained on.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    References
    ----------
    .. [1] Read, J., Pfahringer, B., Holmes, G., & Frank, E. (2011). Classifier
       chains for multi-label classification. Machine Learning, 85, 333-359.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import ClassifierChainEnsemble
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> ensemble = ClassifierChainEnsemble(LogisticRegression(), random_state=0)
    >>> ensemble.fit(X, y).predict_proba(X).shape
    (100, 3)
    """

    _parameter_constraints: dict = {
        "estimator": [HasMethods(["fit"])],
        "n_estimators": [Interval(Integral, 1, None, closed="left")],
        "max_samples": [
            Interval(RealNotInt, 0, 1, closed="right"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "max_features": [
            Interval(RealNotInt, 0, 1, closed="right"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "voting": [StrOptions({"soft", "hard"})],
        "solver": [StrOptions({"auto", "joint", "separate"})],
        "device": "no_validation",  # torch knows its devices
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator,
        *,
        n_estimators=10,
        max_samples=1.0,
        max_features=1.0,
        voting="soft",
        solver="auto",
        device=None,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.max_features = max_features
        self.voting = voting
        self.solver = solver
        self.device = device
        self.n_jobs = n_jobs
        self.random_state = random_state

    _weights_labels = True

    def _fit(self, X, Y, **fit_params):
        rng = check_random_state(self.random_state)
        n_samples, n_features = X.shape
        rows = _size(self.max_samples, n_samples, "max_samples")
        features = _size(self.max_features, n_features, "max_features")
        drawn = range(self.n_estimators)
        self.estimators_samples_ = [_draw(rng, n_samples, rows) for _ in drawn]
        self.estimators_features_ = [_draw(rng, n_features, features) for _ in drawn]
        chains = [self._make_chain(rng, Y.shape[1]) for _ in drawn]
        if rows < n_samples or features < n_features:
            self.estimators_ = self._fit_separately(chains, X, Y, fit_params)
            return
        columns = fit_chains(
            [chain.estimator for chain in chains],
            [chain.order for chain in chains],
            X,
            Y,
            work=Work(self.solver, self.device, self.n_jobs),
            progress=self._progress(len(chains) * Y.shape[1], "link"),
            label_names=getattr(self, "label_names_in_", None),
            **fit_params,
        )
        self.estimators_ = [
            chain._become(fitted, self) for chain, fitted in zip(chains, columns)
        ]

    def _make_chain(self, rng, n_labels):
        """Return an unfitted chain of a random order, its base classifier seeded."""
        order = rng.permutation(n_labels)
        estimator = clone(self.estimator)
        seeds = {
            name: rng.randint(np.iinfo(np.int32).max)
            for name in sorted(estimator.get_params())
            if name == "random_state" or name.endswith("__random_state")
        }
        estimator.set_params(**seeds)
        return ClassifierChain(
            estimator, order=order, solver=self.solver, device=self.device
        )

    def _takes_tensors(self):
        return True  # a joint solve computes where they are

    def _fit_separately(self, chains, X, Y, fit_params):
        X, _ = from_tensor(X)
        names = getattr(self, "label_names_in_", None)
        fits = Work(n_jobs=self.n_jobs).run(
            delayed(_fit_chain)(chain, X, Y, rows, features, names, fit_params)
            for chain, rows, features in zip(
                chains, self.estimators_samples_, self.estimators_features_
            )
        )
        return list(self._progress(len(chains), "chain").track(fits))

    def _predict_proba(self, X):
        X, _ = from_tensor(X)
        P = np.zeros((X.shape[0], self.n_labels_))
        for chain, features in zip(self.estimators_, self.estimators_features_):
            whole = len(features) == X.shape[1]
            p = chain._predict_proba(X if whole else _columns(X, features))
            P += p if self.voting == "soft" else p > 0.5
        return P / len(self.estimators_)


def _fit_chain(chain, X, Y, rows, features, label_names, fit_params):
    if len(rows) < len(Y):
        fit_params = check_method_params(X, fit_params, indices=rows)
        X, Y = safe_indexing(X, rows), Y[rows]
    if len(features) < X.shape[1]:
        X = _columns(X, features)
        fit_params = map_arguments(fit_params, lambda A, B: (_columns(A, features), B))
    chain._checked_fit(X, Y, label_names=label_names, **fit_params)
    if label_names is not None:
        chain.label_names_in_ = label_names
    return chain


def _columns(X, features):
    return safe_indexing(X, features, axis=1)


def _size(share, n, name):
    """Return how many of n a share, or a number, is."""
    if isinstance(share, Integral):
        if share > n:
            raise ValueError(f"{name} must be at most {n} here, got {share}.")
        return int(share)
    return max(1, round(share * n))


def _draw(rng, n, size):
    """Return a sorted random subset of range(n)."""
    if size == n:
        return np.arange(n)
    return np.sort(rng.choice(n, size=size, replace=False))
