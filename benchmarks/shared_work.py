"""Benchmark: what shared work saves in closed forms, SVMs, neighbors and powersets.

Each contestant runs in a process of its own; what counts is the best of its repeats,
which other work on the machine disturbs least. Peers with other requirements run in the
interpreters that the environment variables PEER_NG (scikit-multilearn-ng),
PEER_LIBMULTILABEL and PEER_PECOS name; a contestant without its interpreter is left
out. ``shared_work.py powerset neighbors`` runs some sections only, and keeps the other
results.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from mlclf.datasets import fetch_dataset

HERE = Path(__file__).parent
RESULTS = HERE / "results"
MACHINE, DATE = "2-core x86-64, 24 GiB", time.strftime("%Y-%m-%d")
ONE_THREAD = {"OMP_NUM_THREADS": "1"}

# {section: [(title, data, contestants)]}; a contestant is (who, task, interpreter,
# environment, repeats), and the first one is ours.
SECTIONS = {
    "naive-bayes": [
        (
            "BR(GaussianNB)",
            "delicious dense",
            [
                ("mlclf", "gaussian_mlclf", None, {}, 4),
                ("MultiOutputClassifier, n_jobs=2", "gaussian_sklearn", None, {}, 1),
            ],
        ),
        *(
            (
                f"BR({kind}NB)",
                "bibtex",
                [
                    ("mlclf", f"{kind.lower()}_mlclf", None, {}, 15),
                    (
                        "MultiOutputClassifier, n_jobs=1",
                        f"{kind.lower()}_sklearn",
                        None,
                        {},
                        6,
                    ),
                ],
            )
            for kind in ("Multinomial", "Bernoulli")
        ),
    ],
    "svm": [
        (
            "BR(LinearSVC)",
            f"{name} rows of length 1",
            [
                ("mlclf", "svm_mlclf", None, {}, 3),
                ("mlclf, tol=0.1 as the peers", "svm_mlclf_tol_01", None, {}, 3),
                ("scikit-learn, n_jobs=2", "svm_sklearn", None, {}, 2),
                (
                    "LibMultiLabel 1-vs-rest",
                    "svm_libmultilabel",
                    "LIBMULTILABEL",
                    {},
                    2,
                ),
                ("PECOS one-level", "svm_pecos", "PECOS", {}, 2),
            ],
        )
        for name in ("bibtex", "delicious")
    ],
    "dense-svm": [
        (
            title,
            data,
            [
                ("mlclf", f"{task}_mlclf", None, {}, 15),
                (peer, f"{task}_sklearn", None, {}, repeats),
            ],
        )
        for title, task, peer, repeats in (
            ("BR(LinearSVC)", "dense_svm", "MultiOutputClassifier, n_jobs=1", 7),
            ("ECC(LinearSVC)", "ecc_svm", "ten ClassifierChains", 3),
        )
        for data in ("yeast", "emotions", "scene")
    ],
    "sparse-svm": [
        (
            "ECC(LinearSVC)",
            f"{name} rows of length 1",
            [
                ("mlclf", "ecc_svm_mlclf", None, {}, 3),
                ("ten ClassifierChains", "ecc_svm_sklearn", None, {}, 1),
            ],
        )
        for name in ("bibtex", "tmc2007-500")
    ],
    "powerset": [
        (
            "LabelPowerset(LogisticRegression(max_iter=1000))",
            name,
            [
                ("mlclf", "powerset_mlclf", None, {}, 10),
                ("scikit-multilearn-ng", "powerset_ng", "NG", {}, 3),
                ("the same, OMP_NUM_THREADS=1", "powerset_ng", "NG", ONE_THREAD, 8),
            ],
        )
        for name in ("yeast", "scene")
    ],
    "neighbors": [
        (
            "MLkNN",
            name,
            [
                ("mlclf", "mlknn_mlclf", None, {}, repeats),
                ("two bare searches", "search_sklearn", None, {}, repeats),
                *peers,
            ],
        )
        for name, repeats, peers in (
            ("yeast", 15, [("scikit-multilearn-ng", "mlknn_ng", "NG", {}, 4)]),
            ("synthetic", 3, []),
        )
    ],
    "sparse-neighbors": [
        (
            "MLkNN",
            name,
            [
                ("mlclf", "mlknn_mlclf", None, {}, 4),
                ("two bare searches, dense", "search_sklearn dense", None, {}, 4),
                ("two bare searches, sparse", "search_sklearn", None, {}, 3),
                ("scikit-multilearn-ng", "mlknn_ng", "NG", {}, 1),
            ],
        )
        for name in ("bibtex", "delicious")
    ],
}


def make_data(name):
    """Return X, Y, X_test, Y_test of a row's data."""
    if name == "synthetic":
        rng = np.random.default_rng(0)
        X = rng.normal(size=(30_993 + 12_914, 120))
        Y = (X @ rng.normal(size=(120, 101)) > 18).astype(np.int8)
        return X[:30_993], Y[:30_993], X[30_993:], Y[30_993:]
    base, *how = name.split(maxsplit=1)
    parts = (fetch_dataset(base, split=split) for split in ("train", "test"))
    X, Y, X_test, Y_test = (part[key] for part in parts for key in ("data", "target"))
    if how == ["dense"]:
        X, X_test = X.toarray(), X_test.toarray()
    elif how:
        X, X_test = normalize(X), normalize(X_test)
    return X, Y, X_test, Y_test


def store(path, X, Y, X_test, Y_test):
    arrays = {"Y": Y, "Y_test": Y_test}
    for name, matrix in (("X", X), ("X_test", X_test)):
        if sp.issparse(matrix):
            for part in ("data", "indices", "indptr", "shape"):
                arrays[f"{name}_{part}"] = getattr(matrix, part)
        else:
            arrays[name] = matrix
    np.savez(path, **arrays)


def measure(task, data, folder, interpreter, environment, repeats):
    task, *how = task.split()
    name = " ".join([data, *how])
    path = Path(folder, f"{name}.npz")
    if not path.exists():
        store(path, *make_data(name))
    python = os.environ.get(f"PEER_{interpreter}") if interpreter else sys.executable
    if not python:
        return None
    command = [python, HERE / "_shared_work_tasks.py", task, path, str(repeats)]
    # A peer's interpreter must not see this one's packages.
    paths = {"PYTHONPATH": "" if interpreter else str(HERE.parent)}
    run = subprocess.run(
        command,
        env={**os.environ, **paths, **environment},
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    return json.loads(run.stdout.splitlines()[-1])


def run_section(section, folder):
    rows = []
    for title, data, contestants in SECTIONS[section]:
        ours = None
        for who, task, interpreter, environment, repeats in contestants:
            answer = measure(task, data, folder, interpreter, environment, repeats)
            if answer is None:
                continue
            ours = ours or answer
            answer["ratio"] = answer["best_s"] / ours["best_s"]
            rows.append({"work": title, "data": data, "contestant": who, **answer})
            print(rows[-1], flush=True)
    return rows


def to_markdown(sections):
    lines = [
        "# Shared work: closed forms, SVMs, neighbors, powersets",
        "",
        f"{MACHINE}, {DATE}. Seconds are the best of the repeats (the ratio to mlclf "
        "is of these) and their median; CPU seconds leave out joblib's workers; peak "
        "memory is that of the process and its workers, data and libraries included. "
        "Score: precision at 1 (LinearSVC on sparse samples), Hamming loss (on dense, "
        "and MLkNN), subset accuracy (LabelPowerset).",
        "",
        "| work | data | contestant | best s | median s | ratio | CPU s | peak MiB | "
        "score |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for rows in sections.values():
        for row in rows:
            score = "" if row["score"] is None else f"{row['score']:.4f}"
            lines.append(
                f"| {row['work']} | {row['data']} | {row['contestant']} | "
                f"{row['best_s']:.3f} | {row['median_s']:.3f} | {row['ratio']:.1f} | "
                f"{row['cpu_s'] or ''} | {row['peak_mib']} | {score} |"
            )
    return "\n".join(lines) + "\n"


def main():
    chosen = sys.argv[1:] or list(SECTIONS)
    path = RESULTS / "shared_work.json"
    sections = json.loads(path.read_text()) if path.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        for section in chosen:
            sections[section] = run_section(section, folder)
            RESULTS.mkdir(exist_ok=True)
            path.write_text(json.dumps(sections, indent=1) + "\n")
            (RESULTS / "shared_work.md").write_text(to_markdown(sections))


if __name__ == "__main__":
    main()
