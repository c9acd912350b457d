"""Figures in print, reproduced on MULAN's own training and test files."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from mlclf import BinaryRelevance, MLkNN
from mlclf.datasets import fetch_dataset
from mlclf.metrics import evaluate


@pytest.fixture
def official(real_data):
    """A function that fits on the official training set and judges the test set."""

    def judge(classifier, name):
        train = fetch_dataset(name, split="train")
        test = fetch_dataset(name, split="test")
        classifier.fit(train.data, train.target)
        return evaluate(
            test.target,
            classifier.predict(test.data),
            classifier.predict_proba(test.data),
        )

    return judge


# ML-kNN with k = 10 and s = 1, each sample left out of its own neighbors. Coverage
# counts from 0, as in Zhang & Zhou (2007) and MULAN.
LEAVE_ONE_OUT = {
    "yeast": {
        "hamming_loss": 0.1980,
        "subset_accuracy": 0.1592,
        "f1_micro": 0.6250,
        "f1_macro": 0.3361,
        "ranking_loss": 0.1715,
        "coverage": 6.414,
        "label_ranking_average_precision": 0.7585,
        "one_error": 0.2345,
    },
    "scene": {"hamming_loss": 0.0989, "subset_accuracy": 0.5727, "f1_micro": 0.6986},
    "emotions": {"hamming_loss": 0.2937, "subset_accuracy": 0.0842},
}


@pytest.mark.parametrize("name", LEAVE_ONE_OUT)
def test_mlknn_as_in_the_paper(official, name):
    """
    ML-kNN without self-counting gives the figures known for the official splits.
    """
    report = official(MLkNN(n_neighbors=10, smoothing=1.0), name)

    for metric, printed in LEAVE_ONE_OUT[name].items():
        last_digit = 1e-3 if printed > 1 else 1e-4
        assert report[metric] == pytest.approx(printed, abs=0.51 * last_digit), metric


@pytest.mark.parametrize(
    ("name", "printed"), [("medical", 0.0192), ("enron", 0.0519), ("bibtex", 0.0140)]
)
def test_mlknn_among_equals(official, name, printed):
    """
    Binary features put many samples at equal distance: with scikit-learn's search on
    two threads, whose choice among equals was printed, the Hamming loss is the printed
    one; with ours, it is within 0.0006 of it.
    """
    dense = FunctionTransformer(lambda X: X.toarray(), accept_sparse=True)
    with threadpool_limits(2):
        report = official(make_pipeline(dense, MLkNN(10, algorithm="brute")), name)

    assert report["hamming_loss"] == pytest.approx(printed, abs=5.1e-5)
    ours = official(MLkNN(10), name)["hamming_loss"]
    assert ours == pytest.approx(printed, abs=6e-4)


@pytest.mark.parametrize(
    ("name", "k", "metric", "printed"),
    [
        ("scene", 10, "hamming_loss", 0.090022),
        ("scene", 10, "subset_accuracy", 0.605351),
        ("emotions", 3, "hamming_loss", 0.2953795379537954),
    ],
)
def test_mlknn_as_in_scikit_multilearn(official, name, k, metric, printed):
    """
    Counting each sample among its own neighbors gives scikit-multilearn's figures.
    """
    report = official(MLkNN(n_neighbors=k, exclude_self=False), name)

    assert report[metric] == pytest.approx(printed, abs=5e-7)


def test_binary_relevance_of_support_vector_machines(official):
    """
    scikit-multilearn's tutorial on emotions, to the last digit.
    """
    svm = BinaryRelevance(SVC(kernel="rbf", gamma="auto", C=1))

    report = official(svm, "emotions")

    assert report["hamming_loss"] == pytest.approx(0.26485148514851486, rel=1e-12)
    assert report["subset_accuracy"] == pytest.approx(0.14356435643564355, rel=1e-12)


def test_binary_relevance_of_logistic_regressions(official):
    """
    scikit-learn's one-vs-rest on yeast; the joint fit, which goes on to the optimum
    where scikit-learn's tolerance stops, decides a few cells otherwise.
    """
    base = LogisticRegression(max_iter=1000)

    report = official(BinaryRelevance(base, solver="separate"), "yeast")
    joint = official(BinaryRelevance(base, solver="joint"), "yeast")

    assert report["hamming_loss"] == pytest.approx(0.1990, abs=5.1e-5)
    assert report["f1_micro"] == pytest.approx(0.6332, abs=5.1e-5)
    assert joint["hamming_loss"] == pytest.approx(0.1990, abs=1e-3)
    assert joint["f1_micro"] == pytest.approx(0.6332, abs=2e-3)


def test_mlknn_in_ten_folds(real_data):
    """
    Shuffled ten-fold cross-validation on yeast agrees with Zhang & Zhou (2007).
    """
    yeast = fetch_dataset("yeast")
    X, y = yeast.data, yeast.target
    folds = KFold(10, shuffle=True, random_state=0).split(X)

    reports = []
    for train, test in folds:
        mlknn = MLkNN().fit(X[train], y[train])
        reports.append(
            evaluate(y[test], mlknn.predict(X[test]), mlknn.predict_proba(X[test]))
        )

    printed = {
        "hamming_loss": 0.1948,
        "one_error": 0.2234,
        "coverage": 6.264,
        "ranking_loss": 0.1668,
        "label_ranking_average_precision": 0.7649,
    }
    for metric, value in printed.items():
        mean = sum(report[metric] for report in reports) / len(reports)
        last_digit = 1e-3 if value > 1 else 1e-4
        assert mean == pytest.approx(value, abs=0.51 * last_digit), metric
