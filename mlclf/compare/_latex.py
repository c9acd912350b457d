"""The LaTeX tables of a comparison: they only read results."""

from collections.abc import Sequence
from dataclasses import astuple

from mlclf.compare._findings import Findings, find
from mlclf.compare._results import Results
from mlclf.compare._tables import Row, rows_of, short_name

__all__ = ["to_latex"]

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "↓": r"$\downarrow$",
    "–": "--",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}


def to_latex(results: Results) -> str:
    """Return one table per data set and one of tests per metric, for a paper.

    Parameters
    ----------
    results : Results
        Finished or not.

    Returns
    -------
    text : str
        Tables that need the package booktabs.
    """
    tables = [_table(results, dataset) for dataset in results.datasets]
    tables += [_statistics(findings) for findings in find(results)]
    return "% needs \\usepackage{booktabs}\n" + "\n".join(tables)


def escape_latex(text: str) -> str:
    """Return text in which nothing is a command."""
    return "".join(_ESCAPES.get(c, c) for c in text.replace("\n", " "))


def _table(results: Results, dataset: str) -> str:
    metrics = results.metrics
    heads = ["method", *(_head(results, metric) for metric in metrics), "fit"]
    rows = [_row(row) for row in rows_of(results, dataset, metrics)]
    split = results.plan["datasets"][dataset]["split"]
    return _float(heads, rows, f"{dataset}: {split}.")


def _statistics(findings: Findings) -> str:
    """Return what was found for one metric."""
    heads = ["method", "average rank", "wins--ties--losses", "$p$", "better", "equal"]
    rows = [
        " & ".join(escape_latex(str(value)) for value in astuple(row)) + r" \\"
        for row in findings.rows
    ]
    meaning = (
        "Each method against the one with the best average rank: the latter's wins, "
        "ties and losses; p of Wilcoxon's signed-rank test, adjusted by Holm; "
        "probabilities that the latter is better, or practically equivalent, by the "
        "Bayesian signed-rank test."
    )
    caption = " ".join([f"{findings.title}:", *findings.sentences, meaning])
    return _float(heads, rows, caption)


def _float(heads: Sequence[str], rows: Sequence[str], caption: str) -> str:
    lines = [
        r"\begin{table}",
        rf"\caption{{{escape_latex(caption)}}}",
        r"\centering",
        rf"\begin{{tabular}}{{l{'r' * (len(heads) - 1)}}}",
        r"\toprule",
        " & ".join(heads) + r" \\",
        r"\midrule",
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _head(results: Results, metric: str) -> str:
    arrow = "" if results.greater_is_better(metric) else " ↓"
    return escape_latex(short_name(metric) + arrow)


def _row(row: Row) -> str:
    scores = [
        rf"\textbf{{{escape_latex(s)}}}" if best else escape_latex(s)
        for s, best in zip(row.scores, row.is_best)
    ]
    cells = [escape_latex(row.method), *scores, escape_latex(row.fit_time)]
    return " & ".join(cells) + r" \\"
