"""Label matrices as a network wants them: the validation part, weights of cells."""

from numbers import Real

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

__all__ = ["label_frequency", "label_weights", "validation_rows"]


def validation_rows(Y, fraction, random_state):
    """Draw a validation part, stratified by each row's rarest label.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        1 where a sample carries a label.

    fraction : float
        Share of the rows to draw, in (0, 1).

    random_state : RandomState
        Source of the draw.

    Returns
    -------
    rows : ndarray of shape (n_drawn,)
        Sorted row numbers; at least one, never all.
    """
    n_samples = len(Y)
    n_drawn = int(np.clip(round(fraction * n_samples), 1, n_samples - 1))
    frequency = (Y == 1).sum(axis=0)
    cost = np.where(Y == 1, frequency, n_samples + 1)
    rarest = np.where(cost.min(axis=1) > n_samples, -1, cost.argmin(axis=1))
    order = random_state.permutation(n_samples)
    order = order[np.argsort(rarest[order], kind="stable")]
    # Evenly spaced over rows sorted by label, from a random start.
    places = (np.arange(n_drawn) + random_state.uniform()) * (n_samples / n_drawn)
    return np.sort(order[np.minimum(places.astype(int), n_samples - 1)])


def label_frequency(Y, sample_weight=None):
    """Return the frequency of each label among the samples where it is known.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        1, 0, or -1 where the label is missing.

    sample_weight : ndarray of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    frequency : ndarray of shape (n_labels,)
        In [0, 1]; one half where a label is missing everywhere.
    """
    w = np.ones(len(Y)) if sample_weight is None else sample_weight
    on, known = w @ (Y == 1), w @ (Y >= 0)
    return np.divide(on, known, out=np.full(Y.shape[1], 0.5), where=known > 0)


def label_weights(Y, class_weight=None, pos_weight=None, classes=None):
    """Return the weight of a cell that is off, and of one that is on, for each label.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_labels)
        1, 0, or -1 where the label is missing.

    class_weight : "balanced", dict or list of dict, default=None
        As in scikit-learn: "balanced" gives both values of each label one total
        weight; a dict maps values to weights, a list has one dict per label.

    pos_weight : array-like of shape (n_labels,) or float, default=None
        What the weights of the cells that are on are multiplied with.

    classes : ndarray, default=None
        The values of a one-column target: two (Y has one column) or more (Y has one
        column for each, and weights are those of the values).

    Returns
    -------
    weights : ndarray of shape (2, n_labels) or None
        None where all are 1.
    """
    if class_weight is None and pos_weight is None:
        return None
    weights = np.ones((2, Y.shape[1]))
    if class_weight is not None:
        weights *= _value_weights(Y, class_weight, classes)
    if pos_weight is not None:
        weights[1] *= _positive_factor(pos_weight, Y.shape[1])
    return weights


def _value_weights(Y, class_weight, classes):
    """Return what ``class_weight`` makes the values of each label weigh."""
    n_labels = Y.shape[1]
    given = class_weight if isinstance(class_weight, list) else [class_weight]
    if not all(each == "balanced" or _is_weights(each) for each in given):
        raise ValueError(
            "class_weight must be 'balanced' or dicts of weights that are not "
            f"negative, got {class_weight!r}."
        )
    if classes is not None:
        codes = Y.argmax(axis=1) if n_labels > 1 else Y[:, 0]
        values = compute_class_weight(class_weight, classes=classes, y=classes[codes])
        return values if n_labels > 1 else values[:, None]
    if not isinstance(class_weight, list):
        given = given * n_labels
    if len(given) != n_labels:
        raise ValueError(
            f"class_weight must be a list of {n_labels} dicts, one per label, got "
            f"{len(given)}."
        )
    weights = np.ones((2, n_labels))
    for j, each in enumerate(given):
        known = Y[Y[:, j] >= 0, j]
        for value in np.unique(known):
            weights[value, j] = (
                len(known) / (2 * np.count_nonzero(known == value))
                if each == "balanced"
                else each.get(value, 1.0)
            )
    return weights


def _is_weights(given):
    """Whether it is a dict that weighs values of a label."""
    return isinstance(given, dict) and all(
        isinstance(weight, Real) and 0 <= weight < np.inf for weight in given.values()
    )


def _positive_factor(pos_weight, n_labels):
    """Return ``pos_weight`` as an array, checked."""
    try:
        factor = np.asarray(pos_weight, dtype=float)
        is_valid = (factor > 0).all() and np.isfinite(factor).all()
    except (TypeError, ValueError):
        is_valid = False
    if not is_valid or factor.shape not in ((), (n_labels,)):
        raise ValueError(
            f"pos_weight must be positive, one number or {n_labels}, got "
            f"{pos_weight!r}."
        )
    return factor
