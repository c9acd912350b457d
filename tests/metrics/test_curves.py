"""Tests of the areas under curves."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from mlclf.metrics import (
    average_precision_score,
    geometric_mean_average_precision,
    interpolated_average_precision_score,
    roc_auc_score,
)

AVERAGES = ["samples", "micro", "macro", "weighted", None]


def draw(seed):
    """Draw labels without constant rows and columns, and scores with ties."""
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, size=(rng.integers(4, 9), rng.integers(3, 6)))
    Y[:2, :2] = np.eye(2)
    Y[:, 2:] = np.where(np.arange(len(Y))[:, None] == 0, 1, Y[:, 2:])
    Y[1, 2:] = 0
    Y[2:, 0], Y[2:, 1] = 0, 1
    return Y, rng.integers(0, 9, size=Y.shape) / 9, rng.random(len(Y))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_equal_scikit_learn(seed):
    """
    Every average of both areas is scikit-learn's, ties and weights too.
    """
    Y, S, w = draw(seed)
    for average in AVERAGES:
        for weight in (None, w):
            options = {"average": average, "sample_weight": weight}
            assert_allclose(
                roc_auc_score(Y, S, **options),
                sk.roc_auc_score(Y, S, **options),
                err_msg=str(average),
            )
            assert_allclose(
                average_precision_score(Y, S, **options),
                sk.average_precision_score(Y, S, **options),
                err_msg=str(average),
            )


def test_labels_without_an_area_are_left_out():
    """
    A label that is never true has no area; one that is always true has no ROC.
    """
    Y = [[1, 0, 1], [0, 0, 1]]
    S = [[0.1, 0.5, 0.5], [0.9, 0.5, 0.5]]

    assert_allclose(roc_auc_score(Y, S, average=None), [0, np.nan, np.nan])
    assert_allclose(average_precision_score(Y, S, average=None), [0.5, np.nan, 1])
    assert roc_auc_score(Y, S) == 0
    assert average_precision_score(Y, S) == 0.75


def test_rows_without_an_area_are_left_out():
    """
    So are rows without labels, and for the ROC rows with all.
    """
    Y = [[1, 0], [0, 0], [1, 1]]
    S = [[0.5, 0.5], [0.1, 0.2], [0.1, 0.2]]

    assert roc_auc_score(Y, S, average="samples") == 0.5
    assert average_precision_score(Y, S, average="samples") == 0.75


def test_a_constant_label_has_no_area_whatever_the_weights():
    """
    Weights whose sum depends on their order leave nothing over for a false cell that
    is not there: .1 ten times is not 1.
    """
    Y = np.ones((11, 1), dtype=int)
    weight = np.array([1, 1, 2, 3, 3, 2, 3, 1, 1, 3, 1]) * 0.37
    S = sp.csr_array(np.arange(11.0)[:, None] * (np.arange(11) % 2)[:, None])

    assert np.isnan(roc_auc_score(Y, S, average="macro", sample_weight=weight))
    assert np.isnan(roc_auc_score(Y, S, average="micro", sample_weight=weight))


def test_no_area_at_all_is_nan():
    """
    Where no label has an area there is no average.
    """
    assert np.isnan(roc_auc_score([[0, 0]], [[0.1, 0.2]]))
    assert np.isnan(geometric_mean_average_precision([[0, 0]], [[0.1, 0.2]]))


def test_geometric_mean_of_the_average_precisions():
    """
    GMAP is the geometric mean over labels.
    """
    Y, S, w = draw(1)

    values = average_precision_score(Y, S, average=None, sample_weight=w)

    expected = np.prod(values) ** (1 / len(values))
    assert_allclose(geometric_mean_average_precision(Y, S, sample_weight=w), expected)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_eleven_point_precision_by_loops(seed):
    """
    At each recall from 0 to 1 counts the best precision at that recall or more.
    """
    Y, S, w = draw(seed)
    for average, columns in (
        (None, zip(Y.T, S.T, [w] * Y.shape[1])),
        ("micro", [(Y.ravel(), S.ravel(), np.repeat(w, Y.shape[1]))]),
    ):
        values = []
        for y, s, v in columns:
            precision, recall, _ = sk.precision_recall_curve(y, s, sample_weight=v)
            precision = precision[:-1]  # the last point is made up
            best = [
                max(precision[recall[:-1] >= level / 10 - 1e-9]) for level in range(11)
            ]
            values.append(np.mean(best))

        got = interpolated_average_precision_score(
            Y, S, average=average, sample_weight=w
        )

        assert_allclose(np.atleast_1d(got), values)


def test_an_unknown_average_is_refused():
    """
    The message names the averages there are.
    """
    with pytest.raises(ValueError, match=r"^average must be one of .*, got 'mean'\.$"):
        roc_auc_score([[1, 0]], [[1, 0]], average="mean")
    with pytest.raises(ValueError, match=r"^average must be one of .*'samples'\.$"):
        interpolated_average_precision_score([[1, 0]], [[1, 0]], average="samples")
