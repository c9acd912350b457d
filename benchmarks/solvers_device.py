"""How much faster is the joint solve on a GPU than our own on the CPU, as exactly?

Usage: python benchmarks/solvers_device.py [DEVICE [EVERY]]

DEVICE is "cuda" unless told otherwise; with EVERY, only each so many-th label is fitted
(a dry run: "cpu 20"), and nothing is written. The data set comes from the folder that
MLCLF_DATA names. All contenders run in one process and in turn, for a machine may be
disturbed for some seconds; medians after a first fit.
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from solvers import load, objectives, rounded
from threadpoolctl import threadpool_limits

from mlclf import BinaryRelevance

RESULT = Path(__file__).parent / "results" / "solvers_device.json"
ROWS = {"BR delicious, dense": "dense", "BR delicious, sparse": "sparse"}
GOAL = 50  # times the joint solve on two cores
ROUNDS, ON_DEVICE = 3, 7  # in each round so many fits on the device, and one on the CPU
N_TIGHT = 4  # labels that are also solved to the last digit


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


def run(container, device, every):
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
    for n in threads:
        median = float(np.median(on_threads[n]))
        answer[f"cpu_fit_s, {n} threads"] = median
        answer[f"ratio to {n} threads"] = median / answer["device_fit_s"]
    excess = ours / label_objectives(on_cpu, X, Y) - 1
    answer["worst_relative_excess_over_cpu"] = float(excess.max())
    answer["median_relative_excess_over_cpu"] = float(np.median(excess))
    # The labels where the CPU is furthest ahead, and some others.
    some = np.argsort(-excess)[: N_TIGHT // 2]
    others = np.linspace(0, len(excess) - 1, N_TIGHT - len(some)).astype(int)
    tight = [ours[j] / tight_objective(X, Y[:, j]) - 1 for j in {*some, *others}]
    answer["worst_relative_excess_over_optimum"] = float(max(tight))
    return answer


def main(device="cuda", every="1"):
    warnings.simplefilter("ignore")
    if device == "cuda" and not torch.cuda.is_available():
        print("no CUDA device: nothing was measured")
        return
    results = {}
    for row, container in ROWS.items():
        results[row] = rounded(run(container, device, int(every)))
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
