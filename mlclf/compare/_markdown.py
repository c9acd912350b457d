"""The markdown report of a comparison: it only reads results."""

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from mlclf.compare._findings import Findings, find
from mlclf.compare._results import Results
from mlclf.compare._tables import Row, rows_of, short_name

__all__ = ["environment", "to_markdown"]


def to_markdown(results: Results, *, costs: bool = True) -> str:
    """Return the report as markdown.

    Parameters
    ----------
    results : Results
        Finished or not.

    costs : bool, default=True
        Whether times, memory, date and machine are shown. Without them the report of
        the same plan is the same text every time.

    Returns
    -------
    text : str
        One table per data set, then the settings.
    """
    parts = ["# Comparison", _head(results)]
    for dataset in results.datasets:
        parts += [f"## {dataset}", describe_dataset(results, dataset)]
        parts += [_table(results, dataset, costs), _remarks(results, dataset)]
    findings = find(results)
    if findings:
        parts += ["## Statistics", *(_statistics(found) for found in findings)]
    parts += ["## Methods", _methods(results)]
    if costs:
        parts += ["## Environment", environment(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def describe_dataset(results: Results, dataset: str) -> str:
    """Return the size and the split of a data set in words."""
    d = results.plan["datasets"][dataset]
    return (
        f"{d['rows']} rows, {d['features']} features, {d['labels']} labels, "
        f"{d['cardinality']:.2f} labels per row; {d['split']}."
    )


def environment(results: Results) -> str:
    """Return date, machine and versions in words."""
    session: Mapping[str, Any] = results.sessions[-1]
    machine = session["machine"]
    memory = f", {machine['memory_gib']} GiB" if "memory_gib" in machine else ""
    versions = ", ".join(f"{k} {v}" for k, v in session["versions"].items())
    return (
        f"{session['started'][:10]}, {machine['cores']}-core "
        f"{machine['architecture']}{memory}, {machine['system']}; {versions}."
    )


def _statistics(findings: Findings) -> str:
    """Return what was found for one metric."""
    heads = ["method", "average rank", "wins–ties–losses of the best", "p (Wilcoxon)"]
    heads += ["P(best is better)", "P(equivalent)"]
    lines = [_line(heads), _line(["---", *["---:"] * 5])]
    lines += [_line([str(value) for value in astuple(row)]) for row in findings.rows]
    parts = [f"### {findings.title}", " ".join(findings.sentences), "\n".join(lines)]
    if findings.t_tests:
        tests = "\n".join(f"- {_escape(test)}" for test in findings.t_tests)
        parts += ["Corrected resampled t-tests over the folds:", tests]
    return "\n\n".join(_escape(p) if p[0] not in "|#-" else p for p in parts)


def _head(results: Results) -> str:
    seeds = [str(seed) for seed in results.plan["seeds"]]
    word = "seeds" if len(seeds) > 1 else "seed"
    unfinished = results.n_planned - len(results.cells)
    waiting = f" **{unfinished} of {results.n_planned} fits are missing.**"
    return (
        f"{len(results.methods)} methods, {results.split}, "
        f"{word} {', '.join(seeds)}. The best of each column is bold; ↓ marks columns "
        f"where less is better." + (waiting if unfinished else "")
    )


def _table(results: Results, dataset: str, costs: bool) -> str:
    metrics = results.metrics
    heads = [short_name(m) + _arrow(results, m) for m in metrics]
    heads = ["method", *heads, *(["fit", "memory"] if costs else [])]
    lines = [_line(heads), _line(["---", *["---:"] * (len(heads) - 1)])]
    lines += [_row(row, costs) for row in rows_of(results, dataset, metrics)]
    return "\n".join(lines)


def _arrow(results: Results, metric: str) -> str:
    return "" if results.greater_is_better(metric) else " ↓"


def _row(row: Row, costs: bool) -> str:
    scores = [f"**{s}**" if b else s for s, b in zip(row.scores, row.is_best)]
    return _line([row.method, *scores, *([row.fit_time, row.memory] if costs else [])])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(_escape(cell) for cell in cells) + " |"


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _remarks(results: Results, dataset: str) -> str:
    rows = rows_of(results, dataset, results.metrics)
    return "\n".join(
        f"- {row.method}: {_escape(row.reason)}" for row in rows if row.reason
    )


def _methods(results: Results) -> str:
    return "\n".join(
        f"- {name}: `{text}`" for name, text in results.plan["methods"].items()
    )
