"""Small plans for the tests of comparisons."""

from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression

from mlclf import BinaryRelevance, MLkNN
from mlclf.compare import Plan

METRICS = ["hamming_loss", "f1_micro", "label_ranking_average_precision"]


class Failing(MLkNN):
    """A method that fails."""

    def _fit(self, X, Y):
        raise RuntimeError("no luck")


def toy_data(seed=0, n_samples=80):
    """Return (name, X, y)."""
    X, y = make_multilabel_classification(
        n_samples=n_samples, n_features=6, n_classes=4, random_state=seed
    )
    return (f"toy{seed}", X, y)


def toy_plan(**changes):
    """Return two methods on one data set, three folds."""
    settings = {
        "datasets": [toy_data()],
        "methods": {
            "linear": BinaryRelevance(LogisticRegression()),
            "neighbors": MLkNN(n_neighbors=5),
        },
        "metrics": METRICS,
        "split": "kfold",
        "cv": 3,
    }
    return Plan(**{**settings, **changes})
