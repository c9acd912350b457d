"""Fit a chain link by link, each on out-of-fold predictions of the links before it."""

import numpy as np
from sklearn.model_selection import check_cv

from mlclf._base import fit_binary, positive_predict
from mlclf._device import from_tensor
from mlclf._sklearn import check_method_params, delayed
from mlclf.engines._chains import SeparateChain
from mlclf.engines._links import append_labels

__all__ = ["fit_chain_out_of_fold"]


def fit_chain_out_of_fold(estimator, order, X, Y, *, cv, work, progress, **fit_params):
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

    Returns
    -------
    chain : Columns
    """
    joint_fit = work.choose_fit(estimator, X, Y.shape[1], fit_params, masks=True)
    X, _ = from_tensor(X)
    links, Y_chain = [], Y.copy()
    for t, label in enumerate(progress.track(order)):
        y = Y[:, label]
        X_link = append_labels(X, Y_chain[:, order[:t]])
        folds = []
        if t + 1 < len(order):
            folds = list(check_cv(cv, y, classifier=True).split(X_link, y))
        if joint_fit is not None:
            link, predictions = _fit_jointly(joint_fit, X_link, y, folds, **fit_params)
        else:
            link = fit_binary(estimator, X_link, y, **fit_params)
            predictions = list(
                work.run(
                    delayed(_fit_predict_fold)(estimator, X_link, y, *fold, fit_params)
                    for fold in folds
                )
            )
        links.append(link)
        for (_, test), prediction in zip(folds, predictions):
            Y_chain[test, label] = prediction
    return SeparateChain(links, order)


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


def _fit_predict_fold(estimator, X, y, train, test, fit_params):
    fold_params = check_method_params(X, fit_params, indices=train)
    fitted = fit_binary(estimator, X[train], y[train], **fold_params)
    return positive_predict(fitted, X[test])
