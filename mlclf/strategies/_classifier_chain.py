"""Classifier chain: each label sees the labels before it."""

from numbers import Integral

import numpy as np
import scipy.sparse as sp
from sklearn.model_selection import check_cv
from sklearn.utils import check_random_state

from mlclf._base import fit_binary, positive_predict, positive_proba
from mlclf._meta import JointMetaClassifier
from mlclf._sklearn import (
    HasMethods,
    Parallel,
    StrOptions,
    check_method_params,
    delayed,
)
from mlclf.solvers import find_solver, place_fit


class ClassifierChain(JointMetaClassifier):
    r"""Chain binary classifiers so that each label sees the previous ones.

    One fit per label, as cheap as binary relevance, yet dependence between labels is
    learned [1]_. The first labels of the chain decide a lot: average several random
    orders where the cost allows. It aims at the subset accuracy.

    Parameters
    ----------
    estimator : classifier
        Base classifier, cloned once per label. Without ``predict_proba``, its
        ``decision_function`` or its prediction stands in for the probability.

    order : {"random"} or array-like of shape (n_labels,), default=None
        Order in which the labels are visited; None is the order of the columns.

    cv : int, cross-validation generator or iterable, default=None
        How the links are trained. None: on the true values of the previous labels,
        all links at once. Otherwise on their out-of-fold predictions, link by link:
        slower, but training then resembles prediction.

    solver : {"auto", "joint", "separate"}, default="auto"
        How the links are fitted. "separate": one fit of ``estimator`` after the
        other. "joint": in one solve, to the same optimum, where each link may use
        only the labels before it; an error where ``estimator`` is of no known kind,
        or has parameters that rule it out. "auto": a joint solve where it is possible
        and the faster way.

    device : str, torch.device or None, default=None
        Where a joint solve computes: None is the CPU, or where X is if it is a
        tensor; "cuda" is a GPU, by torch, which needs the extra ``neural``.

    n_jobs : int, default=None
        Number of processes for separate fits of the links (of the folds, with
        ``cv``); -1 uses every core.

    random_state : int, RandomState instance or None, default=None
        Draws the order when ``order="random"``.

    Attributes
    ----------
    estimators_ : list of length n_labels
        ``estimators_[t]`` predicts the label ``order_[t]`` from X and the labels
        ``order_[:t]``. After a joint solve they are made when first asked for.

    order_ : ndarray of shape (n_labels,)
        Labels in the order the chain visits them.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its two values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    Link t estimates :math:`P(y_{o_t} = 1 \mid x, y_{o_1}, \dots, y_{o_{t-1}})`; at
    prediction the previous labels are replaced by their own predictions. So
    ``predict_proba`` gives the probabilities along the greedy path, not exact
    marginals.

    References
    ----------
    .. [1] Read, J., Pfahringer, B., Holmes, G., & Frank, E. (2011). Classifier
       chains for multi-label classification. Machine Learning, 85, 333-359.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from mlclf import ClassifierChain
    >>> X, y = make_multilabel_classification(n_classes=3, random_state=0)
    >>> chain = ClassifierChain(LogisticRegression(), order=[2, 0, 1]).fit(X, y)
    >>> chain.predict(X).shape
    (100, 3)
    """

    _parameter_constraints: dict = {
        "estimator": [HasMethods(["fit"])],
        "order": [StrOptions({"random"}), "array-like", None],
        "cv": ["cv_object"],
        "solver": [StrOptions({"auto", "joint", "separate"})],
        "device": "no_validation",  # torch knows its devices
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator,
        *,
        order=None,
        cv=None,
        solver="auto",
        device=None,
        n_jobs=None,
        random_state=None,
    ):
        self.estimator = estimator
        self.order = order
        self.cv = cv
        self.solver = solver
        self.device = device
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _fit(self, X, Y, **fit_params):
        self.order_ = self._resolve_order(Y.shape[1])
        progress = self._progress(Y.shape[1], "label")
        solver = find_solver(
            self.estimator,
            X,
            Y.shape[1],
            fit_params,
            choice=self.solver,
            masks=True,
            device=self.device,
        )
        fit_params.update(
            place_fit(solver, self.estimator, X, self.device, self._its_device)
        )
        if self.cv is not None:
            fits = self._fit_out_of_fold(X, Y, solver, fit_params)
            self._learned(estimators=list(progress.track(fits)))
        elif solver is not None:
            Y = Y[:, self.order_]
            design, masks = (
                append_labels(X, Y),
                link_masks(X.shape[1], [range(Y.shape[1])]),
            )
            joint = solver.fit(
                self.estimator, design, Y, masks=masks, progress=progress, **fit_params
            )
            self._learned(joint=joint)
        else:
            fits = Parallel(n_jobs=self.n_jobs, return_as="generator")(
                delayed(_fit_link)(self.estimator, X, Y, self.order_, t, fit_params)
                for t in range(Y.shape[1])
            )
            self._learned(estimators=list(progress.track(fits)))

    def _fit_out_of_fold(self, X, Y, solver, fit_params):
        """Yield the links, each trained on out-of-fold predictions of those before."""
        Y_chain = Y.copy()
        for t, label in enumerate(self.order_):
            y = Y[:, label]
            X_link = append_labels(X, Y_chain[:, self.order_[:t]])
            folds = []
            if t + 1 < len(self.order_):
                folds = list(check_cv(self.cv, y, classifier=True).split(X_link, y))
            if solver is None:
                yield fit_binary(self.estimator, X_link, y, **fit_params)
                predictions = Parallel(n_jobs=self.n_jobs)(
                    delayed(_fit_predict_fold)(
                        self.estimator, X_link, y, *fold, fit_params
                    )
                    for fold in folds
                )
            else:
                fitted = self._fit_folds(X_link, y, folds, solver, **fit_params)
                yield fitted.make_estimators()[0]
                predictions = [
                    fitted.predict_proba(X_link[test])[:, k] > 0.5
                    for k, (_, test) in enumerate(folds, start=1)
                ]
            for (_, test), prediction in zip(folds, predictions):
                Y_chain[test, label] = prediction

    def _fit_folds(self, X, y, folds, solver, sample_weight=None, **fit_params):
        """Fit a link on all samples and on each fold at once, as weights of columns."""
        weight = np.zeros((len(y), 1 + len(folds)))
        weight[:, 0] = 1
        for k, (train, _) in enumerate(folds, start=1):
            np.add.at(weight[:, k], train, 1)
        if sample_weight is not None:
            weight *= sample_weight[:, None]
        Y = np.repeat(y[:, None], weight.shape[1], axis=1)
        return solver.fit(self.estimator, X, Y, sample_weight=weight, **fit_params)

    def _predict_proba(self, X):
        P = np.zeros((X.shape[0], self.n_labels_))
        if self._joint is not None:
            P[:, self.order_] = self._joint.predict_chain(X)
            return P
        for t, (label, estimator) in enumerate(zip(self.order_, self._estimators)):
            previous = P[:, self.order_[:t]] > 0.5
            P[:, label] = positive_proba(estimator, append_labels(X, previous))
        return P

    def _adopt(self, joint, ensemble):
        """Become fitted by what the joint solve of an ensemble learned."""
        self.order_ = self.order
        self.n_labels_ = ensemble.n_labels_
        self.classes_ = ensemble.classes_
        self.n_features_in_ = ensemble.n_features_in_
        self._one_column = ensemble._one_column
        self._learned(joint=joint)

    def _resolve_order(self, n_labels):
        if self.order is None:
            return np.arange(n_labels)
        if isinstance(self.order, str):
            return check_random_state(self.random_state).permutation(n_labels)
        order = np.asarray(self.order)
        whole = order.dtype.kind in "iu"  # True and False pass for 1 and 0
        if not whole or not np.array_equal(np.sort(order), np.arange(n_labels)):
            raise ValueError(
                f"order must be a permutation of range({n_labels}), got {self.order!r}."
            )
        return order


def link_masks(n_features, orders):
    """Return what each link of some chains may use of [X, Y].

    Parameters
    ----------
    n_features : int
        Features of X, which every link may use.

    orders : sequence of array-like of shape (n_labels,)
        Labels in the order of each chain.

    Returns
    -------
    masks : ndarray of shape (n_features + n_labels, n_chains * n_labels) of bool
        The links chain by chain, each in chain order.
    """
    blocks = []
    for order in orders:
        before = np.zeros((len(order), len(order)), dtype=bool)
        before[order] = np.tri(len(order), k=-1, dtype=bool).T
        blocks.append(before)
    among = np.hstack(blocks)
    return np.vstack([np.ones((n_features, among.shape[1]), dtype=bool), among])


def _fit_link(estimator, X, Y, order, t, fit_params):
    """Fit link t on X and the labels before it."""
    X_link = append_labels(X, Y[:, order[:t]])
    return fit_binary(estimator, X_link, Y[:, order[t]], **fit_params)


def _fit_predict_fold(estimator, X, y, train, test, fit_params):
    fold_params = check_method_params(X, fit_params, indices=train)
    fitted = fit_binary(estimator, X[train], y[train], **fold_params)
    return positive_predict(fitted, X[test])


def append_labels(X, labels):
    """Return X with columns of labels at its right; X itself when there are none."""
    if labels.shape[1] == 0:
        return X
    if sp.issparse(X):
        return sp.hstack([X, labels.astype(X.dtype)], format="csr")
    return np.hstack([X, labels.astype(X.dtype)])
