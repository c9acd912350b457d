import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import make_moons
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.svm import SVC

from mlclf.compare import (
    bayesian_signed_rank,
    corrected_t_test,
    holm,
    wilcoxon_holm,
    win_tie_loss,
)
from tests.compare.test_ranks import DEMSAR


def test_holm_by_hand():
    """
    Sorted .005 .01 .03 .04, times 4 3 2 1: .02 .03 .06 .04, made monotone.
    """
    np.testing.assert_allclose(
        holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]
    )
    assert holm([0.9, 0.8]).max() == 1.0


def test_holm_of_the_published_example():
    """
    Demsar (2006), section 3.2.2: p of .016, .019 and .607 against .05 / 3, .05 / 2 and
    .05; the first two hypotheses are rejected, the third is not.
    """
    adjusted = holm([0.016, 0.019, 0.607])

    np.testing.assert_allclose(adjusted, [0.048, 0.048, 0.607])


def test_wilcoxon_of_the_published_example():
    """
    Demsar's table 2, the first two columns of table 6: of 14 data sets two are ties,
    whose ranks are split; the smaller sum of ranks is 12, and z = (12 - 14 * 15 / 4) /
    sqrt(14 * 15 * 29 / 24) = -2.54.
    """
    p_value = wilcoxon_holm(DEMSAR[:, :2])[0, 1]

    assert p_value == pytest.approx(2 * stats.norm.sf(2.54), abs=5e-4)


def test_wilcoxon_holm_of_three_methods():
    """
    Three pairs over 10 data sets: scipy's p-values, the smallest times 3, then 2, 1.
    """
    rng = np.random.default_rng(0)
    scores = rng.random((10, 3)) + np.array([0.0, 0.5, 0.4])
    pairs = [(0, 1), (0, 2), (1, 2)]
    raw = [stats.wilcoxon(scores[:, a], scores[:, b]).pvalue for a, b in pairs]

    p_values = wilcoxon_holm(scores)

    np.testing.assert_allclose([p_values[a, b] for a, b in pairs], holm(raw))
    np.testing.assert_array_equal(p_values, p_values.T)
    assert p_values[0, 1] == pytest.approx(3 * min(raw))


def test_wilcoxon_of_equal_methods():
    """
    Methods without any difference have p = 1, not an error.
    """
    assert wilcoxon_holm(np.ones((6, 2))).min() == 1.0


def test_corrected_t_by_hand():
    """
    Differences .02 .04 .03 .03: mean .03, variance .0002 / 3. With n_test / n_train =
    1/3 the factor is 1/4 + 1/3 = 7/12, t = .03 / sqrt(7/12 * .0002/3) = 4.8107. The
    uncorrected t is .03 / sqrt(1/4 * .0002/3) = 7.3485.
    """
    t, p = corrected_t_test([0.02, 0.04, 0.03, 0.03], n_train=75, n_test=25)

    assert t == pytest.approx(0.03 / np.sqrt(7 / 12 * 0.0002 / 3))
    assert t == pytest.approx(4.8107, abs=1e-4)
    assert p == pytest.approx(2 * stats.t.sf(4.8107, 3), abs=1e-5)


def test_corrected_t_of_a_published_example():
    """
    scikit-learn's guide, "Statistical comparison of models using grid search": the
    better of two kernels over ten times ten folds has t = 0.750, p = 0.227 one-sided.
    """
    X, y = make_moons(noise=0.352, random_state=1, n_samples=100)
    cv = RepeatedStratifiedKFold(n_splits=10, n_repeats=10, random_state=0)
    rbf, linear = (
        cross_val_score(SVC(kernel=kernel), X, y, cv=cv, scoring="roc_auc")
        for kernel in ("rbf", "linear")
    )

    t, p = corrected_t_test(rbf - linear, n_train=90, n_test=10)

    assert t == pytest.approx(0.750, abs=5e-4)
    assert p / 2 == pytest.approx(0.227, abs=5e-4)


def test_corrected_t_without_overlap_is_the_t_test():
    """
    With an empty test set the correction vanishes.
    """
    d = np.random.default_rng(0).normal(0.1, 1, size=12)

    t, p = corrected_t_test(d, n_train=100, n_test=0)

    expected = stats.ttest_1samp(d, 0)
    assert (t, p) == (
        pytest.approx(expected.statistic),
        pytest.approx(expected.pvalue),
    )


def test_corrected_t_of_constant_differences():
    """
    No variance: certain where there is a difference, p = 1 where there is none.
    """
    assert corrected_t_test([0.1] * 5, 8, 2) == (np.inf, 0.0)
    assert corrected_t_test([0.0] * 5, 8, 2) == (0.0, 1.0)


def test_corrected_t_needs_two_folds():
    """
    One fold has no variance.
    """
    with pytest.raises(ValueError) as error:  # noqa: PT011, matched whole below
        corrected_t_test([0.1], 8, 2)

    assert str(error.value) == (
        "differences must have at least 2 folds, got the shape (1,)."
    )


@pytest.mark.parametrize("strength", [0.5, 1.0, 2.0])
def test_signed_rank_posterior_of_one_data_set(strength):
    """
    One difference far outside the region, weights (w, 1 - w) with w ~ Beta(s, 1). The
    prior's point at 0 keeps only the mass w squared, so "better" wins where w squared
    is under one half: with probability sqrt(1/2) to the power s.
    """
    posterior = bayesian_signed_rank([0.5], 0.01, prior_strength=strength)

    assert posterior.better == pytest.approx(0.5 ** (strength / 2), abs=0.01)
    assert posterior.worse == 0
    assert posterior.equivalent == pytest.approx(1 - posterior.better)


def test_signed_rank_posterior_is_symmetric():
    """
    Exchanging the methods exchanges the probabilities; within the region nothing
    matters; clear differences are seen.
    """
    d = [0.05, 0.02, -0.03, 0.04, 0.001, 0.06]
    one = bayesian_signed_rank(d, 0.01)
    other = bayesian_signed_rank(-np.array(d), 0.01)

    assert one.better == other.worse
    assert one.equivalent == other.equivalent
    assert bayesian_signed_rank([0.005, -0.008, 0.001], 0.01).equivalent == 1.0
    assert bayesian_signed_rank([0.1] * 8, 0.01).better > 0.99


def test_signed_rank_posterior_of_an_independent_program():
    """
    Within the noise of the draws, what the package baycomp 1.0.3 gives for these
    differences (its SignedRankTest with a prior of 0.5 in the region of 0.01).
    """
    rng = np.random.default_rng(7)
    d = rng.normal(0.008, 0.02, size=12)

    posterior = bayesian_signed_rank(d, 0.01)

    found = (posterior.worse, posterior.equivalent, posterior.better)
    assert found == pytest.approx(BAYCOMP, abs=0.01)


BAYCOMP = (0.0, 0.8921, 0.1079)


def test_win_tie_loss_by_hand():
    """
    Of three data sets the first method wins one, ties one (.70 and .705 are within
    .01), loses one; for a loss it is the other way round.
    """
    scores = [[0.90, 0.80], [0.70, 0.705], [0.60, 0.80]]

    wins, ties, losses = win_tie_loss(scores, tolerance=0.01)
    assert (wins[0, 1], ties[0, 1], losses[0, 1]) == (1, 1, 1)

    wins, ties, losses = win_tie_loss(scores, greater_is_better=False)
    assert (wins[0, 1], ties[0, 1], losses[0, 1]) == (2, 0, 1)
    np.testing.assert_array_equal(wins, losses.T)
