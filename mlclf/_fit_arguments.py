"""Arguments of fit beside X and y: evaluation sets, and values of each label."""

import numpy as np
from sklearn.utils import check_array, check_consistent_length

from mlclf._labels import check_indicator, label_names

__all__ = [
    "check_evaluation",
    "check_weights",
    "has_columns",
    "is_matrix",
    "map_arguments",
]

# Names of samples and of their labels, and names of pairs of the two, in scikit-learn,
# LightGBM, XGBoost and CatBoost; a step of a Pipeline stands before them.
LABELS_OF = {"X_val": "y_val", "eval_X": "eval_y"}
PAIRS = ("eval_set",)


def map_arguments(fit_params, change_set, change=None):
    """Change the evaluation sets, and what else each fit is given.

    Parameters
    ----------
    fit_params : dict
        Never changed.

    change_set : callable
        ``change_set(X, Y)`` returns the samples and labels of an evaluation set as
        they are to be.

    change : callable, default=None
        ``change(value)`` does so with each other array; None leaves them.

    Returns
    -------
    fit_params : dict
        The same names in the same containers.

    Examples
    --------
    >>> def first_label(X, Y):
    ...     return X, [row[0] for row in Y]
    >>> map_arguments({"eval_set": [([[0.5]], [[1, 0]])], "verbose": 1}, first_label)
    {'eval_set': [([[0.5]], [1])], 'verbose': 1}
    """
    changed = dict(fit_params)
    for name, value in fit_params.items():
        kind = name.rpartition("__")[2]
        step = name.removesuffix(kind)
        samples = [step + X for X, y in LABELS_OF.items() if y == kind]
        if kind in PAIRS:
            changed[name] = _map_pairs(value, change_set)
        elif kind in LABELS_OF:
            labels = step + LABELS_OF[kind]
            if fit_params.get(labels) is not None:
                both = _map_both(value, fit_params[labels], change_set)
                changed[name], changed[labels] = both
        elif change is not None and not any(X in fit_params for X in samples):
            changed[name] = _map_parts(value, change)
    return changed


def has_columns(value, n_columns):
    """Tell whether a value is a matrix of so many columns.

    Parameters
    ----------
    value : object
        Any argument of fit.

    n_columns : int
        Number of columns.

    Returns
    -------
    has_columns : bool
        Lists of rows are matrices, too.

    Examples
    --------
    >>> [has_columns(value, 2) for value in ([[0, 1]], [0, 1], "01", None)]
    [True, False, False, False]
    """
    shape = _shape(value)
    return len(shape) == 2 and shape[1] == n_columns


def is_matrix(value):
    """Tell whether a value has two dimensions, as weights of each label have.

    Parameters
    ----------
    value : object
        Any argument of fit.

    Returns
    -------
    is_matrix : bool

    Examples
    --------
    >>> [is_matrix(value) for value in ([[0, 1]], [0, 1], "01", None)]
    [True, False, False, False]
    """
    return len(_shape(value)) == 2


def _shape(value):
    """Return the shape of an array, of any library, or of a list of rows."""
    if isinstance(value, list) and value and isinstance(value[0], (list, tuple)):
        return len(value), len(value[0])
    shape = getattr(value, "shape", ())
    return shape if isinstance(shape, tuple) else ()


def check_evaluation(classifier, y):
    """Return the labels of an evaluation set as a base classifier is to see them.

    Parameters
    ----------
    classifier : MultiLabelClassifier
        Knows the classes, and the names of the labels.

    y : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_labels)
        In the form of the labels in training.

    Returns
    -------
    y : ndarray of shape (n_samples, n_labels), or (n_samples,) for one label
        0 or 1.

    Raises
    ------
    ValueError
        If there are other labels or values than in training.
    """
    name = "the labels of an evaluation set"
    if classifier._one_column:
        y = np.ravel(y.toarray() if hasattr(y, "toarray") else y)
        unknown = np.setdiff1d(y, classifier.classes_)
        if unknown.size:
            raise ValueError(
                f"{name} must hold values of classes={classifier.classes_}, got "
                f"{unknown}."
            )
        return np.searchsorted(classifier.classes_, y)
    Y = check_indicator(_in_order(classifier, y, name), name=name)
    if Y.shape[1] != classifier.n_labels_:
        raise ValueError(
            f"{name} must have one column for each of {classifier.n_labels_} labels, "
            f"got {Y.shape[1]}."
        )
    return Y.astype(np.int64)


def check_weights(classifier, sample_weight, Y):
    """Check weights of each sample for each label.

    Parameters
    ----------
    classifier : MultiLabelClassifier
        Says whether it takes them; knows the names of the labels.

    sample_weight : {array-like, DataFrame} of shape (n_samples, n_labels)
        Weights.

    Y : ndarray of shape (n_samples, n_labels)
        Label indicators.

    Returns
    -------
    sample_weight : ndarray of shape (n_samples, n_labels), or (n_samples,) for one
        Weights.

    Raises
    ------
    ValueError
        If they have another shape, or the classifier has no use for them.
    """
    weight = check_array(
        _in_order(classifier, sample_weight, "sample_weight"),
        dtype=[np.float64, np.float32],
        input_name="sample_weight",
    )
    check_consistent_length(weight, Y)
    wanted = f"({len(Y)},)"
    if classifier._weights_labels:
        wanted += f" or {Y.shape}"
    if weight.shape == (len(Y), 1) == Y.shape:
        return weight[:, 0]
    if not classifier._weights_labels or weight.shape != Y.shape:
        raise ValueError(
            f"sample_weight must have shape {wanted} for "
            f"{type(classifier).__name__}, got {weight.shape}."
        )
    return weight


def _in_order(classifier, table, name):
    """Return a DataFrame of one column per label in the order of the labels."""
    known, given = getattr(classifier, "label_names_in_", None), label_names(table)
    if known is None or given is None or list(known) == list(given):
        return table
    if set(known) != set(given):
        raise ValueError(
            f"{name} must have the columns {list(known)}, got {list(given)}."
        )
    return table[list(known)]


def _map_pairs(value, change_set):
    """Change a pair, a tuple of two of which the first is none, or a list of such."""
    if isinstance(value, tuple) and len(value) == 2 and not isinstance(value[0], tuple):
        return tuple(change_set(*value))
    if isinstance(value, (list, tuple)):
        return type(value)(
            type(part)(change_set(*part))
            if isinstance(part, (list, tuple)) and len(part) == 2
            else part
            for part in value
        )
    return value


def _map_both(samples, labels, change_set):
    if not _are_parts(labels):
        return change_set(samples, labels)
    pairs = [change_set(X, Y) for X, Y in zip(samples, labels, strict=True)]
    return (
        type(samples)(X for X, _ in pairs),
        type(labels)(Y for _, Y in pairs),
    )


def _map_parts(value, change):
    return type(value)(map(change, value)) if _are_parts(value) else change(value)


def _are_parts(value):
    """Tell whether a value lists arrays, one for each evaluation set."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return all(hasattr(part, "shape") for part in value)
