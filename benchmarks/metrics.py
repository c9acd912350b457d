"""Is evaluate faster than scikit-learn's functions called one by one?

On labels of the sizes of mediamill's and delicious's test sets: the metrics that
scikit-learn has for label matrices, values compared; then all of ours; then every
metric at k of 10^5 rows and 10^5 labels in sparse scores. Writes
``results/metrics.json``.
"""

import json
import resource
import sys
import time
import tracemalloc
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn import metrics as sk

from mlclf.metrics import METRICS, evaluate

RUNS = 2
RESULT = Path(__file__).parent / "results" / "metrics.json"
SHAPES = {"13000 x 101": (13_000, 101, 4.4), "3185 x 983": (3_185, 983, 19.0)}
AVERAGES = ("samples", "micro", "macro", "weighted")


def peers():
    """Return what scikit-learn has for label matrices: {our name: function}."""
    of_labels = {
        "precision": partial(sk.precision_score, zero_division=0),
        "recall": partial(sk.recall_score, zero_division=0),
        "f1": partial(sk.f1_score, zero_division=0),
        "jaccard": partial(sk.jaccard_score, zero_division=0),
    }
    of_scores = {
        "roc_auc": sk.roc_auc_score,
        "average_precision": sk.average_precision_score,
    }
    plain = {
        "hamming_loss": sk.hamming_loss,
        "subset_accuracy": sk.accuracy_score,
        "zero_one_loss": sk.zero_one_loss,
        "coverage": sk.coverage_error,
        "ranking_loss": sk.label_ranking_loss,
        "label_ranking_average_precision": sk.label_ranking_average_precision_score,
        "ndcg_at_3": partial(sk.ndcg_score, k=3),
        "ndcg_at_5": partial(sk.ndcg_score, k=5),
    }
    averaged = {
        f"{stem}_{average}": partial(function, average=average)
        for stem, function in {**of_labels, **of_scores}.items()
        for average in AVERAGES
    }
    return {**plain, **averaged}


def make_data(n, n_labels, cardinality):
    """Draw labels of falling frequency, each at least once, and scores that help."""
    rng = np.random.default_rng(0)
    share = np.arange(1, n_labels + 1) ** -0.8
    share = np.minimum(share * cardinality / share.sum(), 0.9)
    Y = (rng.random((n, n_labels)) < share).astype(int)
    Y[np.arange(n), rng.integers(0, n_labels, size=n)] = 1
    S = 1 / (1 + np.exp(-(np.log(share) + 2 * Y + rng.normal(size=Y.shape))))
    return Y, (S > 0.5).astype(int), S


def one_by_one(Y, Z, S, seconds):
    answer = {}
    for name, function in peers().items():
        start = time.perf_counter()
        answer[name] = function(Y, Z if METRICS[name].input == "labels" else S)
        seconds[name] = time.perf_counter() - start
    return answer


def measure(work):
    """Return the seconds of the best run, and the answer."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), answer


def peak_mib(work):
    """Return the most memory allocated at a time."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return round(peak)


def compare(shape):
    Y, Z, S = make_data(*shape)
    each = {}
    theirs, expected = measure(partial(one_by_one, Y, Z, S, each))
    ours, report = measure(partial(evaluate, Y, Z, S, metrics=peers()))
    every, whole = measure(partial(evaluate, Y, Z, S))
    expected["coverage"] -= 1
    return {
        "metrics": len(expected),
        "sklearn_s": round(theirs, 2),
        "sklearn_slowest_s": {
            name: round(each[name], 2)
            for name in sorted(each, key=each.get, reverse=True)[:4]
        },
        "evaluate_s": round(ours, 3),
        "times_faster": round(theirs / ours, 1),
        "all_metrics": len(whole),
        "evaluate_all_s": round(every, 3),
        "times_faster_all": round(theirs / every, 1),
        "scores_mib": round(S.nbytes / 2**20),
        "evaluate_all_peak_mib": peak_mib(partial(evaluate, Y, Z, S)),
        "largest_difference": max(abs(report[k] - v) for k, v in expected.items()),
    }


def extreme(n=100_000, stored=20, cardinality=5):
    """Every metric at k, of sparse scores that would fill 80 GB as an array."""
    rng = np.random.default_rng(0)
    truth = draw_sparse(rng, n, cardinality)
    score = draw_sparse(rng, n, stored)
    score.data = rng.random(score.nnz)
    names = [name for name in METRICS if "_at_" in name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    start = time.perf_counter()
    evaluate(truth, None, score, metrics=names)
    return {
        "rows": n,
        "labels": n,
        "stored_per_row": stored,
        "metrics": len(names),
        "seconds": round(time.perf_counter() - start, 2),
        "added_peak_mib": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10 - before
        ),
    }


def draw_sparse(rng, n, per_row):
    columns = rng.integers(0, n // per_row, size=(n, per_row)) * per_row
    columns += np.arange(per_row)
    data = np.ones(n * per_row, dtype=int)
    return sp.csr_array(
        (data, columns.ravel(), np.arange(n + 1) * per_row), shape=(n, n)
    )


def main():
    warnings.simplefilter("ignore")  # of rows without labels, from scikit-learn
    answer = {
        "extreme": extreme(),  # first, for its peak to be its own
        **{name: compare(shape) for name, shape in SHAPES.items()},
        "runs": RUNS,
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "python": sys.version.split()[0],
        "machine": "2-core x86-64, 24 GiB",
        "date": time.strftime("%Y-%m-%d"),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(answer, indent=1) + "\n")
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
