"""Tests of what strategies of one column per label share."""

import re

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from mlclf import BinaryRelevance, ClassifierChain


@pytest.mark.parametrize("strategy", [BinaryRelevance, ClassifierChain])
def test_an_unfitted_one_has_no_estimators(strategy):
    """
    The error says which classifier must be fitted first.
    """
    classifier = strategy(DecisionTreeClassifier())
    message = f"{strategy.__name__} has no estimators_ before fit."

    with pytest.raises(AttributeError, match=f"^{re.escape(message)}$"):
        classifier.estimators_  # noqa: B018


@pytest.mark.parametrize("strategy", [BinaryRelevance, ClassifierChain])
def test_a_fit_leaves_one_private_value(strategy):
    """
    Beside attributes that end with an underscore and the shape of y, a fit leaves the
    fitted columns only.
    """
    X, y = np.eye(6), np.tile(np.eye(2, dtype=int), (3, 1))
    classifier = strategy(DecisionTreeClassifier())
    before = set(vars(classifier))

    left = set(vars(classifier.fit(X, y))) - before

    private = {name for name in left if not name.endswith("_")}
    assert private == {"_columns", "_is_multiclass", "_one_column", "_saw_frame"}
