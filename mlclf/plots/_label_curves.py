"""Curves of each label and their averages, for the displays that draw them."""

import numpy as np
from sklearn.utils import check_array

from mlclf._labels import check_indicator, label_names

__all__ = ["AVERAGES", "draw_curves", "label_curves", "names_of", "scores_of"]

AVERAGES = ("micro", "macro")
_GRID = np.linspace(0, 1, 201)


def names_of(y, given):
    """Return the names of the labels: given, of a DataFrame, or numbers.

    Parameters
    ----------
    y : {array-like, DataFrame, sparse matrix} of shape (n_samples, n_labels)
        Label indicators.

    given : sequence of str or None
        What the caller says.

    Returns
    -------
    names : list of str
    """
    names = label_names(y) if given is None else given
    n_labels = check_indicator(y).shape[1]
    names = range(n_labels) if names is None else names
    if len(names) != n_labels:
        raise ValueError(f"label_names must hold {n_labels} names, got {len(names)}.")
    return [str(name) for name in names]


def scores_of(y_score):
    """Return scores as a matrix of finite numbers.

    Parameters
    ----------
    y_score : {array-like, sparse matrix} of shape (n_samples, n_labels)
        Scores; one column may come without its second dimension.

    Returns
    -------
    S : ndarray of shape (n_samples, n_labels)
        What a sparse matrix does not store is 0.
    """
    S = check_array(
        y_score,
        accept_sparse=True,
        dtype=float,
        ensure_2d=False,
        input_name="y_score",
    )
    S = S.toarray() if hasattr(S, "toarray") else S
    return S.reshape(-1, 1) if S.ndim == 1 else S


def label_curves(curve, y_true, y_score, names):
    """Compute the curve of each label that has one, and the averages.

    Parameters
    ----------
    curve : callable
        ``curve(y, s)`` gives x, increasing, and y of one binary problem.

    y_true, y_score : ndarray of shape (n_samples, n_labels)
        True label indicators and scores.

    names : list of str
        The labels.

    Returns
    -------
    curves : dict of str to (ndarray, ndarray)
        "micro", of all cells, "macro", the mean of the labels' curves, and each label
        that is neither always nor never true.
    """
    labels = {
        name: curve(y, s)
        for name, y, s in zip(names, y_true.T, y_score.T)
        if y.min() < y.max()
    }
    if not labels:
        raise ValueError("y_true must hold a label that is neither constant 0 nor 1.")
    mean = np.mean([np.interp(_GRID, *points) for points in labels.values()], axis=0)
    micro = curve(y_true.ravel(), y_score.ravel())
    return {"micro": micro, "macro": (_GRID, mean), **labels}


def draw_curves(ax, curves, areas, symbol, n_shown):
    """Draw averages boldly, named labels in color; return the lines by name.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw.

    curves : dict of str to (ndarray, ndarray)
        What :func:`label_curves` computed.

    areas : dict of str to float
        Shown in the legend.

    symbol : str
        What the areas are called there.

    n_shown : int or None
        Number of labels in the legend, the worst first; None names all.

    Returns
    -------
    lines : dict of str to matplotlib Line2D
    """
    labels = sorted((name for name in curves if name not in AVERAGES), key=areas.get)
    lines = {}
    for name in [*AVERAGES, *labels]:
        bold = name in AVERAGES
        named = bold or n_shown is None or name in labels[:n_shown]
        (lines[name],) = ax.plot(
            *curves[name],
            label=f"{name} ({symbol} = {areas[name]:.2f})" if named else None,
            linewidth=2.5 if bold else 1.2 if named else 0.8,
            alpha=1 if bold else 0.8 if named else 0.4,
            color=None if named else "gray",
            linestyle="--" if name == "macro" else "-",
            zorder=4 if bold else 3 if named else 2,
        )
    ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01))
    return lines
