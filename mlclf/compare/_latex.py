"""The LaTeX tables of a comparison: they only read results."""

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
    """Return one table per data set, for a paper.

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
    return "% needs \\usepackage{booktabs}\n" + "\n".join(tables)


def escape_latex(text: str) -> str:
    """Return text in which nothing is a command."""
    return "".join(_ESCAPES.get(c, c) for c in text.replace("\n", " "))


def _table(results: Results, dataset: str) -> str:
    metrics = results.metrics
    heads = ["method", *(_head(results, metric) for metric in metrics), "fit"]
    rows = [_row(row) for row in rows_of(results, dataset, metrics)]
    caption = f"{escape_latex(dataset)}: {escape_latex(results.split)}."
    lines = [
        r"\begin{table}",
        rf"\caption{{{caption}}}",
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
