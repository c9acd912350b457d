"""The HTML report of a comparison: one page that needs nothing else."""

from collections.abc import Sequence
from importlib import resources
from importlib.util import find_spec
from typing import Any

from mlclf.compare._findings import Findings, find
from mlclf.compare._markdown import describe_dataset, environment
from mlclf.compare._results import Results
from mlclf.compare._tables import rows_of, short_name

__all__ = ["to_html"]

_LEADING = ("f1_micro", "f1_macro", "hamming_loss")


def to_html(results: Results, *, title: str = "Comparison") -> str:
    """Return the report as one self-contained page.

    Tables can be sorted, plots are inline SVG; it follows the reader's light or dark
    colors and fits a phone. Nothing is loaded from elsewhere.

    Parameters
    ----------
    results : Results
        Finished or not.

    title : str, default="Comparison"
        Head line.

    Returns
    -------
    page : str
        HTML.

    Raises
    ------
    ImportError
        If jinja2 is not installed. Without matplotlib there are no plots.
    """
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise ImportError(
            "the HTML report needs jinja2: pip install 'mlclf-toolkit[report]'"
        ) from None
    source = resources.files("mlclf.compare").joinpath("templates/report.html")
    template = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).from_string(source.read_text(encoding="utf-8"))
    findings = find(results)
    page: str = template.render(
        title=title,
        results=results,
        n_missing=results.n_planned - len(results.cells),
        datasets=[_section(results, dataset) for dataset in results.datasets],
        findings=[(f, _plots_of_findings(f)) for f in findings],
        environment=environment(results),
    )
    return page


def _section(results: Results, dataset: str) -> dict[str, Any]:
    """Return what the template shows of one data set."""
    metrics = results.metrics
    return {
        "name": dataset,
        "size": describe_dataset(results, dataset),
        "heads": [(short_name(m), m, results.greater_is_better(m)) for m in metrics],
        "rows": [
            (row, _sort_keys(results, dataset, row.method, metrics))
            for row in rows_of(results, dataset, metrics)
        ],
        "plots": _plots_of_dataset(results, dataset),
    }


def _sort_keys(
    results: Results, dataset: str, method: str, metrics: Sequence[str]
) -> list[str]:
    """Return the numbers behind the texts; "" where there is none."""
    fields = [*metrics, "fit_seconds", "predict_seconds", "peak_memory_mib"]
    values = (results.mean(dataset, method, field) for field in fields)
    return ["" if value != value else repr(value) for value in values]


def _plots_of_dataset(results: Results, dataset: str) -> dict[str, Any]:
    if find_spec("matplotlib") is None:
        return {}
    leading = [m for m in _LEADING if m in results.metrics]
    metric = (leading + results.metrics)[0]
    if results.best(dataset, metric) is None:
        return {}
    from mlclf.compare._svg import plots_of_dataset

    return _marked(plots_of_dataset(results, dataset, metric))


def _plots_of_findings(findings: Findings) -> dict[str, Any]:
    if find_spec("matplotlib") is None:
        return {}
    from mlclf.compare._svg import plots_of_analysis

    return _marked(plots_of_analysis(findings.analysis))


def _marked(plots: dict[str, str]) -> dict[str, Any]:
    """Tell the template that matplotlib has escaped these already."""
    from markupsafe import Markup

    return {title: Markup(svg) for title, svg in plots.items()}  # noqa: S704
