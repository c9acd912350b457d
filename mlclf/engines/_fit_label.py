"""Fit one label: its column of every argument, its name in every error."""

import numpy as np
import scipy.sparse as sp

from mlclf._base import fit_binary
from mlclf._fit_arguments import has_columns, map_arguments
from mlclf._frames import is_frame
from mlclf.engines._links import append_labels

__all__ = ["fit_label", "fit_link", "label_arguments"]


def fit_label(estimator, X, y, name, fit_params):
    """Fit a clone of ``estimator`` on one label, which errors of its fit name.

    Parameters
    ----------
    estimator : classifier
        Never touched.

    X : {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Training samples.

    y : ndarray of shape (n_samples,), 0 or 1
        The label.

    name : str or int
        Its name, or its column.

    fit_params : dict
        Passed to the fit.

    Returns
    -------
    fitted : classifier
        As from :func:`mlclf._base.fit_binary`.
    """
    try:
        return fit_binary(estimator, X, y, **fit_params)
    except Exception as error:
        error.add_note(f"The error is of the fit of label {name!r}.")
        raise


def fit_link(estimator, X, Y, order, t, links, label_names, fit_params):
    """Fit link t of a chain on X and the labels before it.

    Parameters
    ----------
    estimator, X, fit_params
        As for :func:`fit_label`; X without the labels, ``fit_params`` for all of them.

    Y : ndarray of shape (n_samples, n_labels), 0 or 1
        Labels, as the link is to see them.

    order : ndarray of shape (n_labels,)
        Labels in the order of the chain.

    t : int
        Which link.

    links : ndarray of shape (n_labels,), or None
        What each label's column is called beside those of a DataFrame.

    label_names : sequence of length n_labels
        Names of the labels, or their columns.

    Returns
    -------
    fitted : classifier
        As from :func:`fit_label`.
    """
    label, before = order[t], order[:t]
    X_link = append_labels(X, Y[:, before], None if links is None else links[before])
    fit_params = label_arguments(
        fit_params, label, Y.shape[1], before=before, links=links
    )
    return fit_label(estimator, X_link, Y[:, label], label_names[label], fit_params)


def label_arguments(fit_params, label, n_labels, *, before=(), links=None):
    """Return what one label's fit is given, of the arguments for all labels.

    Parameters
    ----------
    fit_params : dict
        A matrix of one column per label (weights, margins), alone or in a list, is
        for each label its column; so are the labels of an evaluation set.

    label : int
        Which label.

    n_labels : int
        Number of labels.

    before : array-like of int, default=()
        Labels that a chain appends to the samples, so to those of evaluation sets.

    links : ndarray of shape (n_labels,), default=None
        What each label's column is called beside those of a DataFrame.

    Returns
    -------
    fit_params : dict
        For this label.

    Examples
    --------
    >>> weights = np.array([[1, 2], [3, 4]])
    >>> label_arguments({"sample_weight": weights}, 1, 2)["sample_weight"]
    array([2, 4])
    """
    if not fit_params:
        return fit_params
    before = np.asarray(before, dtype=int)

    def evaluation_set(X, Y):
        if len(before) and has_columns(Y, n_labels):
            known = is_frame(X) or sp.issparse(X)
            names = None if links is None else links[before]
            X = append_labels(X if known else np.asarray(X), Y[:, before], names)
        return X, column(Y)

    def column(value):
        return _column(value, label) if has_columns(value, n_labels) else value

    return map_arguments(fit_params, evaluation_set, column)


def _column(value, label):
    if hasattr(value, "iloc"):
        return value.iloc[:, label]
    if sp.issparse(value):
        return value.tocsc()[:, [label]].toarray().ravel()
    return (np.asarray(value) if isinstance(value, list) else value)[:, label]
