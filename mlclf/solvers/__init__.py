"""Shared work: fit one kind of base classifier on many label columns in one go.

Each solver is one private module with

- ``refuse(estimator, X, fit_params)``: why this estimator with these parameters cannot
  be fitted exactly, or None where it can; ``refuse_device``: the same for a device;
- ``pays(estimator, X, n_columns, masks)``: whether the joint fit is the faster one;
- ``fit(estimator, X, Y, *, sample_weight=None, masks=None, progress=None,
  device=None)``: the joint fit, of arrays or tensors; an object with
  ``predict_proba(X)`` of shape (n_samples, n_columns) and ``make_estimators()``, a list
  of fitted scikit-learn estimators;
- ``MASKS``: whether ``fit`` takes column masks, and weights of each column (see
  :func:`find_solver`).
"""

import numpy as np
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from mlclf._floats import as_floats
from mlclf.solvers import (
    _gaussian_nb,
    _k_neighbors,
    _linear_svc,
    _logistic_regression,
    _multinomial_regression,
    _naive_bayes,
    _ridge_classifier,
)

__all__ = ["SOLVERS", "find_class_solver", "find_solver"]

# A subclass may do anything in its fit: only the class itself is known.
SOLVERS = {
    BernoulliNB: _naive_bayes,
    ComplementNB: _naive_bayes,
    GaussianNB: _gaussian_nb,
    KNeighborsClassifier: _k_neighbors,
    LinearSVC: _linear_svc,
    LogisticRegression: _logistic_regression,
    MultinomialNB: _naive_bayes,
    RidgeClassifier: _ridge_classifier,
}


def find_solver(
    estimator, X, n_columns, fit_params, *, choice="auto", masks=False, device=None
):
    """Return the solver that fits all columns in one go, or None.

    Parameters
    ----------
    estimator : classifier
        The base classifier, unfitted.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Training samples.

    n_columns : int
        Number of label columns to fit.

    fit_params : dict
        What each base fit would be given beside X and y.

    choice : {"auto", "joint", "separate"}, default="auto"
        "auto": a solver where it is exact and the faster way; "joint": wherever it is
        exact, or an error; "separate": never.

    masks : bool, default=False
        Whether each column is to use some of the features only.

    device : str, torch.device or None, default=None
        Where to compute; a device can only be had with a solver.

    Returns
    -------
    solver : module or None
        None where the columns are to be fitted one by one.

    Raises
    ------
    ValueError
        If ``choice="joint"`` or a device is given and no solver fits the estimator
        exactly.
    """
    if choice == "separate" and device is None:
        return None
    solver = SOLVERS.get(type(estimator))
    X = X if solver is None else as_floats(X)  # as the solver will see it
    if solver is None:
        known = ", ".join(sorted(kind.__name__ for kind in SOLVERS))
        reason = f"estimator must be one of {known}"
    elif device is not None and choice == "separate":
        reason = "solver='separate'"
    elif masks and not solver.MASKS:
        reason = "its solver cannot restrict a column to some of the features"
    elif np.ndim(fit_params.get("sample_weight")) == 2 and not solver.MASKS:
        reason = "its solver takes one sample_weight for all labels"
    else:
        refuse = solver.refuse if device is None else solver.refuse_device
        reason = refuse(estimator, X, fit_params)
    if reason is not None:
        if device is not None:
            raise ValueError(f"device must be None here ({reason}), got {device!r}.")
        if choice == "joint":
            raise ValueError(
                f"solver must be 'auto' or 'separate' here ({reason}), "
                f"got 'joint' with {estimator!r}."
            )
        return None
    insisted = choice == "joint" or device is not None
    return solver if insisted or solver.pays(estimator, X, n_columns, masks) else None


def find_class_solver(estimator, X, n_classes, fit_params, *, choice="auto"):
    """Return the solver that fits all classes of a multiclass problem, or None.

    Parameters
    ----------
    estimator : classifier
        The multiclass classifier, unfitted.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Training samples.

    n_classes : int
        Number of classes.

    fit_params : dict
        What the fit would be given beside X and y.

    choice : {"auto", "joint", "separate"}, default="auto"
        As in :func:`find_solver`; "separate" is the estimator's own fit.

    Returns
    -------
    solver : module or None
        Has ``fit(estimator, X, codes, *, sample_weight=None)``, which returns the
        fitted estimator; None where the estimator is to fit by itself.

    Raises
    ------
    ValueError
        If ``choice="joint"`` and no solver fits the estimator exactly.
    """
    if choice == "separate":
        return None
    reason = "estimator must be LogisticRegression"
    if type(estimator) is LogisticRegression:
        X = as_floats(X)
        reason = _multinomial_regression.refuse(estimator, X, fit_params)
        if reason is None and n_classes < 3:
            reason = "there must be at least 3 classes"
    if choice == "joint" and reason is not None:
        raise ValueError(
            f"solver must be 'auto' or 'separate' here ({reason}), "
            f"got 'joint' with {estimator!r}."
        )
    if reason is not None:
        return None
    known = _multinomial_regression
    return known if choice == "joint" or known.pays(X, n_classes) else None
