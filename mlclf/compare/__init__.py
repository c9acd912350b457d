"""Comparing methods: plan, run, results, statistics, reports."""

from mlclf.compare._analysis import Analysis, TTest, analyze
from mlclf.compare._cell import CellResult
from mlclf.compare._feature_scaler import FeatureScaler
from mlclf.compare._html import to_html
from mlclf.compare._latex import to_latex
from mlclf.compare._markdown import to_markdown
from mlclf.compare._methods import available_methods, default_methods, make_method
from mlclf.compare._pairwise import (
    SignedRankPosterior,
    bayesian_signed_rank,
    corrected_t_test,
    holm,
    wilcoxon_holm,
    win_tie_loss,
)
from mlclf.compare._plan import Plan
from mlclf.compare._ranks import (
    Friedman,
    average_ranks,
    cliques,
    critical_distance,
    friedman,
)
from mlclf.compare._report import write_reports
from mlclf.compare._results import Results
from mlclf.compare._run import run
from mlclf.compare._toml import load_plan

__all__ = [
    "Analysis",
    "CellResult",
    "FeatureScaler",
    "Friedman",
    "Plan",
    "Results",
    "SignedRankPosterior",
    "TTest",
    "analyze",
    "available_methods",
    "average_ranks",
    "bayesian_signed_rank",
    "cliques",
    "corrected_t_test",
    "critical_distance",
    "default_methods",
    "friedman",
    "holm",
    "load_plan",
    "make_method",
    "run",
    "to_html",
    "to_latex",
    "to_markdown",
    "wilcoxon_holm",
    "win_tie_loss",
    "write_reports",
]
