import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from mlclf import ClassifierChain, MLkNN
from mlclf.compare import FeatureScaler
from mlclf.compare._describe import describe_estimator


def toy_scorer(estimator, X, y):
    return 0.0


def test_nothing_is_cut_short():
    """
    The last of 300 values is there: another one would be another method.
    """
    grid = {"n_neighbors": list(range(300))}

    described = describe_estimator(GridSearchCV(MLkNN(), grid, scoring=toy_scorer))

    assert "298, 299]" in described


def test_no_addresses():
    """
    Functions are named, so the next process finds the same text.
    """
    described = describe_estimator(GridSearchCV(MLkNN(), {}, scoring=toy_scorer))

    assert "toy_scorer" in described
    assert "0x" not in described


def test_long_arrays_differ():
    """
    numpy prints both of these orders alike.
    """
    one, two = np.arange(2000), np.arange(2000)
    two[[1000, 1001]] = two[[1001, 1000]]

    described = [
        describe_estimator(ClassifierChain(LogisticRegression(), order=order))
        for order in (one, two, one.copy())
    ]

    assert described[0] != described[1]
    assert described[0] == described[2]


def test_only_changes_are_shown():
    """
    A pipeline with its steps; defaults are left out.
    """
    method = make_pipeline(FeatureScaler(), MLkNN(n_neighbors=3))

    assert describe_estimator(method) == (
        "Pipeline(steps=[('featurescaler', FeatureScaler()), "
        "('mlknn', MLkNN(n_neighbors=3))])"
    )
