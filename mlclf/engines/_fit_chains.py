"""Fit chains: each column also sees the columns before it."""

import numpy as np

from mlclf._base import fit_binary
from mlclf._device import from_tensor
from mlclf._sklearn import delayed
from mlclf.engines._chains import JointChain, SeparateChain
from mlclf.engines._links import append_labels, link_masks

__all__ = ["fit_chains"]


def fit_chains(estimators, orders, X, Y, *, work, progress, **fit_params):
    """Fit a chain for each order, all of them in one solve where that is possible.

    Parameters
    ----------
    estimators : list of classifiers
        Base classifier of each chain; they may differ in seeds only.

    orders : list of ndarray of shape (n_labels,)
        Labels in the order of each chain.

    X, Y, work, progress, **fit_params
        As for :func:`fit_columns`; progress is stepped once per link.

    Returns
    -------
    chains : list of Columns
    """
    n_features, n_labels = X.shape[1], Y.shape[1]
    n_links = len(orders) * n_labels
    fit = work.choose_fit(estimators[0], X, n_links, fit_params, masks=True)
    X, _ = from_tensor(X)
    if fit is None:
        return _fit_separately(estimators, orders, X, Y, work, progress, fit_params)
    # All links are masked columns of one design, [X, Y].
    joint = fit(
        append_labels(X, Y),
        Y[:, np.concatenate(orders)],
        masks=link_masks(n_features, orders),
        progress=progress,
        **fit_params,
    )
    chains = []
    for m, order in enumerate(orders):
        links = slice(m * n_labels, (m + 1) * n_labels)
        features = np.append(np.arange(n_features), n_features + order)
        chains.append(JointChain(joint.reorder_features(links, features), order))
    return chains


def _fit_separately(estimators, orders, X, Y, work, progress, fit_params):
    fits = work.run(
        delayed(_fit_link)(estimator, X, Y, order, t, fit_params)
        for estimator, order in zip(estimators, orders)
        for t in range(len(order))
    )
    links, n = list(progress.track(fits)), Y.shape[1]
    return [
        SeparateChain(links[m * n : (m + 1) * n], order)
        for m, order in enumerate(orders)
    ]


def _fit_link(estimator, X, Y, order, t, fit_params):
    """Fit link t on X and the labels before it."""
    X_link = append_labels(X, Y[:, order[:t]])
    return fit_binary(estimator, X_link, Y[:, order[t]], **fit_params)
