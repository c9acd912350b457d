"""Displays: pictures of labels, predictions and comparisons."""

from mlclf.plots._critical_difference_display import CriticalDifferenceDisplay
from mlclf.plots._label_cardinality_display import LabelCardinalityDisplay
from mlclf.plots._label_confusion_display import LabelConfusionDisplay
from mlclf.plots._label_cooccurrence_display import LabelCooccurrenceDisplay
from mlclf.plots._label_frequency_display import LabelFrequencyDisplay
from mlclf.plots._label_graph_display import LabelGraphDisplay
from mlclf.plots._label_precision_recall_display import LabelPrecisionRecallDisplay
from mlclf.plots._label_roc_display import LabelRocDisplay
from mlclf.plots._label_score_display import LabelScoreDisplay
from mlclf.plots._metric_learning_curve_display import MetricLearningCurveDisplay
from mlclf.plots._rank_display import RankDisplay
from mlclf.plots._reliability_display import ReliabilityDisplay
from mlclf.plots._score_time_display import ScoreTimeDisplay
from mlclf.plots._threshold_curve_display import ThresholdCurveDisplay
from mlclf.plots._training_history_display import TrainingHistoryDisplay

__all__ = [
    "CriticalDifferenceDisplay",
    "LabelCardinalityDisplay",
    "LabelConfusionDisplay",
    "LabelCooccurrenceDisplay",
    "LabelFrequencyDisplay",
    "LabelGraphDisplay",
    "LabelPrecisionRecallDisplay",
    "LabelRocDisplay",
    "LabelScoreDisplay",
    "MetricLearningCurveDisplay",
    "RankDisplay",
    "ReliabilityDisplay",
    "ScoreTimeDisplay",
    "ThresholdCurveDisplay",
    "TrainingHistoryDisplay",
]
