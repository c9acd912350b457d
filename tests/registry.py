"""Cheap instances of every public classifier, for the contract tests."""

from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import BernoulliNB

from mlclf import (
    BinaryRelevance,
    BRkNN,
    CalibratedClassifierCV,
    CardinalityThresholdClassifierCV,
    ClassifierChain,
    ClassifierChainEnsemble,
    FixedThresholdClassifier,
    LabelPowerset,
    MaximumCutClassifier,
    MetaLabeler,
    MetricOptimizer,
    MLkNN,
    NativeMultiLabel,
    NeuralClassifier,
    TopKClassifier,
    TunedThresholdClassifierCV,
)

# Only without a bootstrap does weighting a row equal repeating it.
FOREST = RandomForestClassifier(n_estimators=5, bootstrap=False, random_state=0)
RELEVANCE = BinaryRelevance(LogisticRegression())

CLASSIFIERS = [
    BRkNN(n_neighbors=5),
    BRkNN(n_neighbors=5, extension="b"),
    BinaryRelevance(LogisticRegression()),
    BinaryRelevance(BernoulliNB()),
    BinaryRelevance(RidgeClassifier()),
    ClassifierChain(LogisticRegression()),
    ClassifierChain(LogisticRegression(), order="random", random_state=0),
    ClassifierChain(LogisticRegression(), cv=3),
    ClassifierChainEnsemble(LogisticRegression(), n_estimators=3, random_state=0),
    ClassifierChainEnsemble(
        LogisticRegression(), n_estimators=2, max_features=0.7, random_state=0
    ),
    LabelPowerset(LogisticRegression(solver="newton-cholesky")),
    MLkNN(),
    MLkNN(n_neighbors=3, smoothing=0.5),
    NativeMultiLabel(FOREST),
    NativeMultiLabel(RidgeClassifier()),
    NeuralClassifier((16,), learning_rate=0.01, max_epochs=60, random_state=0),
    FixedThresholdClassifier(RELEVANCE),
    FixedThresholdClassifier(FOREST, threshold=0.4),
    TunedThresholdClassifierCV(RELEVANCE, cv=3, random_state=0),
    TunedThresholdClassifierCV(
        FOREST, metric="f1_micro", per_label=False, cv=3, random_state=0
    ),
    CalibratedClassifierCV(RELEVANCE, cv=3, random_state=0),
    CardinalityThresholdClassifierCV(RELEVANCE, cv=3, random_state=0),
    CardinalityThresholdClassifierCV(RELEVANCE, per_label=True, cv=3, random_state=0),
    TopKClassifier(RELEVANCE, k=4, threshold=0.5),
    MaximumCutClassifier(RELEVANCE, allow_empty=True),
    MetricOptimizer(RELEVANCE, cv=3, random_state=0),
    MetricOptimizer(
        LabelPowerset(LogisticRegression(solver="newton-cholesky")),
        metric="subset_accuracy",
        rule="joint",
    ),
    MetaLabeler(RELEVANCE, cv=3, random_state=0),
]

_BATCHES = (
    "mini-batches and dropout are drawn row by row, so that a weight of 2 is not a row "
    "given twice; scikit-learn says the same of SGDClassifier"
)

_SHARES = (
    "it wants marginals strictly between 0 and 1, but neighbors that all carry a label "
    "give it the share 1"
)
THRESHOLD = (
    "it wants a label on where its marginal exceeds one half, but thresholds differ; "
    "scikit-learn says the same of its own TunedThresholdClassifierCV"
)
_CERTAIN = (
    "it wants marginals strictly between 0 and 1, but a forest whose trees all agree "
    "is certain"
)

# {start of the repr: {check name: why it cannot hold}}
EXPECTED_FAILED_CHECKS: dict[str, dict[str, str]] = {
    "BRkNN(extension='b'": {
        "check_classifiers_multilabel_output_format_predict_proba": _SHARES,
        "check_classifier_multioutput": (
            "it wants predict to be marginal above one half, but extension b predicts "
            "as many labels as the neighbors have"
        ),
    },
    "BRkNN": {"check_classifiers_multilabel_output_format_predict_proba": _SHARES},
    "NativeMultiLabel(estimator=RandomForestClassifier": {
        "check_classifiers_multilabel_output_format_predict_proba": _CERTAIN
    },
    "FixedThresholdClassifier(estimator=RandomForestClassifier": {
        "check_classifiers_multilabel_output_format_predict_proba": _CERTAIN
    },
    "TunedThresholdClassifierCV(cv=3, estimator=RandomForest": {
        "check_classifiers_multilabel_output_format_predict_proba": _CERTAIN
    },
    "NeuralClassifier": {
        "check_sample_weight_equivalence_on_dense_data": _BATCHES,
        "check_sample_weight_equivalence_on_sparse_data": _BATCHES,
    },
}

# Classes whose predictions differ from "marginal above one half" by as much as their
# folds happen to say: the checks that compare the two may fail, and may pass.
TUNED = (
    CardinalityThresholdClassifierCV,
    MetaLabeler,
    MetricOptimizer,
    TunedThresholdClassifierCV,
)
CHECKS_OF_ONE_HALF = ("check_classifier_multioutput", "check_classifiers_train")


def expected_failed_checks(estimator):
    """Return {check name: reason} for an instance of the registry."""
    for start, checks in EXPECTED_FAILED_CHECKS.items():
        if " ".join(repr(estimator).split()).startswith(start):
            return checks
    return {}


def may_fail(estimator, check):
    """Return why a check may fail on some folds, or None."""
    tuned = isinstance(estimator, TUNED) and check in CHECKS_OF_ONE_HALF
    return THRESHOLD if tuned else None
