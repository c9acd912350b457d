"""Fit binary classifiers on label columns: in one solve, or one by one.

A strategy hands over its base classifier and the label columns, and keeps the
:class:`Columns` that come back; it need not know how they were fitted.
"""

from mlclf.engines._columns import Columns
from mlclf.engines._fit_chains import fit_chains
from mlclf.engines._fit_columns import fit_columns
from mlclf.engines._out_of_fold import fit_chain_out_of_fold
from mlclf.engines._work import Work

__all__ = ["Columns", "Work", "fit_chain_out_of_fold", "fit_chains", "fit_columns"]
