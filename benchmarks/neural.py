"""Benchmark: are the answers of NeuralClassifier good?

``python benchmarks/neural.py [QUESTION]``, with the data sets under ``MLCLF_DATA``:

delicious  test BCE per label and P@k of five models, and their seconds
wide       the same, of networks of twice as many units
defaults   micro-F1 and LRAP of the defaults against MLPClassifier and strategies
ablation   what the defaults are worth against what they might have been
losses     BCE against BP-MLL's loss, same network
sparse     memory and seconds of sparse text against the same text made dense

Each writes ``results/neural_QUESTION.json`` and prints a table.
"""

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parent / "results"
MACHINE = "2-core x86-64, 24 GiB"
SETS = ("emotions", "scene", "yeast", "bibtex", "tmc2007-500", "delicious")


def load(name):
    from mlclf.datasets import fetch_dataset

    train, test = (fetch_dataset(name, split=part) for part in ("train", "test"))
    return train.data, train.target, test.data, test.target


def dense(X):
    return np.asarray(X.toarray() if hasattr(X, "toarray") else X, dtype=np.float32)


def scores(Y, P):
    from sklearn.metrics import f1_score
    from sklearn.metrics import label_ranking_average_precision_score as lrap

    P = np.clip(P, 1e-7, 1 - 1e-7)
    top = np.take_along_axis(Y, np.argsort(-P, axis=1)[:, :5], axis=1)
    return {
        "micro_f1": f1_score(Y, P > 0.5, average="micro", zero_division=0),
        "lrap": lrap(Y, P),
        "bce": -np.mean(np.where(Y == 1, np.log(P), np.log1p(-P))),
        **{f"p@{k}": top[:, :k].mean() for k in (1, 3, 5)},
    }


def write(question, rows, **more):
    import torch

    machine, where = MACHINE, ""
    if torch.cuda.is_available():
        machine, where = torch.cuda.get_device_name(), "_gpu"
    path = RESULTS / f"neural_{question}{where}.json"
    head = {"machine": machine, "date": time.strftime("%Y-%m-%d"), **more}
    path.write_text(json.dumps({**head, "rows": rows}, indent=1, default=float) + "\n")
    columns = list(dict.fromkeys(key for row in rows for key in row))
    print(" | ".join(columns))
    for row in rows:
        cells = (row.get(key, "") for key in columns)
        print(" | ".join(f"{c:.4g}" if isinstance(c, float) else str(c) for c in cells))


# ---------------------------------------------------------------- quality


def delicious(n_models=5, held_out=(0.2, 0.1), **options):
    """Fit models of delicious, and judge them one by one and together.

    With a fifth held out, as gradient boosters were; and with a tenth, the default.
    """
    options = {**DELICIOUS, **options}
    rows = [
        row for part in held_out for row in delicious_models(n_models, part, options)
    ]
    write("delicious", rows, options={k: str(v) for k, v in options.items()})


DELICIOUS = {
    "hidden_layer_sizes": (1024, 1024),
    "n_members": 1,
    "activation": "relu",  # a little better at the top of the ranking
}


def wide(n_models=5):
    """Fit a network of delicious that is large enough to need no company."""
    rows = delicious_models(n_models, 0.1, WIDE)
    write("wide", rows, options={k: str(v) for k, v in WIDE.items()})


WIDE = {
    **DELICIOUS,
    "hidden_layer_sizes": (2048, 2048),
    "dropout": 0.7,
    "ema_decay": 0.99,
}


def delicious_models(n_models, held_out, options):
    """Return a row for each of some models, one of their means, and one together."""
    from mlclf import NeuralClassifier

    X, Y, X_test, Y_test = load("delicious")
    rows, marginals = [], []
    for seed in range(int(n_models)):
        start = time.perf_counter()
        classifier = NeuralClassifier(
            validation_fraction=held_out, random_state=seed, **options
        ).fit(X, Y)
        seconds = time.perf_counter() - start
        marginals.append(classifier.predict_proba(X_test))
        row = {"held_out": held_out, "model": seed, "seconds": seconds}
        row["best_epoch"] = classifier.best_epoch_
        rows.append({**row, **scores(Y_test, marginals[-1])})
        print(rows[-1], flush=True)
    means = {key: np.mean([row[key] for row in rows]) for key in rows[0]}
    means["bce_sd"] = np.std([row["bce"] for row in rows])
    row = {"held_out": held_out, "seconds": len(rows) * means["seconds"]}
    together = scores(Y_test, np.mean(marginals, axis=0))
    return [
        *rows,
        {**means, "model": "mean"},
        {**row, "model": "average", **together},
    ]


def defaults(*only):
    """Compare the defaults with scikit-learn's network and the strategies.

    Where methods are named, only they are fitted, and the other rows are kept.
    """
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier

    from mlclf import (
        BinaryRelevance,
        ClassifierChainEnsemble,
        LabelPowerset,
        MLkNN,
        NativeMultiLabel,
        NeuralClassifier,
    )

    logistic = LogisticRegression(max_iter=1000)
    forest = ExtraTreesClassifier(100, n_jobs=2, random_state=0)
    methods = {
        "NeuralClassifier": NeuralClassifier(random_state=0),
        "MLPClassifier": MLPClassifier(random_state=0),
        "scaled MLPClassifier": scaled(MLPClassifier(random_state=0)),
        "BinaryRelevance(logistic)": scaled(BinaryRelevance(logistic)),
        "ClassifierChainEnsemble(logistic)": scaled(
            ClassifierChainEnsemble(logistic, random_state=0)
        ),
        "LabelPowerset(logistic)": scaled(LabelPowerset(logistic)),
        "NativeMultiLabel(ExtraTrees)": NativeMultiLabel(forest),
        "MLkNN": MLkNN(),
    }
    rows = []
    if only:
        known = json.loads((RESULTS / "neural_defaults.json").read_text())["rows"]
        rows = [row for row in known if row["method"] not in only]
    warnings.simplefilter("ignore")
    for name in SETS:
        X, Y, X_test, Y_test = load(name)
        for method, estimator in methods.items():
            if method in TOO_LARGE.get(name, ()) or (only and method not in only):
                continue
            start = time.perf_counter()
            estimator.fit(X, Y)
            seconds = time.perf_counter() - start
            row = {"data": name, "method": method, "seconds": seconds}
            rows.append({**row, **scores(Y_test, estimator.predict_proba(X_test))})
            print(rows[-1], flush=True)
    order = [(name, method) for name in SETS for method in methods]
    rows.sort(key=lambda row: order.index((row["data"], row["method"])))
    write("defaults", rows)


def scaled(estimator):
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler

    return make_pipeline(MaxAbsScaler(), estimator)


# Thousands of labelsets, 300 MB per tree, or 9,830 links.
POWERSET, TREES, CHAINS = (
    "LabelPowerset(logistic)",
    "NativeMultiLabel(ExtraTrees)",
    "ClassifierChainEnsemble(logistic)",
)
TOO_LARGE = {
    "bibtex": (POWERSET,),
    "tmc2007-500": (POWERSET,),
    "delicious": (POWERSET, TREES, CHAINS),
}

CHANGES = {
    "defaults": {},
    "hidden_layer_sizes=(512,)": {"hidden_layer_sizes": (512,)},
    "hidden_layer_sizes=(256, 256)": {"hidden_layer_sizes": (256, 256)},
    "activation='relu'": {"activation": "relu"},
    "n_members=1": {"n_members": 1},
    "n_members=4": {"n_members": 4},
    "dropout=0.2": {"dropout": 0.2},
    "batch_size=64": {"batch_size": 64},
    "weight_decay=1": {"weight_decay": 1.0},
    "schedule='cosine'": {"schedule": "cosine"},
    "normalization='batch'": {"normalization": "batch"},
    "normalization='layer'": {"normalization": "layer"},
    "standardize=False": {"standardize": False},
    "embedding='piecewise'": {"embedding": "piecewise"},
    "embedding='periodic'": {"embedding": "periodic"},
}
DENSE = ("emotions", "yeast", "scene")


def ablation(names=(*DENSE, "bibtex"), seeds=(0, 1)):
    """Fit the defaults, and what they might have been."""
    from mlclf import NeuralClassifier

    rows = []
    for name in names:
        X, Y, X_test, Y_test = load(name)
        for change, options in CHANGES.items():
            if "embedding" in change and name not in DENSE:
                continue
            cells, start = [], time.perf_counter()
            for seed in seeds if name in DENSE else seeds[:1]:
                classifier = NeuralClassifier(random_state=seed, **options).fit(X, Y)
                cells.append(scores(Y_test, classifier.predict_proba(X_test)))
            seconds = (time.perf_counter() - start) / len(cells)
            means = {k: np.mean([c[k] for c in cells]) for k in cells[0]}
            rows.append({"data": name, "change": change, "seconds": seconds, **means})
    write("ablation", rows, seeds=list(seeds))


def losses(names=("yeast", "scene", "enron", "bibtex", "tmc2007-500"), seeds=(0, 1)):
    """Train one network with BCE and with BP-MLL's loss."""
    from mlclf import NeuralClassifier

    rows = []
    for name in names:
        X, Y, X_test, Y_test = load(name)
        for loss in ("bce", "bp_mll"):
            cells = []
            for seed in seeds:
                start = time.perf_counter()
                classifier = NeuralClassifier(loss=loss, random_state=seed).fit(X, Y)
                seconds = time.perf_counter() - start
                epochs = {"seconds": seconds, "best_epoch": classifier.best_epoch_}
                P = classifier.predict_proba(X_test)
                cells.append({**epochs, **scores(Y_test, P)})
            means = {k: np.mean([c[k] for c in cells]) for k in cells[0]}
            rows.append({"data": name, "loss": loss, **means})
    write("losses", rows, seeds=list(seeds))


# ---------------------------------------------------------------- sparse


def sparse():
    """Fit 6000 x 47236 words, sparse and dense, in a process each."""
    rows = []
    for kind in ("nothing", "sparse", "dense"):
        out = subprocess.run(
            [sys.executable, __file__, "fit_text", kind],
            capture_output=True,
            text=True,
            check=True,
        )
        rows.append({"input": kind, **json.loads(out.stdout.splitlines()[-1])})
    floor = rows[0]["peak_mib"]
    for row in rows[1:]:
        row["above_data_mib"] = row["peak_mib"] - floor
    write("sparse", rows)


def fit_text(kind):
    """Print peak memory, seconds and a checksum of one fit on rcv1's words."""
    import torch

    from mlclf import NeuralClassifier
    from mlclf.neural._inputs import InputScaler

    torch.set_num_threads(2)
    X, Y = read_text()
    answer = {}
    if kind != "nothing":
        if kind == "dense":  # the same network, fed as networks usually are
            rows = InputScaler.transform
            InputScaler.transform = lambda self, X: rows(self, X).toarray()
        classifier = NeuralClassifier(
            (64,), n_members=1, max_epochs=5, early_stopping=False, random_state=0
        )
        start = time.perf_counter()
        P = classifier.fit(X, Y).predict_proba(X[:500])
        answer = {
            "seconds": time.perf_counter() - start,
            "mean_marginal": P.mean(),
            "lrap": scores(Y[:500], P)["lrap"],
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mib": peak, **answer}))


def read_text():
    """Return rcv1's subset 1: rows of `l1,l2 f:v ...` after a line `n d L`."""
    import gzip

    import scipy.sparse as sp

    path = Path(os.environ["MLCLF_DATA"], "rcv1v2/converted")
    indptr, indices, values, labels = [0], [], [], []
    with gzip.open(path / "rcv1subset1.repaired.txt.gz", "rt") as file:
        n, d, n_labels = map(int, file.readline().split())
        Y = np.zeros((n, n_labels), np.int8)
        for i, line in enumerate(file):
            labels, *pairs = line.split(" ")
            Y[i, [int(j) for j in labels.split(",") if j]] = 1
            for pair in pairs:
                feature, value = pair.split(":")
                indices.append(int(feature))
                values.append(float(value))
            indptr.append(len(indices))
    X = sp.csr_array((np.float32(values), indices, indptr), shape=(n, d))
    return X, Y


if __name__ == "__main__":
    question, *arguments = sys.argv[1:] or [""]
    if question == "fit_text":
        fit_text(*arguments)
    for function in (delicious, wide, defaults, ablation, losses, sparse):
        if question in ("", function.__name__):
            function(*arguments)
