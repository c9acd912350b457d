"""The plots of a report as SVG that follows the colors of the page."""

import io
import re
from collections.abc import Callable
from typing import Any

from mlclf.compare._analysis import Analysis
from mlclf.compare._results import Results
from mlclf.plots import (
    CriticalDifferenceDisplay,
    LabelScoreDisplay,
    RankDisplay,
    ScoreTimeDisplay,
)

__all__ = ["plots_of_analysis", "plots_of_dataset"]

# A color that nothing else has stands for that of the page's text.
_INK = "#010203"
_STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,
    "axes.prop_cycle": "cycler('color', ['#3b82d6', '#d97706', '#16a34a'])",
}
_WIDTH = 5.4  # inches; narrow enough to be read on a phone


def plots_of_dataset(results: Results, dataset: str, metric: str) -> dict[str, str]:
    """Return the plots of one data set.

    Parameters
    ----------
    results : Results
        With at least one finished cell.

    dataset, metric : str
        Names.

    Returns
    -------
    plots : dict of str to str
        SVG by title.
    """
    name = f"{dataset} {metric}"
    n_methods = len(results.methods)
    return {
        "Score and time": _draw(
            lambda ax: ScoreTimeDisplay.from_results(results, dataset, metric, ax=ax),
            f"time {name}",
            3.8,
        ),
        "F1 of each label": _draw(
            lambda ax: LabelScoreDisplay.from_results(results, dataset, ax=ax),
            f"labels {name}",
            1.8 + 0.3 * n_methods,
        ),
    }


def plots_of_analysis(analysis: Analysis) -> dict[str, str]:
    """Return the plots of one metric's statistics.

    Parameters
    ----------
    analysis : Analysis
        What was tested.

    Returns
    -------
    plots : dict of str to str
        SVG by title.
    """
    n_methods = len(analysis.methods)
    return {
        "Critical differences": _draw(
            lambda ax: CriticalDifferenceDisplay.from_analysis(analysis, ax=ax),
            f"differences {analysis.metric}",
            1.3 + 0.2 * n_methods + 0.2 * len(analysis.groups),
        ),
        "Ranks": _draw(
            lambda ax: RankDisplay.from_analysis(analysis, ax=ax),
            f"ranks {analysis.metric}",
            1.0 + 0.35 * n_methods,
        ),
    }


def _draw(draw: Callable[[Any], Any], salt: str, height: float) -> str:
    """Return one plot as an inline SVG element; salt keeps its ids apart."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    style = {**_STYLE, "svg.hashsalt": salt}
    with mpl.rc_context(style):
        # A figure without pyplot needs no screen and is not kept in a list.
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        draw(figure.add_subplot())
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :].replace(_INK, "currentColor")
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return _own_ids(svg, re.sub(r"\W+", "-", salt))


def _own_ids(svg: str, prefix: str) -> str:
    """Put a prefix before every id, so that several plots fit on one page."""
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'href="#', f'href="#{prefix}-', svg)
    return re.sub(r"url\(#", f"url(#{prefix}-", svg)
