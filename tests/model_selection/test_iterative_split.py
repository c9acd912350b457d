"""Tests of the split into several parts."""

import re

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from mlclf.model_selection import iterative_split

rng = np.random.RandomState(0)
Y = (rng.random_sample((500, 6)) < np.geomspace(0.05, 0.6, 6)).astype(int)
ROWS = np.arange(500)


@pytest.mark.parametrize(
    ("sizes", "counts"),
    [
        ((0.6, 0.2, 0.2), [300, 100, 100]),
        ([0.5, 0.25, 0.15, 0.1], [250, 125, 75, 50]),
        ([490, 10], [490, 10]),
        ([1 / 3, 1 / 3, 1 / 3], [167, 166, 167]),
    ],
)
def test_sizes_are_exact_and_labels_in_proportion(sizes, counts):
    """
    Each row is in one part, parts have their sizes, labels are within two rows.
    """
    *parts, _ = [*iterative_split(ROWS, Y, sizes=sizes, random_state=0), None]
    rows, labels = parts[: len(counts)], parts[len(counts) :]

    assert [len(part) for part in rows] == counts
    assert sorted(np.concatenate(rows)) == list(ROWS)
    for part, y in zip(rows, labels):
        np.testing.assert_array_equal(Y[part], y)
        assert np.abs(y.sum(axis=0) - Y.sum(axis=0) * len(y) / 500).max() <= 2


def test_groups_are_whole():
    """
    With groups no group is in two parts, whose sizes are near those asked for.
    """
    groups = rng.randint(80, size=500)

    parts = iterative_split(ROWS, Y, groups=groups, random_state=0)[:3]

    seen = [set(groups[part]) for part in parts]
    assert sum(map(len, seen)) == len(set(groups))
    assert np.abs([len(part) for part in parts] - np.array([300, 100, 100])).max() <= 5


def test_containers_are_kept():
    """
    Frames stay frames and sparse matrices sparse; ``stratify`` names other labels.
    """
    frame = pd.DataFrame({"row": ROWS})
    parts = iterative_split(frame, sp.csr_array(Y), sizes=(0.5, 0.5), random_state=0)
    alone = iterative_split(frame, stratify=Y, sizes=(0.5, 0.5), random_state=0)

    assert isinstance(parts[0], pd.DataFrame)
    assert sp.issparse(parts[2])
    pd.testing.assert_frame_equal(alone[0], parts[0])


def test_small_shares_get_a_row():
    """
    No part is empty, however small its share.
    """
    parts = iterative_split(ROWS[:5], Y[:5], sizes=(0.98, 0.01, 0.01), random_state=0)

    assert [len(part) for part in parts[:3]] == [3, 1, 1]


@pytest.mark.parametrize("sizes", [(0.5, 0.4), (1.0,), (0.5, 0.5, 0.0), (250, 249)])
def test_sizes_that_do_not_add_up_are_refused(sizes):
    """
    Sizes must be positive shares of sum 1, or numbers of rows of sum n_samples.
    """
    message = (
        "sizes must be at least two positive shares that sum to 1, or numbers of rows "
        f"that sum to 500, got {list(sizes)}."
    )

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        iterative_split(ROWS, Y, sizes=sizes)


def test_other_refusals():
    """
    No array, too few rows, and parameters without a meaning are refused.
    """
    with pytest.raises(
        ValueError, match="arrays must hold at least one array, got none"
    ):
        iterative_split()
    with pytest.raises(ValueError, match="3 parts need as many rows, got n_samples=2"):
        iterative_split(Y[:2])
    message = (
        "with groups, order must be 1 and refine must be True, got order=2 and "
        "refine=True."
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        iterative_split(Y, groups=ROWS, order=2)
