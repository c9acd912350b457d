"""The tasks of shared_work.py: one contestant in a process of its own.

Imports nothing of mlclf at the top: a peer's interpreter may not have it. Called as
``python _shared_work_tasks.py TASK DATA.npz REPEATS``, prints one line of JSON.
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp


def gaussian_mlclf(X, Y, X_test, _):
    from sklearn.naive_bayes import GaussianNB

    from mlclf import BinaryRelevance

    return predicted(BinaryRelevance(GaussianNB()), X, Y, X_test)


def gaussian_sklearn(X, Y, X_test, _):
    from sklearn.naive_bayes import GaussianNB

    return multi_output(GaussianNB(), 2, X, Y, X_test)


def multinomial_mlclf(X, Y, X_test, _):
    from sklearn.naive_bayes import MultinomialNB

    from mlclf import BinaryRelevance

    return predicted(BinaryRelevance(MultinomialNB()), X, Y, X_test)


def multinomial_sklearn(X, Y, X_test, _):
    from sklearn.naive_bayes import MultinomialNB

    return multi_output(MultinomialNB(), 1, X, Y, X_test)


def bernoulli_mlclf(X, Y, X_test, _):
    from sklearn.naive_bayes import BernoulliNB

    from mlclf import BinaryRelevance

    return predicted(BinaryRelevance(BernoulliNB()), X, Y, X_test)


def bernoulli_sklearn(X, Y, X_test, _):
    from sklearn.naive_bayes import BernoulliNB

    return multi_output(BernoulliNB(), 1, X, Y, X_test)


def svm_mlclf(X, Y, X_test, Y_test, tol=1e-4):
    from sklearn.svm import LinearSVC

    from mlclf import BinaryRelevance

    start = time.perf_counter()
    fitted = BinaryRelevance(LinearSVC(tol=tol), solver="joint").fit(X, Y)
    seconds = time.perf_counter() - start
    return seconds, precision_at_1(fitted.predict_proba(X_test), Y_test)


def svm_mlclf_tol_01(X, Y, X_test, Y_test):
    return svm_mlclf(X, Y, X_test, Y_test, tol=0.1)


def svm_sklearn(X, Y, X_test, Y_test):
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.svm import LinearSVC

    start = time.perf_counter()
    fitted = MultiOutputClassifier(LinearSVC(), n_jobs=2).fit(X, Y)
    seconds = time.perf_counter() - start
    scores = [estimator.decision_function(X_test) for estimator in fitted.estimators_]
    return seconds, precision_at_1(np.column_stack(scores), Y_test)


def svm_libmultilabel(X, Y, X_test, Y_test):
    import libmultilabel.linear as linear

    X, Y, X_test = (sp.csr_matrix(A, dtype=float) for A in (X, Y, X_test))
    start = time.perf_counter()
    fitted = linear.train_1vsrest(Y, X, False, "-s 1 -B 1 -m 2", verbose=False)
    seconds = time.perf_counter() - start
    scores = np.asarray(linear.predict_values(fitted, X_test))
    return seconds, precision_at_1(scores, Y_test)


def svm_pecos(X, Y, X_test, Y_test):
    from pecos.xmc.base import MLModel, MLProblem

    X, X_test = (sp.csr_matrix(A, dtype=np.float32) for A in (X, X_test))
    Y = sp.csc_matrix(Y, dtype=np.float32)
    start = time.perf_counter()
    fitted = MLModel.train(MLProblem(X, Y), threads=2, bias=1.0, threshold=0.0)
    seconds = time.perf_counter() - start
    scores = fitted.predict(X_test, only_topk=1).toarray()
    return seconds, precision_at_1(scores, Y_test)


def dense_svm_mlclf(X, Y, X_test, Y_test):
    from sklearn.svm import LinearSVC

    from mlclf import BinaryRelevance

    seconds, P = predicted(BinaryRelevance(LinearSVC()), X, Y, X_test)
    return seconds, hamming_loss(P, Y_test)


def dense_svm_sklearn(X, Y, X_test, Y_test):
    from sklearn.svm import LinearSVC

    seconds, P = multi_output(LinearSVC(), 1, X, Y, X_test)
    return seconds, hamming_loss(P, Y_test)


def ecc_svm_mlclf(X, Y, X_test, Y_test):
    from sklearn.svm import LinearSVC

    from mlclf import ClassifierChainEnsemble

    ensemble = ClassifierChainEnsemble(LinearSVC(), voting="hard", random_state=0)
    seconds, P = predicted(ensemble, X, Y, X_test)
    return seconds, hamming_loss(P, Y_test)


def ecc_svm_sklearn(X, Y, X_test, Y_test):
    from sklearn.multioutput import ClassifierChain
    from sklearn.svm import LinearSVC

    start = time.perf_counter()
    votes = 0
    for seed in range(10):
        chain = ClassifierChain(LinearSVC(), order="random", random_state=seed)
        votes = votes + chain.fit(X, Y).predict(X_test)
    return time.perf_counter() - start, hamming_loss(votes > 5, Y_test)


def mlknn_mlclf(X, Y, X_test, Y_test):
    from mlclf import MLkNN

    seconds, P = predicted(MLkNN(), X, Y, X_test)
    return seconds, hamming_loss(P, Y_test)


def mlknn_ng(X, Y, X_test, Y_test):
    from skmultilearn.adapt import MLkNN

    # One training sample is its own first neighbor, to be ignored as in the paper.
    seconds, P = predicted(MLkNN(k=10, ignore_first_neighbours=1), X, Y, X_test)
    return seconds, hamming_loss(P.toarray(), Y_test)


def search_sklearn(X, _, X_test, __):
    from sklearn.neighbors import NearestNeighbors

    start = time.perf_counter()
    search = NearestNeighbors(n_neighbors=10).fit(X)
    search.kneighbors(return_distance=False)
    search.kneighbors(X_test, return_distance=False)
    return time.perf_counter() - start, None


def powerset_mlclf(X, Y, X_test, Y_test):
    from sklearn.linear_model import LogisticRegression

    from mlclf import LabelPowerset

    powerset = LabelPowerset(LogisticRegression(max_iter=1000))
    seconds, P = predicted(powerset, X, Y, X_test)
    return seconds, float(np.mean((Y_test == P).all(axis=1)))


def powerset_ng(X, Y, X_test, Y_test):
    from sklearn.linear_model import LogisticRegression
    from skmultilearn.problem_transform import LabelPowerset

    powerset = LabelPowerset(LogisticRegression(max_iter=1000))
    seconds, P = predicted(powerset, X, Y, X_test)
    return seconds, float(np.mean((P.toarray() == Y_test).all(axis=1)))


def predicted(classifier, X, Y, X_test):
    start = time.perf_counter()
    P = classifier.fit(X, Y).predict(X_test)
    return time.perf_counter() - start, P


def multi_output(estimator, n_jobs, X, Y, X_test):
    from sklearn.multioutput import MultiOutputClassifier

    return predicted(MultiOutputClassifier(estimator, n_jobs=n_jobs), X, Y, X_test)


def hamming_loss(P, Y_test):
    return float(np.mean(Y_test != P))


def precision_at_1(scores, Y_test):
    return float(Y_test[np.arange(len(Y_test)), np.argmax(scores, axis=1)].mean())


def load(path):
    stored = np.load(path)
    X, X_test = (load_samples(stored, name) for name in ("X", "X_test"))
    return X, stored["Y"].astype(int), X_test, stored["Y_test"].astype(int)


def load_samples(stored, name):
    if name in stored:
        return stored[name]
    parts = (stored[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
    return sp.csr_matrix(tuple(parts), shape=stored[f"{name}_shape"])


def peak_mib():
    """Return the largest memory that this process and its workers ever had."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = path.read_text().splitlines()
        except OSError:  # It has just ended.
            continue
        status = dict(line.split(":", 1) for line in lines if ":" in line)
        if os.getpid() in (int(status["Pid"]), int(status["PPid"])):
            total += int(status.get("VmHWM", "0 kB").split()[0])
    return round(total / 1024)


def cpu_seconds():
    """Return the processor time of this process and of workers that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main(task, path, repeats):
    warnings.simplefilter("ignore")
    data = load(path)
    seconds, cpu = [], []
    for _ in range(int(repeats)):
        before = cpu_seconds()
        elapsed, score = globals()[task](*data)
        cpu.append(cpu_seconds() - before)
        seconds.append(elapsed)
    best = int(np.argmin(seconds))
    answer = {
        "best_s": seconds[best],
        "median_s": float(np.median(seconds)),
        "cpu_s": round(min(cpu), 2),
        "peak_mib": peak_mib(),
        "score": score if isinstance(score, float) else None,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
