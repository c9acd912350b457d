"""The axes that a display draws on, and the legend beside them."""

__all__ = ["axes_for", "legend_beside"]


def axes_for(ax, display):
    """Return the axes to draw on, new ones if there are none.

    Parameters
    ----------
    ax : matplotlib Axes or None
        What the caller gave.

    display : object
        Who draws; its class is named where matplotlib is missing.

    Returns
    -------
    ax : matplotlib Axes
        ``ax``, or the axes of a new figure.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            f"{type(display).__name__}.plot needs matplotlib: "
            "pip install 'mlclf-toolkit[plots]'"
        ) from error
    # Constrained: long names of labels and methods stay inside the figure.
    return plt.subplots(layout="constrained")[1] if ax is None else ax


def legend_beside(ax, *, is_own):
    """Draw a legend that hides no curve, where there is room beside the axes.

    Parameters
    ----------
    ax : matplotlib Axes
        Where the curves are.

    is_own : bool
        Whether the display made the figure. Beside axes of the caller there may be
        others: the legend is drawn inside then.
    """
    beside = {"loc": "center left", "bbox_to_anchor": (1.01, 0.5)} if is_own else {}
    ax.legend(fontsize="small", **beside)
