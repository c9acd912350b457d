"""Which rule a metric's name stands for."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlclf.decoding import (
    decode_joint,
    decode_marginals,
    labelset_mode,
    maximize_f,
    maximize_jaccard,
    maximize_joint_f,
    maximize_joint_jaccard,
    maximize_macro_at_k,
    plugin_f_thresholds,
)

RNG = np.random.default_rng(0)
P = RNG.random((20, 5)) ** 2
SETS = np.unique((RNG.random((12, 5)) < 0.4).astype(int), axis=0)
PROBA = RNG.dirichlet(np.full(len(SETS), 0.3), 20)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("hamming_loss", P > 0.5),
        ("subset_accuracy", P > 0.5),
        ("f1_samples", maximize_f(P)),
        ("f0.5_samples", maximize_f(P, beta=0.5)),
        ("jaccard_samples", maximize_jaccard(P)),
        ("f1_micro", plugin_f_thresholds(P, average="micro") < P),
        ("f2_macro", plugin_f_thresholds(P, beta=2.0) < P),
        ("jaccard_macro", plugin_f_thresholds(P) < P),
        ("precision_at_2", np.argsort(np.argsort(-P, axis=1), axis=1) < 2),
    ],
)
def test_marginals_are_decided_by_the_rule_of_the_metric(metric, expected):
    """
    Each name leads to its rule.
    """
    assert_array_equal(decode_marginals(P, metric), expected)


def test_recall_at_k_is_rare_labels_first():
    """
    The macro recall at k of known marginals is the sum over labels of hits over
    positives: the k greatest quotients win.
    """
    expected = np.argsort(np.argsort(-P / P.sum(axis=0), axis=1), axis=1) < 2

    assert_array_equal(decode_marginals(P, "recall_macro_at_2"), expected)


def test_macro_at_k_is_block_coordinate_ascent():
    """
    f1_macro_at_k runs the ascent, in the order that the seed draws.
    """
    expected = maximize_macro_at_k(P, 2, random_state=np.random.RandomState(3))

    assert_array_equal(decode_marginals(P, "f1_macro_at_2", random_state=3), expected)


def test_propensities_weigh_the_marginals():
    """
    The k greatest marginals times inverse propensity are on.
    """
    inverse = np.array([1, 1, 1, 1, 100])

    Y = decode_marginals(
        P, "propensity_scored_precision_at_1", inverse_propensity=inverse
    )

    assert_array_equal(Y.argmax(axis=1), (P * inverse).argmax(axis=1))


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("zero_one_loss", labelset_mode(PROBA, SETS)),
        ("f2_samples", maximize_joint_f(PROBA, SETS, beta=2.0)),
        ("jaccard_samples", maximize_joint_jaccard(PROBA, SETS)),
        ("hamming_loss", PROBA @ SETS > 0.5),
        ("f1_micro", decode_marginals(PROBA @ SETS, "f1_micro")),
    ],
)
def test_distributions_are_decided_by_the_rule_of_the_metric(metric, expected):
    """
    Where dependence matters the labelsets decide, else their marginals.
    """
    assert_array_equal(decode_joint(PROBA, SETS, metric), expected)


@pytest.mark.parametrize("metric", ["ranking_loss", "precision_samples", "f1_at_3"])
def test_a_metric_without_a_rule_is_refused(metric):
    """
    A metric for which no rule is known is an error that names those with one.
    """
    message = (
        "metric must be one with a known rule: hamming_loss, subset_accuracy, "
        "f1_samples, jaccard_samples, f1_micro, f1_macro, precision_at_3, "
        "propensity_scored_precision_at_3, f1_macro_at_3 or the like, got "
        f"{metric!r}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        decode_marginals(P, metric)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            [[0.5, 1.5]],
            "P must hold probabilities in [0, 1], got values from 0.5 to 1.5.",
        ),
        ([[0.5, np.nan]], "Input P contains NaN."),
    ],
)
def test_what_are_no_marginals_is_refused(values, message):
    """
    Scores of another scale would be decided wrongly without a word.
    """
    for metric in ("f1_samples", "hamming_loss", "f1_macro", "f1_macro_at_1"):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            decode_marginals(values, metric)


def test_a_metric_is_a_name():
    """
    A rule belongs to a name.
    """
    with pytest.raises(TypeError, match=r"^metric must be a str, got int\.$"):
        decode_marginals(P, 3)


def test_propensities_are_one_per_label():
    """
    Others are refused.
    """
    message = "inverse_propensity must hold 5 values, got an array of shape (2,)."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        decode_marginals(
            P, "propensity_scored_precision_at_1", inverse_propensity=[1, 2]
        )


def test_propensities_must_be_known():
    """
    A propensity-scored metric without propensities is an error.
    """
    message = "propensity_scored_precision_at_1 needs inverse_propensity, got None."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        decode_marginals(P, "propensity_scored_precision_at_1")
