"""Are stratified folds better than chance, and how long do they take?

Five folds of 100,000 x 100 made-up labels with prevalences from 0.1 to 30 %, of bibtex
and of delicious (where ``MLCLF_DATA`` says that they are), by the plain KFold, by
iterative-stratification and by IterativeStratifiedKFold with and without refinement
and of order 2; then sparse labels of 10^6 x 1,000 with 10^7 positives. Writes
``results/splitting.json``. Needs iterative-stratification.
"""

import json
import os
import resource
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from iterstrat.ml_stratifiers import MultilabelStratifiedKFold
from sklearn.model_selection import KFold

from mlclf.datasets import load_arff
from mlclf.model_selection import IterativeStratifiedKFold, describe_folds

RUNS = 3
RESULT = Path(__file__).parent / "results" / "splitting.json"
PEER = "iterative-stratification"
SPLITTERS = {
    "KFold": KFold(5, shuffle=True, random_state=0),
    PEER: MultilabelStratifiedKFold(5, shuffle=True, random_state=0),
    "greedy": IterativeStratifiedKFold(5, refine=False, random_state=0),
    "refined": IterativeStratifiedKFold(5, random_state=0),
    "refined, order 2": IterativeStratifiedKFold(5, order=2, random_state=0),
}


def label_matrices():
    rng = np.random.default_rng(0)
    yield "100,000 x 100", rng.random((100_000, 100)) < np.geomspace(0.001, 0.3, 100)
    folder = os.environ.get("MLCLF_DATA")
    for name in ("bibtex", "delicious"):
        if folder:
            path = Path(folder, name, "mulan", f"{name}.arff")
            yield name, load_arff(path).target


def measure(cv, Y, runs):
    """Return the seconds of the best run, and the folds."""
    X, seconds = np.zeros((len(Y), 1)), []
    for _ in range(runs):
        start = time.perf_counter()
        folds = list(cv.split(X, Y))
        seconds.append(time.perf_counter() - start)
    return min(seconds), folds


def compare(Y):
    """Return seconds and quality of every splitter, the peer first."""
    rows = {}
    for name, cv in SPLITTERS.items():
        seconds, folds = measure(cv, Y, 1 if "order 2" in name else RUNS)
        quality = describe_folds(Y, folds)
        rows[name] = {
            "seconds": round(seconds, 5),
            "rows_off": round(quality.count_error, 1),
            "prevalence_off": round(quality.prevalence_error, 5),
            "pair_distribution": float(f"{quality.pair_distribution:.3g}"),
            "sizes_differ_by": int(np.ptp(quality.fold_sizes)),
            "missing": quality.missing,
        }
    for row in rows.values():
        row["times_faster"] = round(rows[PEER]["seconds"] / row["seconds"], 1)
    return rows


def make_sparse(n=1_000_000, n_labels=1000, n_positives=10_000_000):
    """Draw labels whose frequencies span three powers of ten."""
    rng = np.random.default_rng(0)
    share = np.geomspace(1, 1000, n_labels)
    cells = rng.choice(n_labels, size=n_positives, p=share / share.sum())
    rows = rng.integers(n, size=n_positives, dtype=np.int32)
    ones = np.ones(n_positives, dtype=np.int8)
    Y = sp.csr_array((ones, (rows, cells.astype(np.int32))), shape=(n, n_labels))
    Y.data[:] = 1
    return Y


def split_many():
    """Split the large sparse labels; memory is what the process grows by."""
    Y = make_sparse()
    mib = (Y.data.nbytes + Y.indices.nbytes + Y.indptr.nbytes) / 2**20
    with PeakMemory() as memory:
        start = time.perf_counter()
        folds = list(IterativeStratifiedKFold(5, random_state=0).split(Y, Y))
        seconds = time.perf_counter() - start
    added = memory.added_mib
    quality = label_quality(Y, folds)
    return {
        "positives": int(Y.nnz),
        "seconds": round(seconds, 1),
        "labels_mib": round(mib),
        "added_peak_mib": round(added),
        "times_the_labels": round(added / mib, 2),
        **quality,
    }


def label_quality(Y, folds):
    """Return what is wrong with labels and sizes; 1,000 labels have many pairs."""
    counts = np.array([Y[test].sum(axis=0, dtype=np.int64) for _, test in folds])
    errors = np.abs(counts - counts.sum(axis=0) / len(folds))
    sizes = [len(test) for _, test in folds]
    return {
        "rows_off": round(float(errors.max()), 1),
        "sizes_differ_by": int(np.ptp(sizes)),
    }


class PeakMemory:
    """Watches how much the process grows, every 5 ms (Linux)."""

    def __enter__(self):
        self.start, self.peak, self.over = self.held(), 0, threading.Event()
        self.watch = threading.Thread(target=self.look)
        self.watch.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.watch.join()
        self.added_mib = (self.peak - self.start) / 2**20

    def look(self):
        """Look until it is over."""
        while not self.over.wait(0.005):
            self.peak = max(self.peak, self.held())

    @staticmethod
    def held():
        """Return the bytes that the process holds."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()


def main():
    results = {
        "machine": "2-core x86-64, 24 GiB",
        "date": time.strftime("%Y-%m-%d"),
        PEER: version(PEER),
        "folds": 5,
    }
    if "--large" in sys.argv:
        results = json.loads(RESULT.read_text())
        results["10^6 x 1,000 sparse"] = split_many()
    else:
        for name, Y in label_matrices():
            results[name] = compare(Y.astype(np.int8))
            print(name, json.dumps(results[name], indent=1), flush=True)
    RESULT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
