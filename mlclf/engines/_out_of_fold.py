"""Fit a chain link by link, each on out-of-fold predictions of the links before it."""

import numpy as np
from sklearn.model_selection import check_cv

from mlclf._base import positive_predict
from mlclf._device import from_tensor
from mlclf._frames import column_names, name_features
from mlclf._sklearn import check_method_params, delayed, safe_indexing
from mlclf.engines._chains import SeparateChain
from mlclf.engines._fit_label import fit_label, label_arguments
from mlclf.engines._links import append_labels, name_links

__all__ = ["fit_chain_out_of_fold"]


def fit_chain_out_of_fold(
    estimator, order, X, Y, *, cv, work, progress, label_names=None, **fit_params
):
    """Fit a chain whose links are trained on out-of-fold predictions.

    Parameters
    ----------
    estimator : classifier
        Base classifier; clones are fitted.

    order : ndarray of shape (n_labels,)
        Labels in the order of the chain.

    X, Y, work, progress, **fit_params
        As for :func:`fit_columns`; progress is stepped once per link.

    cv : int, cross-validation generator or iterable
        Folds of each link.

    label_names : sequence of length n_labels, default=None
        Names of the labels.

    Returns
    -------
    chain : Columns
    """
    numbers = work.joint_input(estimator, X)
    joint_fit = work.choose_fit(estimator, numbers, Y.shape[1], fit_params, masks=True)
    known, names = column_names(X), name_links(X, Y.shape[1], label_names)
    X, _ = from_tensor(X if joint_fit is None else numbers)
    label_names = range(Y.shape[1]) if label_names is None else label_names
    links, Y_chain = [], Y.copy()
    for t, label in enumerate(progress.track(order)):
        y = Y[:, label]
        before = order[:t]
        appended = None if names is None else names[before]
        X_link = append_labels(X, Y_chain[:, before], appended)
        params = label_arguments(
            fit_params, label, Y.shape[1], before=before, links=names
        )
        folds = []
        if t + 1 < len(order):
            folds = list(check_cv(cv, y, classifier=True).split(X_link, y))
        if joint_fit is not None:
            link, predictions = _fit_jointly(joint_fit, X_link, y, folds, **params)
            name_features([link], None if known is None else [*known, *appended])
        else:
            problem = label_names[label], params
            link = fit_label(estimator, X_link, y, *problem)
            predictions = list(
                work.run(
                    delayed(_fit_predict_fold)(estimator, X_link, y, *fold, *problem)
                    for fold in folds
                )
            )
        links.append(link)
        for (_, test), prediction in zip(folds, predictions):
            Y_chain[test, label] = prediction
    return SeparateChain(links, order, names)


def _fit_jointly(joint_fit, X, y, folds, sample_weight=None, **fit_params):
    """Fit a link on all samples and on each fold at once, as weights of columns."""
    weight = np.zeros((len(y), 1 + len(folds)))
    weight[:, 0] = 1
    for k, (train, _) in enumerate(folds, start=1):
        np.add.at(weight[:, k], train, 1)
    if sample_weight is not None:
        weight *= sample_weight[:, None]
    Y = np.repeat(y[:, None], weight.shape[1], axis=1)
    fitted = joint_fit(X, Y, sample_weight=weight, **fit_params)
    predictions = [
        fitted.predict_proba(X[test])[:, k] > 0.5
        for k, (_, test) in enumerate(folds, start=1)
    ]
    return fitted.make_estimators()[0], predictions


def _fit_predict_fold(estimator, X, y, train, test, name, fit_params):
    fold_params = check_method_params(X, fit_params, indices=train)
    fitted = fit_label(estimator, safe_indexing(X, train), y[train], name, fold_params)
    return positive_predict(fitted, safe_indexing(X, test))
