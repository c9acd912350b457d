"""How much faster is a joint fit on a GPU than our own on the CPU, as exactly?

Usage: python benchmarks/solvers_device.py [DEVICE [EVERY [ROW...]]]

DEVICE is "cuda" unless told otherwise; with EVERY other than 1, only each so many-th
label is fitted (a dry run: "cpu 20"), and nothing is written. Rows that are named (by
the beginnings of their names) replace those of earlier runs, which stay otherwise. The
data sets come from the folder that MLCLF_DATA names. All contenders run in one process
and in turn, for a machine may be disturbed for some seconds; medians after a first fit.
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import torch
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC
from solvers import load, objectives, rounded
from threadpoolctl import threadpool_limits

from mlclf import BinaryRelevance

RESULT = Path(__file__).parent / "results" / "solvers_device.json"
# Logistic regression is compared by objectives, and has a goal.
LOGISTIC = {"BR delicious, dense": "dense", "BR delicious, sparse": "sparse"}
GOAL = 50  # times the joint solve on two cores
ROUNDS, ON_DEVICE = 3, 7  # in each round so many fits on the device, and one on the CPU
N_TIGHT = 4  # labels that are also solved to the last digit
# The others are compared by their answers; rows of sparse data have length 1.
OTHERS = {
    "GaussianNB delicious, dense": (GaussianNB(), "delicious", "dense"),
    "RidgeClassifier delicious, dense": (RidgeClassifier(), "delicious", "dense"),
    "KNeighborsClassifier delicious, dense": (
        KNeighborsClassifier(),
        "delicious",
        "dense",
    ),
    "LinearSVC delicious, dense": (LinearSVC(), "delicious", "dense"),
    "LinearSVC delicious, sparse": (LinearSVC(), "delicious", "sparse"),
    "LinearSVC bibtex, sparse": (LinearSVC(), "bibtex", "sparse"),
    "MultinomialNB bibtex, sparse": (MultinomialNB(), "bibtex", "sparse"),
    "BernoulliNB bibtex, sparse": (BernoulliNB(), "bibtex", "sparse"),
}


def timed_fit(X, Y, device, threads):
    """Return the model, and the seconds of its fit."""
    model = BinaryRelevance(LogisticRegression(), device=device)
    with threadpool_limits(threads):
        start = time.perf_counter()
        model.fit(X, Y)  # ends with the coefficients on the CPU
        return model, time.perf_counter() - start


def label_objectives(model, X, Y):
    links = model.estimators_
    coef = np.vstack([link.coef_ for link in links])
    intercept = np.concatenate([link.intercept_ for link in links])
    return objectives(X, Y, coef, intercept)


def tight_objective(X, y):
    """Return the optimum of one label."""
    fitted = LogisticRegression(solver="newton-cholesky", tol=1e-10).fit(X, y)
    return objectives(X, y[:, None], fitted.coef_, fitted.intercept_)[0]


def run_logistic(container, device, every):
    X, Y = load("delicious", container)
    Y = np.ascontiguousarray(Y[:, ::every])
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    threads = sorted({2, os.cpu_count()})
    model, first = timed_fit(X, Y, device, None)
    ours = label_objectives(model, X, Y)
    on_cpu, _ = timed_fit(X, Y, None, None)
    seconds, on_threads = [], {n: [] for n in threads}
    for _ in range(ROUNDS):
        seconds += [timed_fit(X, Y, device, None)[1] for _ in range(ON_DEVICE)]
        for n in threads:
            on_threads[n].append(timed_fit(X, Y, None, n)[1])
    answer = {
        "goal": GOAL,
        "device_fit_s": float(np.median(seconds)),
        "device_best_fit_s": min(seconds),
        "device_first_fit_s": first,
    }
    if device == "cuda":
        answer["peak_cuda_mib"] = round(torch.cuda.max_memory_allocated() / 2**20)
    answer |= ratios("cpu_fit_s", on_threads, answer["device_fit_s"])
    excess = ours / label_objectives(on_cpu, X, Y) - 1
    answer["worst_relative_excess_over_cpu"] = float(excess.max())
    answer["median_relative_excess_over_cpu"] = float(np.median(excess))
    # The labels where the CPU is furthest ahead, and some others.
    some = np.argsort(-excess)[: N_TIGHT // 2]
    others = np.linspace(0, len(excess) - 1, N_TIGHT - len(some)).astype(int)
    tight = [ours[j] / tight_objective(X, Y[:, j]) - 1 for j in {*some, *others}]
    answer["worst_relative_excess_over_optimum"] = float(max(tight))
    return answer


def run_other(base, name, container, device, every):
    """Fit and answer; how far the answers are from those of the CPU."""
    X, Y = load(name, container)
    Y = np.ascontiguousarray(Y[:, ::every])
    X = sp.csr_array(normalize(X)) if container == "sparse" else X
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    threads = sorted({2, os.cpu_count()})
    _, first = timed_answer(base, X, Y, device, None)
    seconds, on_threads = [], {n: [] for n in threads}
    for _ in range(ROUNDS):
        P, lasted = timed_answer(base, X, Y, device, None)
        seconds.append(lasted)
        for n in threads:
            expected, lasted = timed_answer(base, X, Y, None, n)
            on_threads[n].append(lasted)
    answer = {
        "device_s": float(np.median(seconds)),
        "device_first_s": first,
        "largest_difference": float(np.abs(P - expected).max()),
        "share_of_other_labels": float(np.mean((P > 0.5) != (expected > 0.5))),
    }
    if device == "cuda":
        answer["peak_cuda_mib"] = round(torch.cuda.max_memory_allocated() / 2**20)
    return answer | ratios("cpu_s", on_threads, answer["device_s"])


def ratios(name, on_threads, device_s):
    """Return the medians on each number of threads, and against the device."""
    answer = {}
    for n, seconds in on_threads.items():
        median = float(np.median(seconds))
        answer[f"{name}, {n} threads"] = median
        answer[f"ratio to {n} threads"] = median / device_s
    return answer


def timed_answer(base, X, Y, device, threads):
    """Return the probabilities of a thousand samples, and the seconds until then."""
    model = BinaryRelevance(base, device=device)
    with threadpool_limits(threads):
        start = time.perf_counter()
        P = model.fit(X, Y).predict_proba(X[:1000])
        return P, time.perf_counter() - start


def main(device="cuda", every="1", *chosen):
    warnings.simplefilter("ignore")
    if device == "cuda" and not torch.cuda.is_available():
        print("no CUDA device: nothing was measured")
        return
    results = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    for row in [*LOGISTIC, *OTHERS]:
        if not row.startswith(chosen or ("",)):
            continue
        if row in LOGISTIC:
            answer = run_logistic(LOGISTIC[row], device, int(every))
        else:
            answer = run_other(*OTHERS[row], device, int(every))
        results[row] = rounded(answer)
        print(row)
        for name, value in results[row].items():
            print(f"  {name:<36}{value:>12}", flush=True)
    if every != "1":
        return
    cuda = device == "cuda"
    results["about"] = {
        "device": torch.cuda.get_device_name() if cuda else device,
        "cores": os.cpu_count(),
        "torch": torch.__version__,
        "python": sys.version.split()[0],
        "date": time.strftime("%Y-%m-%d"),
    }
    RESULT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
