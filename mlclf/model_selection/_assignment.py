"""From label indicators to folds: check, deal greedily, refine."""

import warnings

import numpy as np

from mlclf._labels import check_indicator, refuse_label_lists
from mlclf.model_selection._evidence import evidence
from mlclf.model_selection._greedy import stratify_greedily
from mlclf.model_selection._refinement import equalize_sizes, refine_folds

__all__ = ["assign_even_folds", "assign_sized_folds", "warn_of_groups"]


def assign_even_folds(y, n_folds, *, order, refine, rng):
    """Assign each row to one of some folds of one size.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    n_folds : int
        Number of folds.

    order : {1, 2}
        Whether labels, or pairs of labels as well, are balanced.

    refine : bool
        Whether the greedy folds are refined; sizes differ by one at most only then.

    rng : numpy.random.RandomState
        Source of every random choice.

    Returns
    -------
    folds : ndarray of shape (n_samples,)
        The fold of each row.
    """
    Y, rows = _shuffle(y, rng)
    E = evidence(Y, order)
    folds = stratify_greedily(E, np.full(n_folds, 1 / n_folds), rng)
    if not refine:
        return _unshuffle(folds, rows)
    # The folds that are largest keep the rows left over by the division.
    sizes = np.full(n_folds, len(folds) // n_folds)
    fullest = np.argsort(-np.bincount(folds, minlength=n_folds), kind="stable")
    sizes[fullest[: len(folds) % n_folds]] += 1
    folds = _balance(E, folds, sizes, Y.shape[1], refine, rng)
    return _unshuffle(folds, rows)


def assign_sized_folds(y, sizes, *, order, refine, rng):
    """Assign each row to one of some folds of given sizes.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators, 0 or 1.

    sizes : ndarray of shape (n_folds,) of int
        Number of rows of each fold; they sum to ``n_samples``.

    order : {1, 2}
        Whether labels, or pairs of labels as well, are balanced.

    refine : bool
        Whether the greedy folds are refined; the sizes are exact in any case.

    rng : numpy.random.RandomState
        Source of every random choice.

    Returns
    -------
    folds : ndarray of shape (n_samples,)
        The fold of each row.
    """
    Y, rows = _shuffle(y, rng)
    E = evidence(Y, order)
    folds = stratify_greedily(E, sizes / Y.shape[0], rng)
    folds = _balance(E, folds, sizes, Y.shape[1], refine, rng)
    return _unshuffle(folds, rows)


def warn_of_groups(groups, splitter, remedy):
    """Warn where groups are given to a splitter of single rows.

    Parameters
    ----------
    groups : object
        Groups, or None where none are given.

    splitter : object
        The splitter that ignores them.

    remedy : str
        Name of the class that keeps groups together.
    """
    if groups is not None:
        warnings.warn(
            f"groups is ignored by {type(splitter).__name__}: {remedy} keeps groups "
            "together.",
            UserWarning,
            stacklevel=3,
        )


def _shuffle(y, rng):
    """Return the labels with their rows in random order, and that order.

    The greedy algorithm deals rows as they come: unshuffled, the fold that desires
    most would get the first of them, and a test set the last rows of the data.
    """
    refuse_label_lists(y)
    Y = check_indicator(y, sparse=True)
    rows = rng.permutation(Y.shape[0])
    return Y[rows], rows


def _unshuffle(folds, rows):
    original = np.empty_like(folds)
    original[rows] = folds
    return original


def _balance(E, folds, sizes, n_labels, refine, rng):
    equalize_sizes(E, folds, sizes)
    return refine_folds(E, folds, sizes, n_labels, rng) if refine else folds
