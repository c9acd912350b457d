"""Fit chains: each column also sees the columns before it."""

import numpy as np

from mlclf._device import from_tensor
from mlclf._frames import column_names
from mlclf._sklearn import delayed
from mlclf.engines._chains import JointChain, SeparateChain
from mlclf.engines._fit_label import fit_link
from mlclf.engines._links import append_labels, link_masks, name_links

__all__ = ["fit_chains"]


def fit_chains(
    estimators, orders, X, Y, *, work, progress, label_names=None, **fit_params
):
    """Fit a chain for each order, all of them in one solve where that is possible.

    Parameters
    ----------
    estimators : list of classifiers
        Base classifier of each chain; they may differ in seeds only.

    orders : list of ndarray of shape (n_labels,)
        Labels in the order of each chain.

    X, Y, work, progress, **fit_params
        As for :func:`fit_columns`; progress is stepped once per link.

    label_names : sequence of length n_labels, default=None
        Names of the labels.

    Returns
    -------
    chains : list of Columns
    """
    n_features, n_labels = X.shape[1], Y.shape[1]
    n_links = len(orders) * n_labels
    numbers = work.joint_input(estimators[0], X)
    fit = work.choose_fit(estimators[0], numbers, n_links, fit_params, masks=True)
    X, _ = from_tensor(X)
    names = name_links(X, n_labels, label_names)
    if fit is None:
        label_names = range(n_labels) if label_names is None else label_names
        chains = list(zip(estimators, orders))
        return _fit_separately(
            chains, X, Y, (names, label_names), work, progress, fit_params
        )
    if np.ndim(fit_params.get("sample_weight")) == 2:
        weight = fit_params["sample_weight"][:, np.concatenate(orders)]
        fit_params["sample_weight"] = weight
    numbers, _ = from_tensor(numbers)
    # All links are masked columns of one design, [X, Y].
    joint = fit(
        append_labels(numbers, Y),
        Y[:, np.concatenate(orders)],
        masks=link_masks(n_features, orders),
        progress=progress,
        **fit_params,
    )
    chains = []
    for m, order in enumerate(orders):
        links = slice(m * n_labels, (m + 1) * n_labels)
        features = np.append(np.arange(n_features), n_features + order)
        part = joint.reorder_features(links, features)
        known = column_names(X)
        known = None if known is None else np.append(known, names[order])
        chains.append(JointChain(part, order, estimators[m], known))
    return chains


def _fit_separately(chains, X, Y, names, work, progress, fit_params):
    fits = work.run(
        delayed(fit_link)(estimator, X, Y, order, t, *names, fit_params)
        for estimator, order in chains
        for t in range(len(order))
    )
    links, n = list(progress.track(fits)), Y.shape[1]
    return [
        SeparateChain(links[m * n : (m + 1) * n], order, names[0])
        for m, (_, order) in enumerate(chains)
    ]
