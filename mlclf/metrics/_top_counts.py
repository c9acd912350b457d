"""Counts of the k best labels of each row, shared by the metrics at k."""

from typing import NamedTuple

import numpy as np

from mlclf.metrics._checks import Floats
from mlclf.metrics._ranking_data import Ranking


def discounts(k: int) -> Floats:
    """Return the gain of a true label at ranks 1 to k."""
    return 1 / np.log2(np.arange(2, k + 2))


def ideal_gains(n_true: Floats, k: int) -> Floats:
    """Return the gain of a perfect ranking of rows with so many true labels."""
    total = np.append(0.0, np.cumsum(discounts(k)))
    return np.asarray(total[np.minimum(n_true, k).astype(int)])


class TopCounts(NamedTuple):
    """Counts of each row or label that is averaged over."""

    hits: Floats
    predicted: Floats
    true: Floats
    weight: Floats


def count_top(ranking: Ranking, k: int, average: str) -> TopCounts:
    """Count hits, predictions and true labels of each entry averaged over."""
    if average not in ("samples", "micro", "macro"):
        raise ValueError(
            f"average must be one of ('samples', 'micro', 'macro'), got {average!r}."
        )
    hits = ranking.top_hits(k)
    if average == "samples":
        always = np.full(ranking.n_samples, float(k))
        found = hits.sum(axis=1, dtype=np.float64)
        return TopCounts(found, always, ranking.row_true, ranking.weight)
    top, weight = ranking.top(k), np.broadcast_to(ranking.weight[:, None], hits.shape)
    found, predicted, true = np.zeros((3, ranking.n_labels))
    np.add.at(found, top[hits], weight[hits])
    np.add.at(predicted, top[top >= 0], weight[top >= 0])
    true += ranking.weight @ ranking.true
    if average == "micro":
        one = [np.array([x.sum()]) for x in (found, predicted, true)]
        return TopCounts(one[0], one[1], one[2], np.ones(1))
    return TopCounts(found, predicted, true, np.ones(len(found)))
