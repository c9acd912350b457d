"""Metrics averaged over labels: samples decided together, by brute force."""

from itertools import combinations, product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlclf._count_metrics import count_metric
from mlclf.decoding import maximize_macro_at_k, plugin_f_thresholds


@pytest.mark.parametrize("average", ["micro", "macro"])
@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_no_thresholds_expect_more(average, beta):
    """
    On the rows of P, counting expectations, no set of cells above any thresholds has a
    greater F-beta.
    """
    P = np.random.default_rng(0).random((6, 2))

    def expected(Y):
        return count_metric(P, Y, f"f{beta:g}_{average}", np.ones(len(P)))

    thresholds = plugin_f_thresholds(P, average=average, beta=beta)

    cuts = [np.append(0, P[:, j]) for j in range(2)]
    best = max(expected((np.array(t) < P).astype(int)) for t in product(*cuts))
    assert_allclose(expected((thresholds < P).astype(int)), best)
    if average == "micro":
        assert_allclose(thresholds, best / (1 + beta**2))


@pytest.mark.parametrize("metric", ["f1", "recall", "balanced_accuracy"])
@pytest.mark.parametrize("seed", range(3))
def test_macro_at_k_comes_close_to_the_best_of_all(metric, seed):
    """
    With k labels for each of five samples, the expected metric is within 2 % of the
    best of all choices, and never below that of the most probable labels.
    """
    rng = np.random.default_rng(seed)
    P = rng.random((5, 4)) * [1, 0.6, 0.3, 0.2]
    rows = [np.isin(np.arange(4), c).astype(int) for c in combinations(range(4), 2)]

    def expected(Y):
        return count_metric(P, np.array(Y), f"{metric}_macro", np.ones(len(P)))

    Y = maximize_macro_at_k(P, 2, metric=metric, random_state=seed)

    best = max(expected(choice) for choice in product(rows, repeat=5))
    top = np.argsort(np.argsort(-P, axis=1), axis=1) < 2
    assert (Y.sum(axis=1) == 2).all()
    assert expected(Y) >= max(0.98 * best, expected(top.astype(int)) - 1e-12)


def test_more_labels_than_there_are():
    """
    k beyond the number of labels is all of them.
    """
    P = np.random.default_rng(0).random((3, 2))

    Y = maximize_macro_at_k(P, 5, random_state=0)

    assert_array_equal(Y, np.ones((3, 2)))


def test_the_order_of_the_samples_needs_no_seed():
    """
    Lists, and no or a whole number for a seed, are taken as everywhere.
    """
    P = [[0.9, 0.2], [0.8, 0.3]]

    for seed in (None, 0):
        Y = maximize_macro_at_k(P, 1, random_state=seed)
        assert_array_equal(Y.sum(axis=1), [1, 1])


def test_other_averages_are_refused():
    """
    Thresholds at half the optimum are for micro and macro averages.
    """
    message = r"^average must be 'micro' or 'macro', got 'samples'\.$"
    with pytest.raises(ValueError, match=message):
        plugin_f_thresholds([[0.5]], average="samples")
