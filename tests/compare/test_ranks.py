import numpy as np
import pytest
from scipy import stats

from mlclf.compare import average_ranks, cliques, critical_distance, friedman

# Demsar (2006), table 6: AUC of four variants of C4.5 on 14 data sets.
DEMSAR = np.array(
    [
        [0.763, 0.768, 0.771, 0.798],
        [0.599, 0.591, 0.590, 0.569],
        [0.954, 0.971, 0.968, 0.967],
        [0.628, 0.661, 0.654, 0.657],
        [0.882, 0.888, 0.886, 0.898],
        [0.936, 0.931, 0.916, 0.931],
        [0.661, 0.668, 0.609, 0.685],
        [0.583, 0.583, 0.563, 0.625],
        [0.775, 0.838, 0.866, 0.875],
        [1.000, 1.000, 1.000, 1.000],
        [0.940, 0.962, 0.965, 0.962],
        [0.619, 0.666, 0.614, 0.669],
        [0.972, 0.981, 0.9751, 0.975],
        [0.957, 0.978, 0.946, 0.970],
    ]
)


def test_average_ranks_of_the_published_example():
    """
    The ranks printed in Demsar's paper come out: 3.143, 2.000, 2.893, 1.964.
    """
    ranks = average_ranks(DEMSAR)

    np.testing.assert_allclose(ranks, [3.143, 2.000, 2.893, 1.964], atol=5e-4)


def test_friedman_of_the_published_example():
    """
    Demsar prints chi-squared 9.28 and F 3.69, from the formula without a correction
    for ties; ours is scipy's statistic with it, which is larger.
    """
    outcome = friedman(DEMSAR)
    n, k = DEMSAR.shape
    plain = 12 * n / (k * (k + 1)) * ((outcome.average_ranks**2).sum() - k * 25 / 4)
    plain_f = (n - 1) * plain / (n * (k - 1) - plain)

    assert plain == pytest.approx(9.28, abs=0.005)
    assert plain_f == pytest.approx(3.69, abs=0.005)
    assert outcome.statistic == stats.friedmanchisquare(*DEMSAR.T).statistic
    assert plain < outcome.statistic < 11
    assert 0.005 < outcome.f_p_value < outcome.p_value < 0.05


def test_losses_are_ranked_the_other_way():
    """
    The smallest loss is best.
    """
    np.testing.assert_allclose(
        average_ranks(1 - DEMSAR, greater_is_better=False),
        average_ranks(DEMSAR),
    )


def test_methods_that_are_all_alike():
    """
    Where no block tells the methods apart, nothing is significant.
    """
    outcome = friedman(np.ones((5, 3)))

    assert (outcome.statistic, outcome.p_value) == (0.0, 1.0)
    assert outcome.average_ranks.tolist() == [2, 2, 2]


def test_methods_that_never_change_places():
    """
    The same order in every block: chi-squared is N (k - 1), F is infinite.
    """
    outcome = friedman([[3, 2, 1]] * 6)

    assert outcome.statistic == pytest.approx(12)
    assert outcome.f_p_value == 0


@pytest.mark.parametrize(
    ("n_methods", "alpha", "q"),
    [(2, 0.05, 1.960), (5, 0.05, 2.728), (10, 0.05, 3.164), (4, 0.10, 2.291)],
)
def test_critical_values_of_the_published_table(n_methods, alpha, q):
    """
    Demsar's table 5a of critical values for the Nemenyi test.
    """
    n_blocks = 7
    scale = np.sqrt(n_methods * (n_methods + 1) / (6 * n_blocks))

    assert critical_distance(n_methods, n_blocks, alpha) / scale == pytest.approx(
        q, abs=6e-4
    )


def test_critical_distance_of_the_published_example():
    """
    Demsar: 1.25 for four methods on 14 data sets at 0.05.
    """
    assert critical_distance(4, 14) == pytest.approx(1.25, abs=0.005)


def test_cliques_are_the_bars_of_the_diagram():
    """
    Groups of neighbors in rank; groups of one or inside others are left out.
    """
    assert cliques([1.0, 1.5, 2.0, 4.0], distance=1.2) == [(0, 1, 2)]
    assert cliques([1.0, 3.0, 5.0], distance=1.0) == []
    assert cliques([2.0, 1.0, 3.0], distance=1.5) == [(1, 0), (0, 2)]


def test_cliques_of_pairs():
    """
    A pairwise test may tell apart the ends of a group, not its neighbors.
    """
    different = np.zeros((3, 3), dtype=bool)
    different[0, 2] = different[2, 0] = True

    assert cliques([1, 2, 3], different=different) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([1.0, 2.0], "scores must have 2 dimensions, got 1."),
        ([[1.0, np.nan]], "scores must be finite, got missing or infinite ones."),
        (
            [[1.0, 2.0], [1.0, 2.0]],
            "scores must have at least 2 rows and 3 columns, got the shape (2, 2).",
        ),
    ],
)
def test_bad_scores_are_refused(scores, message):
    """
    Missing scores and too few methods are no input for a test.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        friedman(scores)

    assert str(error.value) == message
