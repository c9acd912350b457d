"""Tests of the encoder of categories by labels."""

import re

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

from mlclf import BinaryRelevance
from mlclf.features import LabelTargetEncoder
from mlclf.model_selection import IterativeStratifiedKFold


@pytest.fixture
def data():
    rng = np.random.RandomState(0)
    X = rng.randint(6, size=(300, 2)).astype(object)
    X[:, 1] = np.array(list("abcdef"), dtype=object)[X[:, 1].astype(int)]
    p = np.stack(
        [X[:, 0].astype(int) / 6, (X[:, 1] == "b") * 0.8, np.full(300, 0.4)], 1
    )
    return X, (rng.random_sample((300, 3)) < p).astype(int)


@pytest.mark.parametrize("smooth", ["auto", 0.0, 7.5])
def test_equals_scikit_learn_label_by_label(data, smooth):
    """
    Each label's columns are those of scikit-learn's encoder for that label; so are
    unknown categories.
    """
    X, y = data
    X_new = np.array([[2, "a"], [9, "b"], [1, "zz"]], dtype=object)

    got = LabelTargetEncoder(smooth=smooth).fit(X, y).transform(X_new)

    for j in range(3):
        peer = TargetEncoder(smooth=smooth, target_type="binary").fit(X, y[:, j])
        assert_allclose(got[:, [j, 3 + j]], peer.transform(X_new))


def test_training_samples_are_encoded_by_the_other_folds(data):
    """
    fit_transform gives, fold by fold, what an encoder fitted on the rest gives.
    """
    X, y = data

    got = LabelTargetEncoder(cv=3, random_state=0).fit_transform(X, y)

    for train, test in IterativeStratifiedKFold(3, random_state=0).split(X, y):
        rest = LabelTargetEncoder().fit(X[train], y[train])
        assert_allclose(got[test], rest.transform(X[test]))


def test_random_categories_do_not_leak_labels():
    """
    Of categories that have nothing to do with the labels the encoding of training rows
    has no correlation with them, as it has where it sees the row itself.
    """
    rng = np.random.RandomState(0)
    X, y = rng.randint(150, size=(300, 1)), rng.randint(2, size=(300, 1))

    seen = LabelTargetEncoder(smooth=0).fit(X, y).transform(X)
    unseen = LabelTargetEncoder(smooth=0, random_state=0).fit_transform(X, y)

    assert np.corrcoef(seen.ravel(), y.ravel())[0, 1] > 0.5
    assert abs(np.corrcoef(unseen.ravel(), y.ravel())[0, 1]) < 0.15


@pytest.mark.parametrize("wrap", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_frames_have_names_and_missing_values(wrap):
    """
    Frames name features and labels; a missing value is a category of its own.
    """
    X = wrap({"color": ["red", None, "red", "blue", None, "blue"]})
    y = pd.DataFrame({"sea": [1, 0, 1, 0, 0, 1], "sky": [0, 1, 0, 0, 1, 0]})

    encoder = LabelTargetEncoder(smooth=0).fit(X, y)

    assert_array_equal(encoder.get_feature_names_out(), ["color_sea", "color_sky"])
    expected = [[1, 0], [0, 1], [1, 0], [0.5, 0], [0, 1], [0.5, 0]]
    assert_allclose(encoder.transform(X), expected)
    assert_array_equal(encoder.feature_names_in_, ["color"])


def test_constant_labels_and_pipelines(data):
    """
    A constant label is encoded by its value; the encoder works inside a Pipeline, and
    its frame output is named.
    """
    X, y = data
    y = np.column_stack([y, np.ones(300, int)])
    encoder = LabelTargetEncoder(random_state=0)

    model = make_pipeline(clone(encoder), BinaryRelevance(LogisticRegression()))
    named = clone(encoder).set_output(transform="pandas").fit_transform(X, y)

    assert model.fit(X, y).score(X, y) > 0.2
    assert_allclose(named[["x0_3", "x1_3"]], 1)


def test_refusals(data):
    """
    Too many folds, lists of labels and X of another width are refused.
    """
    X, y = data
    with pytest.raises(
        ValueError,
        match=f"^{re.escape('cv must be at most the number of samples, 3, got 5.')}$",
    ):
        LabelTargetEncoder().fit_transform(X[:3], y[:3])
    with pytest.raises(ValueError, match="MultiLabelBinarizer"):
        LabelTargetEncoder().fit(X[:2], [{"a"}, {"b"}])
    with pytest.raises(ValueError, match="2 features"):
        LabelTargetEncoder().fit(X, y).transform(X[:, :1])
