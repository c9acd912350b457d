"""Is one joint solve of all labels faster than one fit per label, to the same optimum?

Usage: python benchmarks/solvers.py [--cpu] [ROW ...]

With --cpu, for a machine that does other work as well, only contenders in one process
run: their processor seconds can be compared when their seconds cannot.

Each contender runs in a process of its own, so that its peak memory is its own. The
data sets come from the folder that MLCLF_DATA names.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import ClassifierChain as SklearnChain
from sklearn.multioutput import MultiOutputClassifier

from mlclf import BinaryRelevance, ClassifierChainEnsemble
from mlclf.datasets import fetch_dataset, load_xmc

RESULT = Path(__file__).parent / "results" / "solvers.json"
RCV1 = "rcv1v2/converted/rcv1subset1.repaired.txt.gz"
BASE = LogisticRegression()

# Row: (what is measured, data set, container, repetitions, contenders, goal).
ONE = ("joint", "separate, 1 job, 1 BLAS thread")
TWO = (*ONE, "separate, 2 jobs")
ROWS = {
    "BR yeast": ("br", "yeast", "dense", 15, ONE, 4),
    "BR emotions": ("br", "emotions", "dense", 15, ONE, 4),
    "BR scene": ("br", "scene", "dense", 15, ONE, 4),
    "BR delicious, dense": (
        "br",
        "delicious",
        "dense",
        1,
        ("joint", "separate, 2 jobs"),
        8,
    ),
    "BR delicious, dense, every tenth label": (
        *("br", "delicious, every tenth label", "dense", 1, TWO, 8),
    ),
    "BR delicious, sparse": ("br", "delicious", "sparse", 3, TWO, 3),
    "BR bibtex, sparse": ("br", "bibtex", "sparse", 5, TWO, 1.5),
    "BR rcv1, sparse": ("br", "rcv1", "sparse", 5, TWO, 1.5),
    "ECC yeast": ("ecc", "yeast", "dense", 5, ONE, 8),
    "ECC scene": ("ecc", "scene", "dense", 5, ONE, 8),
    "ECC bibtex, sparse": ("ecc", "bibtex", "sparse", 1, ONE, 5),
}


def load(name, container):
    if name == "rcv1":
        path = Path(os.environ["MLCLF_DATA"]) / RCV1
        data = load_xmc(path, sparse_labels=False)
    else:
        data = fetch_dataset(name.split(",")[0], split="train")
    X, Y = sp.csr_array(data.data, dtype=float), np.asarray(data.target)
    Y = Y[:, ::10] if "every tenth label" in name else Y
    Y = Y[:, Y.min(axis=0) < Y.max(axis=0)]  # scikit-learn refuses constant labels
    return (X.toarray() if container == "dense" else X), Y


def make(kind, contender, orders):
    """Return what is fitted: one estimator, or one per chain."""
    if kind == "br":
        if contender == "joint":
            return [BinaryRelevance(BASE)]
        return [MultiOutputClassifier(BASE, n_jobs=2 if "2 jobs" in contender else 1)]
    if contender == "joint":
        return [ClassifierChainEnsemble(BASE, random_state=0)]
    return [SklearnChain(BASE, order=order) for order in orders]


def objectives(X, Y, coef, intercept):
    """Return what scikit-learn minimizes, for each label, in double precision."""
    coef = np.asarray(coef, dtype=float)
    M = np.asarray(X @ coef.T) + intercept
    return np.sum(np.logaddexp(0, M) - Y * M, axis=0) + 0.5 * np.sum(coef**2, axis=1)


def contend(row, contender):
    """Fit (and, for chains, predict) some times; print medians and peak memory."""
    kind, name, container, repetitions, _, _ = ROWS[row]
    X, Y = load(name, container)
    rng = np.random.RandomState(0)
    orders = [rng.permutation(Y.shape[1]) for _ in range(10)]
    warm = make(kind, contender, orders)[0]
    some = slice(0, min(300, len(Y)))
    shown = np.flatnonzero(Y[some].min(axis=0) < Y[some].max(axis=0))[:5]
    if kind == "br" or contender == "joint":
        warm.fit(X[some], Y[some][:, shown])
    before = peak_mib()
    fits, cpu, predictions = [], [], []
    for _ in range(repetitions):
        models = make(kind, contender, orders)
        start, busy = time.perf_counter(), time.process_time()
        for model in models:
            model.fit(X, Y)
        fits.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
        if kind == "ecc":
            start = time.perf_counter()
            np.mean([model.predict_proba(X) for model in models], axis=0)
            predictions.append(time.perf_counter() - start)
    answer = {
        "fit_s": float(np.median(fits)),
        "best_fit_s": min(fits),
        "fit_cpu_s": None if "2 jobs" in contender else float(np.median(cpu)),
        "added_peak_mib": round(peak_mib() - before),
    }
    if predictions:
        answer["predict_s"] = float(np.median(predictions))
    if kind == "br":
        links = models[0].estimators_
        coef = np.vstack([link.coef_ for link in links])
        intercept = np.concatenate([link.intercept_ for link in links])
        answer["objectives"] = objectives(X, Y, coef, intercept).tolist()
    print(json.dumps(answer))


def peak_mib():
    own, children = (
        resource.getrusage(who).ru_maxrss / 2**10
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own + children


def run(row, only_cpu):
    """Run the contenders of a row, each in its own process, and compare."""
    *_, contenders, goal = ROWS[row]
    answers = {}
    for contender in contenders:
        if only_cpu and "2 jobs" in contender:
            continue
        environment = dict(os.environ, PYTHONWARNINGS="ignore")
        if "BLAS" in contender:
            environment |= {"OMP_NUM_THREADS": "1"}
        with tempfile.TemporaryFile() as out:
            command = [sys.executable, __file__, "--contend", row, contender]
            subprocess.run(command, env=environment, stdout=out, check=True)
            out.seek(0)
            answers[contender] = json.loads(out.read().splitlines()[-1])
    ours = answers["joint"]
    peers = [answer for name, answer in answers.items() if name != "joint"]
    result = {
        "goal": goal,
        "ratio": min(p["fit_s"] for p in peers) / ours["fit_s"],
        "ratio_of_cpu": ratio_of_cpu(ours, peers),
        "ratio_of_best": min(p["best_fit_s"] for p in peers) / ours["best_fit_s"],
    }
    if "predict_s" in ours:
        result["predict_ratio"] = min(p["predict_s"] for p in peers) / ours["predict_s"]
    if "objectives" in ours:
        theirs = np.min([p.pop("objectives") for p in peers], axis=0)
        excess = np.array(ours.pop("objectives")) / theirs - 1
        result["worst_relative_excess_of_objective"] = float(excess.max())
        result["median_relative_excess_of_objective"] = float(np.median(excess))
    return {**result, **answers}


def ratio_of_cpu(ours, peers):
    """Return the ratio of processor seconds, of peers in one process."""
    theirs = [p["fit_cpu_s"] for p in peers if p["fit_cpu_s"] is not None]
    return min(theirs) / ours["fit_cpu_s"] if theirs else None


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return float(f"{value:.3g}") if isinstance(value, float) else value


def main(rows, only_cpu):
    warnings.simplefilter("ignore")
    known = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    for row in rows or ROWS:
        known[row] = rounded(run(row, only_cpu))
        RESULT.write_text(json.dumps(known, indent=1) + "\n")
        print(row, json.dumps(known[row]), flush=True)
    known["about"] = {
        "machine_was_busy": only_cpu,
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "python": sys.version.split()[0],
        "machine": "2-core x86-64, 24 GiB",
        "date": time.strftime("%Y-%m-%d"),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--contend"]:
        contend(*sys.argv[2:])
    else:
        names = [name for name in sys.argv[1:] if name != "--cpu"]
        main(names, "--cpu" in sys.argv)
