"""Thresholds against the best of all thresholds."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    fbeta_score,
    hamming_loss,
    jaccard_score,
)

from mlclf._threshold_search import (
    apply_thresholds,
    cardinality_thresholds,
    search_thresholds,
)

SEPARABLE = ["f1_macro", "f2_macro", "f1_weighted", "jaccard_macro", "hamming_loss"]
COUPLED = ["f1_micro", "f0.5_micro", "jaccard_micro"]
ASCENT = ["f1_samples", "jaccard_samples", "f2_samples", "subset_accuracy"]


def value(metric, Y, P, thresholds, weight=None):
    """The metric as scikit-learn computes it."""
    Z = (thresholds < P).astype(int)
    if metric == "hamming_loss":
        return hamming_loss(Y, Z, sample_weight=weight)
    if metric == "subset_accuracy":
        return accuracy_score(Y, Z, sample_weight=weight)
    name, average = metric.rsplit("_", 1)
    kwargs = {"average": average, "zero_division": 0, "sample_weight": weight}
    if name == "jaccard":
        return jaccard_score(Y, Z, **kwargs)
    return fbeta_score(Y, Z, beta=float(name[1:]), **kwargs)


def problem(seed, n_samples, n_labels=3):
    """Labels, scores with many ties, and a threshold in each gap between scores."""
    rng = np.random.default_rng(seed)
    Y = (rng.random((n_samples, n_labels)) < 0.4).astype(int)
    P = rng.integers(1, 7, Y.shape) / 7
    return Y, P, np.arange(0, 7) / 7 + 0.05


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("metric", SEPARABLE + COUPLED + ASCENT)
def test_a_global_threshold_is_the_best_of_all(metric, seed):
    """
    No other threshold for all labels scores better, and the score told is the true one.
    """
    Y, P, gaps = problem(seed, 9)
    weight = np.arange(1.0, 10.0) if seed % 2 else None
    sign = -1 if metric.endswith("loss") else 1

    thresholds, score = search_thresholds(
        Y, P, metric=metric, per_label=False, sample_weight=weight
    )

    assert_allclose(score, value(metric, Y, P, thresholds, weight), atol=1e-12)
    best = max(sign * value(metric, Y, P, t, weight) for t in gaps)
    assert_allclose(sign * score, best, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("metric", SEPARABLE + COUPLED)
def test_thresholds_per_label_are_the_best_of_all(metric, seed):
    """
    No combination of thresholds scores better, where the search claims to be exact.
    """
    Y, P, gaps = problem(seed, 7, n_labels=2)
    sign = -1 if metric.endswith("loss") else 1

    thresholds, score = search_thresholds(Y, P, metric=metric)

    assert_allclose(score, value(metric, Y, P, thresholds), atol=1e-12)
    best = max(sign * value(metric, Y, P, np.array(t)) for t in product(gaps, repeat=2))
    assert_allclose(sign * score, best, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("metric", [*ASCENT, "precision_micro"])
def test_no_single_label_can_be_improved(metric, seed):
    """
    The coordinate ascent ends where moving one threshold alone gains nothing, and not
    below the best global threshold.
    """
    Y, P, gaps = problem(seed, 12)
    if metric == "precision_micro":

        def score_of(t):
            on = t < P
            return (on * Y).sum() / max(on.sum(), 1)
    else:

        def score_of(t):
            return value(metric, Y, P, t)

    thresholds, score = search_thresholds(Y, P, metric=metric)

    assert_allclose(score, score_of(thresholds), atol=1e-12)
    assert score >= max(score_of(t) for t in gaps) - 1e-12
    for j, t in product(range(3), gaps):
        moved = thresholds.copy()
        moved[j] = t
        assert score_of(moved) <= score + 1e-12


def test_balanced_accuracy_is_scikit_learns():
    """
    The balanced accuracy of one label is maximized as scikit-learn defines it.
    """
    Y, P, gaps = problem(1, 30, n_labels=1)

    _, score = search_thresholds(Y, P, metric="balanced_accuracy_macro")

    best = max(balanced_accuracy_score(Y[:, 0], P[:, 0] > t) for t in gaps)
    assert_allclose(score, best)


def test_a_metric_made_of_counts_agrees_with_its_grid():
    """
    A callable that is F1 in disguise finds a score as good as the exact search.
    """
    Y, P, _ = problem(0, 30)

    exact = search_thresholds(Y, P, metric="f1_macro")[1]
    tried = search_thresholds(
        Y, P, metric=lambda y, z: fbeta_score(y, z, beta=1, average="macro")
    )[1]

    assert_allclose(tried, exact)


def test_a_registered_loss_is_minimized():
    """
    A metric known by name that is no formula of counts is tried on a grid, downwards
    where it is a loss.
    """
    Y, P, _ = problem(0, 30)

    exact = search_thresholds(Y, P, metric="hamming_loss", per_label=False)[1]
    tried = search_thresholds(
        Y, P, metric=lambda y, z: -hamming_loss(y, z), per_label=False
    )[1]

    assert_allclose(-tried, exact)


@pytest.mark.parametrize("metric", ["f1_macro", "f1_micro", "f1_samples"])
def test_a_weight_is_a_repetition(metric):
    """
    A sample of weight 2 counts like the same sample twice.
    """
    Y, P, _ = problem(3, 20)
    times = np.arange(20) % 3 + 1

    weighted = search_thresholds(Y, P, metric=metric, sample_weight=times)
    repeated = search_thresholds(
        Y.repeat(times, axis=0), P.repeat(times, axis=0), metric=metric
    )

    assert_allclose(weighted[0], repeated[0])
    assert_allclose(weighted[1], repeated[1])


def test_the_middle_of_the_widest_gap_is_chosen():
    """
    Worked by hand: .8 and .3 are positive, .7 is not. F1 is 2/3 with one on, 2/4 with
    two, 4/5 with three; from .3 down to 0 all three are on, so the threshold is .15.
    """
    Y, P = np.array([[1], [0], [1]]), np.array([[0.8], [0.7], [0.3]])

    thresholds, score = search_thresholds(Y, P)

    assert_allclose(thresholds, [0.15])
    assert_allclose(score, 0.8)


def test_impossible_labels_stay_off():
    """
    A marginal of exactly 0 is never turned on, even where that would score.
    """
    Y, P = np.array([[1], [1]]), np.array([[0.0], [0.0]])

    thresholds, _ = search_thresholds(Y, P)

    assert not apply_thresholds(P, thresholds).any()


def test_neighboring_floats_are_told_apart():
    """
    A threshold fits between two scores that have no float between them.
    """
    low = 0.3
    P = np.array([[np.nextafter(low, 1)], [low]])

    thresholds, score = search_thresholds(np.array([[1], [0]]), P)

    assert score == 1
    assert_array_equal(apply_thresholds(P, thresholds), [[1], [0]])


def test_scores_are_no_labels():
    """
    A metric of scores cannot be tuned by thresholds.
    """
    message = (
        "metric must take labels to have thresholds, got 'ranking_loss', which takes "
        "scores."
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        search_thresholds([[1, 0]], [[0.4, 0.2]], metric="ranking_loss")


def test_cardinality_is_matched_exactly_without_ties():
    """
    As many cells are on as there are labels; per label, as many as it has.
    """
    rng = np.random.default_rng(0)
    Y, P = (rng.random((50, 4)) < 0.3).astype(int), rng.random((50, 4))

    together = apply_thresholds(P, cardinality_thresholds(Y, P))
    each = apply_thresholds(P, cardinality_thresholds(Y, P, per_label=True))

    assert together.sum() == Y.sum()
    assert_array_equal(each.sum(axis=0), Y.sum(axis=0))


def test_cardinality_counts_weights():
    """
    A sample of weight 2 counts like the same sample twice.
    """
    rng = np.random.default_rng(0)
    Y, P = (rng.random((50, 4)) < 0.3).astype(int), rng.random((50, 4))
    times = np.arange(50) % 3 + 1

    weighted = cardinality_thresholds(Y, P, sample_weight=times, per_label=True)
    repeated = cardinality_thresholds(
        Y.repeat(times, axis=0), P.repeat(times, axis=0), per_label=True
    )

    assert_allclose(weighted, repeated)


def test_min_labels_adds_those_nearest_to_their_threshold():
    """
    A row with too few labels gets those that miss their threshold the least.
    """
    P = np.array([[0.3, 0.1, 0.2], [0.9, 0.8, 0.1]])
    thresholds = np.array([0.5, 0.15, 0.6])

    assert_array_equal(apply_thresholds(P, thresholds), [[0, 0, 0], [1, 1, 0]])
    assert_array_equal(apply_thresholds(P, thresholds, 1), [[0, 1, 0], [1, 1, 0]])
    assert_array_equal(apply_thresholds(P, thresholds, 2), [[1, 1, 0], [1, 1, 0]])
