"""What the statistics of a comparison say, as rows and sentences."""

from dataclasses import dataclass

import numpy as np

from mlclf.compare._analysis import Analysis, analyze
from mlclf.compare._results import Results
from mlclf.compare._tables import short_name

__all__ = ["Finding", "Findings", "find"]


@dataclass(frozen=True)
class Finding:
    """One method against the one with the best average rank.

    Parameters
    ----------
    method, rank : str
        Name, average rank.

    wins : str
        "wins–ties–losses" of the best method against this one.

    p_value, better, equivalent : str
        Wilcoxon's p-value, adjusted by Holm; posterior probabilities that the best
        method is better, or practically equivalent. Empty for the best itself.
    """

    method: str
    rank: str
    wins: str
    p_value: str
    better: str
    equivalent: str


@dataclass(frozen=True)
class Findings:
    """What was found for one metric.

    Parameters
    ----------
    metric, title : str
        Its name, and as a head line.

    sentences : tuple of str
        What was tested, and what came out.

    rows : tuple of Finding
        The best average rank first.

    t_tests : tuple of str
        One sentence per data set.

    analysis : Analysis
        The numbers.
    """

    metric: str
    title: str
    sentences: tuple[str, ...]
    rows: tuple[Finding, ...]
    t_tests: tuple[str, ...]
    analysis: Analysis


def find(results: Results) -> list[Findings]:
    """Return what was found for every metric.

    Parameters
    ----------
    results : Results
        Finished or not.

    Returns
    -------
    findings : list of Findings
        Empty where there is nothing to test: a single run, or a single method.
    """
    found = []
    for metric in results.metrics:
        try:
            analysis = analyze(results, metric)
        except ValueError:
            continue
        found.append(
            Findings(
                metric,
                short_name(metric),
                tuple(_sentences(analysis)),
                tuple(_rows(analysis)),
                tuple(_t_tests(analysis)),
                analysis,
            )
        )
    return found


def format_p(p: float) -> str:
    """Return a p-value with the digits that matter."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _sentences(analysis: Analysis) -> list[str]:
    k, n = len(analysis.methods), len(analysis.blocks)
    blocks = "data sets" if analysis.over_datasets else "runs on one data set"
    said = [f"{k} methods on {n} {blocks}."]
    if not analysis.over_datasets:
        said += [
            "Runs on one data set share rows, so these tests find too many "
            "differences; the corrected t-test allows for that."
        ]
    if analysis.friedman is not None:
        f = analysis.friedman
        said += [
            f"Friedman's test that all are equal: chi-squared {f.statistic:.2f}, p "
            f"{_is(f.p_value)}; Iman and Davenport's F {f.f_statistic:.2f}, p "
            f"{_is(f.f_p_value)}."
        ]
    said += [
        f"Average ranks differ by Nemenyi's test from {analysis.critical_distance:.2f} "
        f"on (level {analysis.alpha:g})."
    ]
    if analysis.left_out:
        said += [f"Left out, since scores are missing: {', '.join(analysis.left_out)}."]
    return said


def _is(p: float) -> str:
    return format_p(p) if p < 0.001 else f"= {format_p(p)}"


def _rows(analysis: Analysis) -> list[Finding]:
    best = analysis.methods.index(analysis.reference)
    rows = []
    for j in np.argsort(analysis.average_ranks, kind="stable"):
        method = analysis.methods[j]
        rank = f"{analysis.average_ranks[j]:.2f}"
        if j == best:
            rows.append(Finding(method, rank, "", "", "", ""))
            continue
        posterior = analysis.posteriors[method]
        rows.append(
            Finding(
                method,
                rank,
                "–".join(str(c) for c in analysis.win_tie_loss[:, best, j]),
                format_p(analysis.wilcoxon[best, j]),
                f"{posterior.better:.2f}",
                f"{posterior.equivalent:.2f}",
            )
        )
    return rows


def _t_tests(analysis: Analysis) -> list[str]:
    """Return, for each data set, whom the best method beats."""
    said = []
    for dataset in dict.fromkeys(t.dataset for t in analysis.t_tests):
        tests = [t for t in analysis.t_tests if t.dataset == dataset]
        best = (set(analysis.methods) - {t.method for t in tests}).pop()
        beaten = [t.method for t in tests if t.p_value < analysis.alpha]
        whom = ", ".join(beaten) if beaten else "none"
        said.append(f"{dataset}: {best} is the best, significantly better than {whom}.")
    return said
