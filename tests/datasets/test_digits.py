"""Tests of the pictures of digits."""

import hashlib
import re

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_digits
from sklearn.ensemble import ExtraTreesClassifier

from mlclf import NativeMultiLabel
from mlclf.datasets import load_digit_pictures

COUNTS = [456, 447, 446, 425, 465, 452, 457, 441, 473, 463]
DIGEST = "f8e08aab0f500810"


def test_labels_are_the_digits_in_the_picture():
    """
    Every filled cell is one of scikit-learn's digits, and the labels of the picture
    are exactly the values of its cells.
    """
    digits = load_digits()
    known = {tile.tobytes(): v for tile, v in zip(digits.images, digits.target)}
    pictures = load_digit_pictures()

    for image, labels in zip(pictures.images[::20], pictures.target[::20]):
        cells = [image[r : r + 8, c : c + 8] for r in (0, 8) for c in (0, 8)]
        present = {known[cell.tobytes()] for cell in cells if cell.any()}
        assert present == set(np.flatnonzero(labels))


def test_the_splits_share_no_digit():
    """
    Training and test pictures are put together from different handwritten digits.
    """
    train, test = (load_digit_pictures(split=split) for split in ("train", "test"))
    tiles = [
        {b.images[i, r : r + 8, c : c + 8].tobytes() for i in range(len(b.images))
         for r in (0, 8) for c in (0, 8)}
        for b in (train, test)
    ]  # fmt: skip

    assert tiles[0] & tiles[1] == {np.zeros((8, 8)).tobytes()}


def test_the_splits_are_the_rows_of_the_whole():
    """
    The index of each split picks its pictures from the whole.
    """
    whole = load_digit_pictures()

    for split, rows in (("train", whole.train_index), ("test", whole.test_index)):
        X, y = load_digit_pictures(split=split, return_X_y=True)
        assert_array_equal(whole.data[rows], X)
        assert_array_equal(whole.target[rows], y)


def test_the_data_never_change():
    """
    The labels are the same on every machine and in every release.
    """
    target = load_digit_pictures().target

    assert target.sum(axis=0).tolist() == COUNTS
    assert hashlib.sha256(target.astype(np.int8).tobytes()).hexdigest()[:16] == DIGEST


def test_it_can_be_learned():
    """
    A forest recognizes digits far better than by chance, which leaves it a small
    and honest example.
    """
    X, y = load_digit_pictures(split="train", return_X_y=True)
    X_test, y_test = load_digit_pictures(split="test", return_X_y=True)

    forest = NativeMultiLabel(ExtraTreesClassifier(50, random_state=0)).fit(X, y)

    P = forest.predict_proba(X_test)
    positive, negative = P[y_test == 1].mean(), P[y_test == 0].mean()
    assert positive > negative + 0.1


def test_frames_have_names():
    """
    Pixels and digits are named, in frames and in lists.
    """
    bunch = load_digit_pictures(split="test", as_frame=True)

    assert isinstance(bunch.data, pd.DataFrame)
    assert list(bunch.data.columns) == bunch.feature_names
    assert list(bunch.target.columns) == bunch.label_names == list("0123456789")


def test_other_splits_are_refused():
    """
    The error lists what there is.
    """
    message = "split must be 'train', 'test' or None, got 'valid'."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        load_digit_pictures(split="valid")
