import numpy as np
import pytest
from sklearn.model_selection import train_test_split
from sklearn.utils import Bunch

from mlclf.compare._data import load_data
from mlclf.compare._splits import Impossible, describe_split, make_splits
from tests.compare.toy import toy_data


def with_official_split():
    name, X, y = toy_data()
    rows = np.arange(80)
    return load_data(
        Bunch(name=name, data=X, target=y, train_index=rows[60:], test_index=rows[:60])
    )


def test_auto_takes_the_official_split():
    """
    Published figures are on the official split, so it is the default where it exists.
    """
    (split,) = make_splits(with_official_split(), "auto", 5, 0.2, (0,))

    np.testing.assert_array_equal(split.train, np.arange(60, 80))
    np.testing.assert_array_equal(split.test, np.arange(60))
    assert len(list(make_splits(load_data(toy_data()), "auto", 5, 0.2, (0,)))) == 5


@pytest.mark.parametrize("split", ["stratified", "kfold"])
def test_folds_cover_every_row_once(split):
    """
    The test parts of one repeat are a partition, another seed gives another one.
    """
    splits = list(make_splits(load_data(toy_data()), split, 4, 0.2, (0, 1)))

    for repeat in (0, 1):
        tests = [s.test for s in splits if s.repeat == repeat]
        assert sorted(np.concatenate(tests)) == list(range(80))
    assert sorted(splits[0].test) != sorted(splits[4].test)


def test_stratified_folds_keep_rare_labels():
    """
    A label that four rows carry is in each of four test parts.
    """
    y = np.zeros((40, 2), dtype=int)
    y[:4, 0], y[::2, 1] = 1, 1
    data = load_data(("rare", np.arange(40.0)[:, None], y))

    for split in make_splits(data, "stratified", 4, 0.2, (3,)):
        assert y[split.test, 0].sum() == 1


def test_a_hold_out_is_train_test_split():
    """
    The same seed gives the rows that train_test_split gives: published protocols.
    """
    (split,) = make_splits(load_data(toy_data()), "holdout", 5, 0.2, (7,))

    train, test = train_test_split(np.arange(80), test_size=0.2, random_state=7)
    np.testing.assert_array_equal(split.train, train)
    np.testing.assert_array_equal(split.test, test)


def test_a_stratified_hold_out():
    """
    40 % of the rows, 40 % of each label.
    """
    data = load_data(toy_data())

    (split,) = make_splits(data, "stratified_holdout", 5, 0.4, (0,))

    assert len(split.test) == 32
    shares = data.Y[split.test].sum(axis=0) / data.Y.sum(axis=0)
    np.testing.assert_allclose(shares, 0.4, atol=0.03)


def test_more_folds_than_rows_are_impossible():
    """
    It is the data set that cannot be split, so others of the plan still run.
    """
    with pytest.raises(Impossible, match=r"^toy0 has 80 rows for 81 folds$"):
        list(make_splits(load_data(toy_data()), "kfold", 81, 0.2, (0,)))


@pytest.mark.parametrize(
    ("split", "words"),
    [
        ("auto", "official split"),
        ("stratified", "5 iterative-stratified folds"),
        ("holdout", "random hold-out of 20%"),
    ],
)
def test_splits_in_words(split, words):
    """
    What a report says about the split.
    """
    assert describe_split(with_official_split(), split, 5, 0.2) == words
