"""Tests of the association of pairs of labels."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import chi2_contingency

from mlclf.datasets import associate_labels

Y = (np.random.default_rng(0).random((200, 5)) < [0.1, 0.3, 0.5, 0.7, 0.9]).astype(int)
Y[:, 4] |= Y[:, 0]


def test_equals_the_contingency_tables_of_scipy():
    """
    Chi-squared and p-value are those of the 2 x 2 table of each pair.
    """
    associations = associate_labels(Y)

    for i in range(5):
        for j in range(i):
            table = pd.crosstab(Y[:, i], Y[:, j]).to_numpy()
            expected = chi2_contingency(table, correction=False)
            assert associations.chi2[i, j] == pytest.approx(expected.statistic)
            assert associations.p_value[i, j] == pytest.approx(expected.pvalue)


def test_phi_is_the_correlation():
    """
    Phi of two indicators is their Pearson correlation.
    """
    assert_allclose(associate_labels(Y).phi, np.corrcoef(Y.T))


@pytest.mark.parametrize("container", [np.array, sp.csr_array])
def test_cooccurrence_counts_samples(container):
    """
    The diagonal holds the counts of the labels, the rest those of pairs, also beyond
    what one byte holds.
    """
    assert_array_equal(associate_labels(container(Y)).cooccurrence, Y.T @ Y)


def test_a_constant_label_has_no_correlation():
    """
    Phi of a label that every sample carries, or none, is nan.
    """
    phi = associate_labels([[1, 0, 0], [1, 0, 1]]).phi

    assert_array_equal(np.isnan(phi[:2]), True)
    assert phi[2, 2] == 1


def test_names_come_from_the_frame():
    """
    The columns of a DataFrame name the labels.
    """
    associations = associate_labels(pd.DataFrame(Y, columns=list("abcde")))

    assert list(associations.names) == list("abcde")
