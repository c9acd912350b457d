"""Embeddings of numerical features."""

import math

import pytest

torch = pytest.importorskip("torch")

from mlclf.neural._embeddings import (  # noqa: E402
    PeriodicEmbedding,
    PiecewiseEmbedding,
)


def test_piecewise_encoding_by_hand():
    """
    A bin that is passed is 1, one not reached is -1, and inside it grows linearly.
    """
    embedding = PiecewiseEmbedding(1, n_bins=2)
    embedding.fit(torch.tensor([[0.0], [1.0], [2.0], [3.0], [10.0]]))
    assert embedding.edges.tolist() == [[0.0, 2.0, 10.0]]  # the quartiles 0, 1/2, 1

    answer = embedding(torch.tensor([[-5.0], [0.5], [2.0], [4.0], [99.0]]))

    # (x - left) / width, between 0 and 1, then 2 d - 1
    assert answer.tolist() == [
        [-1.0, -1.0],
        [-0.5, -1.0],
        [1.0, -1.0],
        [1.0, -0.5],
        [1.0, 1.0],
    ]


def test_constant_feature_is_a_step():
    """
    A feature with one value has bins without width, and still gives finite numbers.
    """
    embedding = PiecewiseEmbedding(1, n_bins=3)
    embedding.fit(torch.ones(5, 1))

    assert embedding(torch.tensor([[0.0], [2.0]])).tolist() == [[-1.0] * 3, [1.0] * 3]


def test_periodic_encoding_by_hand():
    """
    The feature itself, then cosines and sines of 2 pi times frequency times feature.
    """
    embedding = PeriodicEmbedding(1, n_frequencies=2)
    with torch.no_grad():
        embedding.frequencies.copy_(torch.tensor([[0.25, 1.0]]))

    answer = embedding(torch.tensor([[1.0]]))

    c, s = math.cos(math.pi / 2), math.sin(math.pi / 2)
    torch.testing.assert_close(answer, torch.tensor([[1.0, c, 1.0, s, 0.0]]))
