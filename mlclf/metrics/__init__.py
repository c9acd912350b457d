"""Metrics of multi-label predictions.

Every metric is a function ``metric(y_true, y_pred or y_score, *, sample_weight=None)``
for dense or sparse 0/1 labels; :func:`evaluate` computes them all at once, with what
they share counted and sorted once; ``METRICS`` has them by name and ``SCORERS`` as
scikit-learn scorers. Scores may be a sparse matrix of the best labels of each row: it
is never made dense, and labels not stored come after all that are.

**Nothing divided by nothing.** Rows without labels, and labels that no row carries,
leave some metrics undefined, and libraries disagree on what to say then. Here, in one
rule: a *quotient* of counts that is 0/0 is ``zero_division`` (0 unless you say 1, or
nan to leave the row or label out of the average), without a warning; a *loss of the
ranking* of a row with nothing to rank is 0, that of the best ranking; an *area under a
curve* that does not exist is left out of its average. So figures agree with scikit-
learn's defaults, but for the areas of labels that never occur. ``zero_division=1``
gives MULAN's F and MEKA's Jaccard.

=====================================  =============  ============  =====  ====  ======
case                                   mlclf          scikit-learn  MULAN  MEKA  mldr
=====================================  =============  ============  =====  ====  ======
precision, recall: nothing true,       zero_division  the same      1      0     1
nothing predicted
precision: nothing predicted, though   zero_division  the same      0      0     0
something is true
recall: nothing true, though           zero_division  the same      0      0     0
something is predicted
F: nothing true, nothing predicted     zero_division  the same      1      0     [1]_
Jaccard: the same                      zero_division  the same      --     1     --
macro F: the mean of the labels' F,    the mean of F  the same      the    the   the F
or the F of mean precision and recall                               same   same  [2]_
one-error of a row without labels      1              --            1      1     1
coverage of a row without labels       0              0 [3]_        0      --    0
ranking loss without a pair to rank    0              0             0      0     0
average precision of a row without     1              1             left   1     1
labels                                                              out
tied scores in the ranking loss        wrong          wrong         [4]_   [4]_  wrong
ROC area of a label (row) that is      left out       NaN [5]_      --     --    0.5
constant
average precision of a label that      left out       0             --     --    --
never occurs
=====================================  =============  ============  =====  ====  ======

.. [1] The F of the mean precision and the mean recall, never undefined row by row.
.. [2] Here :func:`f1_of_averages`.
.. [3] ``coverage_error`` counts from 1: it is 1 more, except for such a row.
.. [4] By the order of the columns, after a sort that breaks the tie.
.. [5] And so is the average over labels.

The columns were read in the sources of MULAN (``InformationRetrievalMeasures`` and the
losses), MEKA (``Metrics``) and mldr (``undefined_value="diagnose"``, its default), and
run on scikit-learn 1.9; -- is what was not.

Examples
--------
>>> import numpy as np
>>> from mlclf.metrics import f1_score
>>> Y = [[1, 0], [0, 0]]  # predicted as it is; the second row has no label
>>> [f1_score(Y, Y, average="samples", zero_division=z) for z in (0, 1, np.nan)]
[0.5, 1.0, 1.0]
"""

from mlclf.metrics._calibration import brier_score, expected_calibration_error, log_loss
from mlclf.metrics._curves import (
    average_precision_score,
    geometric_mean_average_precision,
    interpolated_average_precision_score,
    roc_auc_score,
)
from mlclf.metrics._example_based import hamming_loss, subset_accuracy, zero_one_loss
from mlclf.metrics._hierarchical import hierarchical_loss
from mlclf.metrics._label_based import (
    f1_of_averages,
    f1_score,
    fbeta_score,
    jaccard_score,
    precision_score,
    recall_score,
)
from mlclf.metrics._label_confusion import label_confusion_matrix
from mlclf.metrics._label_problems import (
    constant_label_problem,
    missing_label_problem,
    wrong_label_problem,
)
from mlclf.metrics._label_report import LabelReport, label_report
from mlclf.metrics._levenshtein import levenshtein_distance
from mlclf.metrics._metric import Metric
from mlclf.metrics._propensity import (
    inverse_propensity,
    propensity_scored_ndcg_at_k,
    propensity_scored_precision_at_k,
    propensity_scored_recall_at_k,
)
from mlclf.metrics._ranking import (
    coverage,
    error_set_size,
    is_error,
    label_ranking_average_precision,
    margin_loss,
    one_error,
    r_precision,
    ranking_loss,
)
from mlclf.metrics._rates import (
    balanced_accuracy_score,
    false_negative_rate,
    false_positive_rate,
    geometric_mean_score,
    harmonic_mean_score,
    matthews_corrcoef,
    specificity_score,
)
from mlclf.metrics._registry import METRICS, get_metric
from mlclf.metrics._report import Report, evaluate
from mlclf.metrics._scorers import SCORERS, get_scorer, predict_scores
from mlclf.metrics._top_k import (
    abandonment_at_k,
    coverage_at_k,
    f1_at_k,
    ndcg_at_k,
    precision_at_k,
    r_precision_at_k,
    recall_at_k,
)

__all__ = [
    "METRICS",
    "SCORERS",
    "LabelReport",
    "Metric",
    "Report",
    "abandonment_at_k",
    "average_precision_score",
    "balanced_accuracy_score",
    "brier_score",
    "constant_label_problem",
    "coverage",
    "coverage_at_k",
    "error_set_size",
    "evaluate",
    "expected_calibration_error",
    "f1_at_k",
    "f1_of_averages",
    "f1_score",
    "false_negative_rate",
    "false_positive_rate",
    "fbeta_score",
    "geometric_mean_average_precision",
    "geometric_mean_score",
    "get_metric",
    "get_scorer",
    "hamming_loss",
    "harmonic_mean_score",
    "hierarchical_loss",
    "interpolated_average_precision_score",
    "inverse_propensity",
    "is_error",
    "jaccard_score",
    "label_confusion_matrix",
    "label_ranking_average_precision",
    "label_report",
    "levenshtein_distance",
    "log_loss",
    "margin_loss",
    "matthews_corrcoef",
    "missing_label_problem",
    "ndcg_at_k",
    "one_error",
    "precision_at_k",
    "precision_score",
    "predict_scores",
    "propensity_scored_ndcg_at_k",
    "propensity_scored_precision_at_k",
    "propensity_scored_recall_at_k",
    "r_precision",
    "r_precision_at_k",
    "ranking_loss",
    "recall_at_k",
    "recall_score",
    "roc_auc_score",
    "specificity_score",
    "subset_accuracy",
    "wrong_label_problem",
    "zero_one_loss",
]
