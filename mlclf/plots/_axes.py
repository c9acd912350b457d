"""The axes that a display draws on."""

__all__ = ["axes_for"]


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
    return plt.subplots()[1] if ax is None else ax
