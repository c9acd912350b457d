"""What every classifier of mlclf refuses, and how it says so."""

import re

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.base import clone
from sklearn.datasets import make_multilabel_classification
from sklearn.exceptions import NotFittedError

from tests.registry import CLASSIFIERS, name_of


@pytest.fixture(params=CLASSIFIERS, ids=name_of)
def classifier(request):
    return clone(request.param)


@pytest.fixture
def data():
    """Sixty samples of four labels, none of them constant."""
    return make_multilabel_classification(
        n_samples=60, n_features=8, n_classes=4, random_state=0
    )


def test_unfitted_classifiers_say_so(classifier, data):
    """
    Predicting before fitting raises NotFittedError.
    """
    with pytest.raises(NotFittedError):
        classifier.predict(data[0])


@pytest.mark.parametrize(("values", "got"), [((0, 2), "2"), ((-1, 1), "-1")])
def test_other_values_than_0_and_1_are_refused(classifier, data, values, got):
    """
    A two-valued matrix that is not 0/1 is an error, not a guess.
    """
    X, y = data

    with pytest.raises(ValueError, match=rf"^y must hold 0 and 1 only, got {got}\.$"):
        classifier.fit(X, np.where(y, values[1], values[0]))


# A wrapper leaves X to the classifier it wraps: that one speaks.
SEEN = r"while a minimum of 1 is required by \w+\."
TOO_LARGE = r"Input X contains infinity or a value too large for dtype\('float\d\d'\)\."


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            lambda X, y: (X[:0], y[:0]),
            rf"Found array with 0 sample\(s\) \(shape=\(0, \d\)\) {SEEN}",
            id="no rows",
        ),
        pytest.param(
            lambda X, y: (X[:, :0], y),
            rf"Found array with 0 feature\(s\) \(shape=\(\d+, 0\)\) {SEEN}",
            id="no features",
        ),
        pytest.param(
            lambda X, y: (X, y[:-1]),
            r"Found input variables with inconsistent numbers of samples: \[60, 59\]",
            id="lengths differ",
        ),
        pytest.param(
            lambda X, y: (np.where(X == 9, np.inf, X), y), TOO_LARGE, id="infinite X"
        ),
        pytest.param(
            lambda X, y: (X, np.where(y == 1, np.nan, 0.0)),
            r"Input y contains NaN\.",
            id="NaN labels",
        ),
        pytest.param(
            lambda X, y: (X, y[:, :, None]),
            r"Found array with dim 3, while dim <= 2 is required by \w+\.",
            id="3-d labels",
        ),
        pytest.param(
            lambda X, y: (X, y[:, :0]),
            r"y must have at least one column, got shape \(60, 0\)\.",
            id="no labels",
        ),
        pytest.param(
            lambda X, y: (X, y.astype(str)),
            r"y must hold 0 and 1 only, got values of type <U21\.",
            id="words for labels",
        ),
    ],
)
def test_bad_input_gets_a_clear_error(classifier, data, spoil, message):
    """
    Impossible data raise a ValueError that says what is wrong.
    """
    if "NaN" in message and classifier._accepts_missing_labels:
        pytest.skip("it learns from the labels that are known")

    with pytest.raises(ValueError, match=f"^{message}$"):
        classifier.fit(*spoil(*data))


def test_another_number_of_features_is_refused(classifier, data):
    """
    predict takes as many features as fit saw.
    """
    X, y = data
    message = r"^X has 5 features, but \w+ is expecting 8 features as input\.$"

    with pytest.raises(ValueError, match=message):
        classifier.fit(X, y).predict(X[:, :5])


def test_features_in_another_order_are_refused(classifier, data):
    """
    predict takes the columns of a DataFrame in the order that fit saw.
    """
    X, y = pd.DataFrame(data[0], columns=list("abcdefgh")), data[1]
    message = (
        "^The feature names should match those that were passed during fit.\n"
        "Feature names must be in the same order as they were in fit.\n$"
    )

    with pytest.raises(ValueError, match=message):
        classifier.fit(X, y).predict(X[list("bacdefgh")])


ONE_ROW = re.compile(
    r"MLkNN needs at least 2 samples, got n_samples=1\."
    r"|cv=3 needs as many samples, got n_samples=1\."
    r"|Cannot have number of splits n_splits=3 greater than the number of samples: "
    r"n_samples=1\."
)


def test_one_row_is_a_model_or_a_clear_error(classifier, data):
    """
    A single sample is learned (every label is constant), or refused by its number.
    """
    X, y = data[0][:1], data[1][:1]
    refusal = None
    try:
        classifier.fit(X, y)
    except ValueError as error:
        refusal = str(error)

    if refusal is None:
        assert_array_equal(classifier.predict(X), y)
    else:
        assert ONE_ROW.fullmatch(refusal), refusal
