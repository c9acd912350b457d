"""Does the decision made for a metric win on that metric?

One distribution over labelsets per data set, decided by every rule and judged by every
metric: the diagonal should be the best of its column. "known" is drawn from a chain of
labels whose joint distribution the rules are given; for yeast, scene and enron it is
what a label powerset of extra trees estimates, over stratified 60/40 splits, calibrated
by one power and an offset of each label from the training part.

    MLCLF_DATA=... python benchmarks/decoding.py [--datasets known,yeast]

Writes results/decoding.md; finished splits are kept in results/decoding.jsonl.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import ExtraTreesClassifier

from mlclf import LabelPowerset, MetricOptimizer
from mlclf.datasets import fetch_dataset, make_chain_labels
from mlclf.metrics import get_metric, inverse_propensity, log_loss
from mlclf.model_selection import (
    IterativeStratifiedKFold,
    IterativeStratifiedShuffleSplit,
)

RESULTS = Path(__file__).parent / "results"
CELLS = RESULTS / "decoding.jsonl"
DATASETS = ("known", "yeast", "scene", "enron")
FREE = (
    "hamming_loss",
    "subset_accuracy",
    "f1_samples",
    "jaccard_samples",
    "f1_micro",
    "f1_macro",
)
K = 2
AT_K = (
    f"precision_at_{K}",
    f"propensity_scored_precision_at_{K}",
    f"f1_macro_at_{K}",
)
TOLERANCE = 0.005


class Known(ClassifierMixin, BaseEstimator):
    """Answers with distributions computed before; its samples are row numbers."""

    def __init__(self, labelsets, proba, P):
        self.labelsets_, self.proba, self.P = labelsets, proba, P
        self.classes_ = np.tile([0, 1], (P.shape[1], 1))

    def __sklearn_is_fitted__(self):
        return True

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X, y):  # noqa: ARG002 - it has nothing to learn
        """Learn nothing."""
        return self

    def predict_proba(self, X):
        """Return the marginals of the rows."""
        return self.P[X[:, 0]]

    def predict_labelset_proba(self, X):
        """Return the distributions of the rows."""
        return self.proba[X[:, 0]]

    def predict(self, X):
        """Cut at one half."""
        return (self.predict_proba(X) > 0.5).astype(int)


def known_world():
    """Return a distribution that is the truth, and labels drawn from it."""
    X, Y, model = make_chain_labels(
        16_000,
        n_labels=6,
        prevalence=0.5,
        imbalance=2.0,
        dependence=2.0,
        return_model=True,
        random_state=0,
    )
    labelsets, proba = model.joint(X)
    return (
        labelsets,
        proba,
        proba @ labelsets,
        Y,
        np.arange(8000),
        np.arange(8000, 16000),
    )


def estimated_world(name, split, n_jobs):
    """Return what a powerset of extra trees estimates: training rows out of fold."""
    data = fetch_dataset(name)
    X, Y = data.data, data.target
    splits = IterativeStratifiedShuffleSplit(3, test_size=0.4, random_state=0)
    train, test = list(splits.split(X, Y))[split]
    model = LabelPowerset(
        ExtraTreesClassifier(100, max_features=0.15, n_jobs=n_jobs, random_state=0)
    )
    labelsets = np.unique(Y[train], axis=0)
    position = {tuple(s): i for i, s in enumerate(labelsets)}
    proba = np.zeros((len(Y), len(labelsets)))
    folds = IterativeStratifiedKFold(3, random_state=0).split(X[train], Y[train])
    tasks = [(train[a], train[b]) for a, b in folds] + [(train, test)]
    for learned, asked in tasks:
        model.fit(X[learned], Y[learned])
        columns = [position[tuple(s)] for s in model.labelsets_]
        proba[np.ix_(asked, columns)] = model.predict_labelset_proba(X[asked])
    proba = calibrate(proba, labelsets, Y, train)
    return labelsets, proba, marginals(proba, labelsets), Y, train, test


def calibrate(proba, labelsets, Y, train):
    """Fit a power of the probabilities, and an offset of each label, out of fold.

    The mean of many trees is too flat, and its marginals miss the labels' frequencies.
    """

    def tilted(power, offsets, rows=slice(None)):
        weights = proba[rows] ** power * np.exp(labelsets @ offsets)
        return weights / weights.sum(axis=1, keepdims=True)

    def loss(power):
        P = marginals(tilted(power, none, train), labelsets)
        return log_loss(Y[train], np.clip(P, 1e-3, 1 - 1e-3))

    offsets = none = np.zeros(Y.shape[1])
    power = minimize_scalar(loss, bounds=(0.25, 8), method="bounded").x
    frequency = logit(np.clip(Y[train].mean(axis=0), 1e-4, 1 - 1e-4))
    for _ in range(200):  # small steps, as labels depend on each other
        reached = marginals(tilted(power, offsets, train), labelsets).mean(axis=0)
        offsets = offsets + 0.2 * (frequency - logit(np.clip(reached, 1e-6, 1 - 1e-6)))
    return tilted(power, offsets)


def marginals(proba, labelsets):
    return np.clip(proba @ labelsets, 0, 1)


def judge(answer, Y, metric, inverse):
    """Return the value of a metric of one answer."""
    if metric.startswith("propensity"):
        function = get_metric(metric.rsplit("_", 1)[0] + "_1").function.func
        value = function(Y, answer, k=K, inverse_propensity=inverse)
    elif metric.startswith("precision_at"):
        value = (Y * answer).sum(axis=1).mean() / K
    else:
        value = get_metric(metric.removesuffix(f"_at_{K}")).function(Y, answer)
    return round(float(value), 5)


def evaluate(world):
    """Return {rule: {metric: value}} for one distribution."""
    labelsets, proba, P, Y, train, test = world
    known, inverse = Known(labelsets, proba, P), inverse_propensity(Y[train])
    half = (P[test] > 0.5).astype(int)
    table = {"0.5": {m: judge(half, Y[test], m, inverse) for m in FREE}}
    for group in (FREE, AT_K):
        for rule in group:
            optimizer = MetricOptimizer(known, rule, cv="prefit", random_state=0)
            optimizer.fit(train[:, None], Y[train])
            answer = optimizer.predict(test[:, None])
            table[rule] = {m: judge(answer, Y[test], m, inverse) for m in group}
            table[rule]["rule"] = optimizer.rule_
    return table


def run(names, path, n_jobs):
    done = {(c["dataset"], c["split"]) for c in read(path)}
    for name in names:
        for split in range(1 if name == "known" else 3):
            if (name, split) in done:
                continue
            world = (
                known_world()
                if name == "known"
                else estimated_world(name, split, n_jobs)
            )
            cell = {"dataset": name, "split": split, "table": evaluate(world)}
            with path.open("a") as file:
                file.write(json.dumps(cell) + "\n")
            print(name, split, flush=True)


def read(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def report(path):
    """Return the tables in markdown; what wins its column is bold."""
    cells, lines, level, total = read(path), [], 0, 0
    for name in DATASETS:
        own = [c["table"] for c in cells if c["dataset"] == name]
        for group in (FREE, AT_K) if own else ():
            rules = (["0.5"] if group is FREE else []) + list(group)
            values = np.array(
                [[np.mean([t[r][m] for t in own]) for m in group] for r in rules]
            )
            sign = np.array([-1 if m.endswith("_loss") else 1 for m in group])
            behind = (sign * values).max(axis=0) - sign * values
            lines += [
                "",
                f"### {name}, {'any number of' if group is FREE else K} labels",
            ]
            lines += ["", "| decided for | " + " | ".join(group) + " | rule |"]
            lines += ["|" + "---|" * (len(group) + 2)]
            for i, rule in enumerate(rules):
                shown = [
                    f"**{v:.3f}**" if b == 0 else f"{v:.3f}"
                    for v, b in zip(values[i], behind[i])
                ]
                how = sorted({t[rule].get("rule", "") for t in own})
                lines.append(f"| {rule} | {' | '.join(shown)} | {', '.join(how)} |")
            matching = behind[[rules.index(m) for m in group], range(len(group))]
            level += int((matching <= TOLERANCE).sum())
            total += len(group)
    head = [
        "# One distribution, many decisions",
        "",
        "Every row is the same marginals and labelset probabilities, decided for one "
        "metric by `MetricOptimizer`; every column judges by one metric. The best of "
        "each column is bold. `hamming_loss` is a loss. Rules: *joint* decides by the "
        "distribution of labelsets, *marginals* as if labels were independent, "
        "*thresholds* by thresholds tuned on training rows.",
        "",
        f"The decision made for a metric is the best on it, or within {TOLERANCE} of "
        f"the best, in {level} of {total} columns.",
    ]
    return "\n".join(head + lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datasets", default=",".join(DATASETS))
    parser.add_argument("--cells", type=Path, default=CELLS)
    parser.add_argument("--n-jobs", type=int, default=2)
    arguments = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    run(arguments.datasets.split(","), arguments.cells, arguments.n_jobs)
    text = report(arguments.cells)
    arguments.cells.with_suffix(".md").write_text(text)
    print(text)
