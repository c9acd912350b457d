"""Tests of the k folds that keep groups whole."""

import numpy as np
import pytest
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold, cross_validate

from mlclf import BinaryRelevance
from mlclf.model_selection import (
    IterativeStratifiedGroupKFold,
    IterativeStratifiedKFold,
    describe_folds,
)


@pytest.fixture
def data():
    rng = np.random.RandomState(0)
    groups = rng.randint(40, size=400)
    taste = rng.random_sample((40, 5)) * np.geomspace(0.1, 1, 5)
    y = (rng.random_sample((400, 5)) < taste[groups]).astype(int)
    return rng.random_sample((400, 3)), y, groups


def test_groups_are_whole_and_labels_in_proportion(data):
    """
    Every row is tested once, no group is on both sides, and the folds are nearer to
    the shares than those of a splitter that looks at groups alone.
    """
    X, y, groups = data
    cv = IterativeStratifiedGroupKFold(4, random_state=0)

    splits = list(cv.split(X, y, groups))

    assert sorted(np.concatenate([test for _, test in splits])) == list(range(400))
    for train, test in splits:
        assert not set(groups[train]) & set(groups[test])
    quality = describe_folds(y, cv, groups=groups)
    blind = describe_folds(y, sklearn.model_selection.GroupKFold(4), groups=groups)
    assert quality.count_error < blind.count_error / 2
    assert np.ptp(quality.fold_sizes) <= 6
    assert quality.missing == 0


def test_one_label_is_as_balanced_as_scikit_learns(data):
    """
    On one label the folds are at least as even as StratifiedGroupKFold's.
    """
    X, y, groups = data
    theirs = [
        (train, test)
        for train, test in StratifiedGroupKFold(4).split(X, y[:, 2], groups)
    ]

    ours = describe_folds(y[:, [2]], IterativeStratifiedGroupKFold(4), groups=groups)

    assert ours.count_error <= describe_folds(y[:, [2]], theirs).count_error


def test_seeds_are_honored(data):
    """
    The same seed gives the same folds, another seed other ones.
    """
    X, y, groups = data

    def folds(seed):
        cv = IterativeStratifiedGroupKFold(4, random_state=seed)
        return [test.tolist() for _, test in cv.split(X, y, groups)]

    assert folds(0) == folds(0)
    assert folds(0) != folds(1)


def test_scikit_learn_passes_groups_on(data):
    """
    cross_validate and GridSearchCV hand groups to it, with metadata routing or without.
    """
    X, y, groups = data
    cv, model = IterativeStratifiedGroupKFold(3), BinaryRelevance(LogisticRegression())

    cross_validate(model, X, y, cv=cv, groups=groups)
    GridSearchCV(model, {"estimator__C": [1, 2]}, cv=cv).fit(X, y, groups=groups)
    with sklearn.config_context(enable_metadata_routing=True):
        cross_validate(model, X, y, cv=cv, params={"groups": groups})


def test_splitters_of_rows_say_that_they_ignore_groups(data):
    """
    Groups given to a splitter that divides them raise a warning that names the remedy.
    """
    X, y, groups = data
    message = (
        "groups is ignored by IterativeStratifiedKFold: IterativeStratifiedGroupKFold "
        "keeps groups together."
    )

    with pytest.warns(UserWarning, match=f"^{message}$"):
        next(IterativeStratifiedKFold(3).split(X, y, groups))


def test_it_shows_its_parameters_and_checks_them():
    """
    repr and get_n_splits answer as scikit-learn's do; bad parameters are refused.
    """
    cv = IterativeStratifiedGroupKFold(3, random_state=0)

    assert repr(cv) == "IterativeStratifiedGroupKFold(n_splits=3, random_state=0)"
    assert cv.get_n_splits() == 3
    with pytest.raises(ValueError, match="'n_splits' parameter"):
        IterativeStratifiedGroupKFold(1)
