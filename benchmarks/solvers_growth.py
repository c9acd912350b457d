"""How do time and memory of a joint logistic regression grow with the labels?"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance

RESULT = Path(__file__).parent / "results" / "solvers_growth.json"
LABELS = [10, 30, 100, 300, 1000, 3000, 10_000]


def measure(n_labels, n_samples=5000, n_features=200):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_samples, n_features))
    Y = np.empty((n_samples, n_labels), dtype=np.int8)
    for j in range(n_labels):
        s = X @ rng.normal(size=n_features) + 5 * rng.normal(size=n_samples)
        Y[:, j] = s > np.quantile(s, rng.uniform(0.7, 0.99))
    BinaryRelevance(LogisticRegression()).fit(X[:500], Y[:500, :5])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    times = []
    for _ in range(3 if n_labels <= 1000 else 1):
        start, busy = time.perf_counter(), time.process_time()
        BinaryRelevance(LogisticRegression()).fit(X, Y)
        times.append(
            (time.perf_counter() - start, time.process_time() - busy),
        )
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    wall, cpu = np.min(times, axis=0)
    answer = {"fit_s": wall, "fit_cpu_s": cpu, "added_peak_mib": after - before}
    print(json.dumps(answer))


def main():
    table = {}
    for n_labels in LABELS:
        command = [sys.executable, __file__, str(n_labels)]
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        table[n_labels] = json.loads(out.splitlines()[-1])
        print(n_labels, table[n_labels], flush=True)
    many = [n for n in LABELS if n >= 1000]
    answer = {}
    names = ("fit_s", "time"), ("fit_cpu_s", "cpu_time"), ("added_peak_mib", "memory")
    for key, name in names:
        values = [table[n][key] for n in many]
        slope, _ = np.polyfit(np.log(many), np.log(values), 1)
        answer[f"{name}_exponent_from_1000_labels"] = round(float(slope), 2)
    answer |= {
        "labels": {
            n: {key: float(f"{value:.3g}") for key, value in row.items()}
            for n, row in table.items()
        },
        "machine": "2-core x86-64, 24 GiB",
        "date": time.strftime("%Y-%m-%d"),
    }
    RESULT.write_text(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
