"""Fit one label: its column of every argument, its name in every error."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from sklearn.linear_model import LogisticRegression

from mlclf.engines._fit_label import fit_label, fit_link, label_arguments

X = np.arange(8.0).reshape(4, 2)
Y = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 0]])


class Recorder(LogisticRegression):
    """Keeps what it was given."""

    def fit(self, X, y, sample_weight=None, **given):
        self.X_, self.given_ = X, {"sample_weight": sample_weight, **given}
        return super().fit(X, y, sample_weight)


@pytest.mark.parametrize(
    "container",
    [np.array, np.ndarray.tolist, sp.csr_array, pd.DataFrame],
)
def test_a_label_has_its_column(container):
    """
    Of every container, as one dimension.
    """
    given = {"sample_weight": container(Y), "weights": [np.ones(4), Y], "n": 3}

    own = label_arguments(given, 2, 3)

    assert_array_equal(own["sample_weight"], Y[:, 2])
    assert_array_equal(own["weights"], [np.ones(4), Y[:, 2]])
    assert own["n"] == 3


def test_samples_of_evaluation_sets_are_no_labels():
    """
    Though they have as many columns as there are labels.
    """
    A = np.eye(3)
    own = label_arguments({"eval_set": [(A, A)], "X_val": A, "y_val": A}, 1, 3)

    (pair,) = own["eval_set"]
    for samples, labels in [pair, (own["X_val"], own["y_val"])]:
        assert_array_equal(samples, A)
        assert_array_equal(labels, A[:, 1])


def test_a_link_evaluates_with_the_labels_before_it():
    """
    The samples of evaluation sets get the columns that its own samples get.
    """
    order = [2, 0, 1]
    given = {"eval_set": [(X[:2], Y[:2])], "sample_weight": 1.0 + Y}

    link = fit_link(Recorder(), X, Y, np.array(order), 2, None, range(3), given)

    ((samples, labels),) = link.given_["eval_set"]
    assert_array_equal(link.X_, np.column_stack([X, Y[:, 2], Y[:, 0]]))
    assert_array_equal(samples, link.X_[:2])
    assert_array_equal(labels, Y[:2, 1])
    assert_array_equal(link.given_["sample_weight"], 1 + Y[:, 1])


def test_a_link_of_a_frame_evaluates_on_frames():
    """
    Under the same names.
    """
    frame, names = pd.DataFrame(X, columns=["p", "q"]), np.array(["a", "b", "c"])

    own = label_arguments({"X_val": frame, "y_val": Y}, 1, 3, before=[2], links=names)

    assert own["X_val"].columns.tolist() == ["p", "q", "c"]
    assert_array_equal(own["X_val"]["c"], Y[:, 2])
    assert frame.shape == (4, 2)


def test_an_error_names_the_label():
    """
    As a note; the error is the same.
    """
    with pytest.raises(ValueError, match=r"contains NaN(.|\n)*of label 'sun'"):
        fit_label(LogisticRegression(), X * np.nan, Y[:, 0], "sun", {})
