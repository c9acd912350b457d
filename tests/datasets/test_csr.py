"""CSR with small indices."""

import io

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mlclf.datasets import load_arff, load_label_lists, load_svmlight, load_xmc
from mlclf.datasets._csr import build_csr
from tests.datasets.toys import SPARSE, load


def test_rows_are_sorted_and_indices_are_small():
    """
    Whatever the types that come in, indices are int32 and ascend.
    """
    columns, indptr = np.array([2, 0], dtype=np.int64), np.array([0, 2])

    matrix = build_csr(np.array([1.0, 2.0]), columns, indptr, (1, 3))

    assert matrix.toarray().tolist() == [[2, 0, 1]]
    assert (matrix.indices.dtype, matrix.indptr.dtype) == (np.int32, np.int32)


@pytest.mark.parametrize(
    "matrix",
    [
        load(SPARSE).data,
        load_xmc(io.BytesIO(b"2 2 2\n0 0:1\n1 1:1\n")).data,
        load_xmc(io.BytesIO(b"2 2 2\n0 0:1\n1 1:1\n")).target,
        load_svmlight(io.BytesIO(b"0 0:1\n1 1:1\n")).data,
        load_label_lists([["a"], ["b"]], sparse_labels=True)[0],
    ],
)
def test_solvers_take_what_the_loaders_give(matrix):
    """
    scikit-learn's compiled solvers accept 32-bit indices only.
    """
    assert (matrix.indices.dtype, matrix.indptr.dtype) == (np.int32, np.int32)


def test_a_sparse_file_can_be_fitted_at_once():
    """
    From the file to a fitted liblinear model without a conversion.
    """
    text = "@relation 'r: -C -1'\n@attribute x numeric\n@attribute a {0,1}\n@data\n"
    X, y = load_arff(io.StringIO(text + "{0 1,1 1}\n{}\n" * 5), return_X_y=True)

    model = LogisticRegression(solver="liblinear").fit(X, y.ravel())

    assert model.score(X, y.ravel()) == 1
