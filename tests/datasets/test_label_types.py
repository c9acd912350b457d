"""The type of the labels that loaders and generators hand out."""

import io

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB, MultinomialNB

from mlclf.compare._files import load_table
from mlclf.datasets import (
    dump_arff,
    dump_csv,
    dump_parquet,
    dump_svmlight,
    dump_xmc,
    fetch_dataset,
    iter_arff,
    load,
    load_arff,
    load_csv,
    load_digit_pictures,
    load_label_lists,
    load_parquet,
    load_svmlight,
    load_xmc,
    make_chain_labels,
    make_independent_labels,
    make_tree_labels,
)
from mlclf.datasets._local import load_from_river
from mlclf.datasets._registry import describe
from tests.datasets.real import needs_data
from tests.datasets.round_trips import dense

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 6))
Y = (X @ RNG.normal(size=(6, 150)) > 0).astype(int)
LISTS = [[f"{j:03}" for j in np.flatnonzero(row)] for row in Y]


def written(dump, X=X, **options):
    """Return a stream of the data, as one of the writers writes them."""
    stream = io.BytesIO()
    dump(X, Y, stream, **options)
    stream.seek(0)
    return stream


def arff(X=X):
    return written(dump_arff, X, format="meka")


def in_pieces():
    return np.concatenate([part.target for part in iter_arff(arff(), chunk_rows=7)])


def parquet(**options):
    pytest.importorskip("pyarrow", exc_type=ImportError)
    return load_parquet(written(dump_parquet), -150, **options).target


LOADERS = {
    "ARFF": lambda: load_arff(arff()).target,
    "sparse ARFF": lambda: load_arff(arff(sp.csr_array(X))).target,
    "ARFF in pieces": in_pieces,
    "any format": lambda: load(arff()).target,
    "CSV": lambda: load_csv(written(dump_csv), -150).target,
    "Parquet": parquet,
    "svmlight": lambda: load_svmlight(written(dump_svmlight)).target,
    "svmlight, sparse labels": (
        lambda: load_svmlight(written(dump_svmlight), sparse_labels=True).target
    ),
    "XMC": lambda: load_xmc(written(dump_xmc), sparse_labels=False).target,
    "XMC, sparse labels": lambda: load_xmc(written(dump_xmc)).target,
    "lists": lambda: load_label_lists(LISTS)[0],
    "lists, sparse labels": lambda: load_label_lists(LISTS, sparse_labels=True)[0],
}


@pytest.mark.parametrize("loader", LOADERS)
def test_scikit_learn_numbers_many_labels_as_they_are_loaded(loader):
    """
    Given 150 labels just as they are loaded, scikit-learn's one-vs-rest answers what
    one fit for each column does.
    """
    target = LOADERS[loader]()
    alone = [GaussianNB().fit(X, y).predict(X) for y in Y.T]

    predicted = OneVsRestClassifier(GaussianNB()).fit(X, target).predict(X)

    assert target.dtype == np.int32
    assert_array_equal(dense(predicted), np.transpose(alone))


@needs_data
def test_scikit_learn_numbers_the_labels_of_bibtex():
    """
    So it does with the 159 labels of a real data set, fetched by name.
    """
    X, y = fetch_dataset("bibtex", split="train", return_X_y=True)
    alone = [MultinomialNB().fit(X, labels).predict_proba(X)[:, 1] for labels in y.T]

    together = OneVsRestClassifier(MultinomialNB()).fit(X, y).predict_proba(X)

    assert y.dtype == np.int32
    assert_array_equal(together, np.transpose(alone))


@pytest.mark.parametrize("make", [make_chain_labels, make_tree_labels])
def test_made_labels_have_the_type(make):
    """
    Drawn, enumerated or most probable: labels of the generators are int32.
    """
    X, y, model = make(n_labels=3, return_model=True)

    for labels in (y, model.sample(X), model.mode(X), model.joint(X)[0]):
        assert labels.dtype == np.int32


@pytest.mark.parametrize(
    "labels",
    [
        lambda: make_independent_labels()[1],
        lambda: load_digit_pictures().target,
        lambda: load_digit_pictures(split="test", return_X_y=True)[1],
        lambda: load_arff(io.StringIO("@relation r\n@attribute a {0,1}\n@data\n"), 1)[
            "target"
        ],
    ],
)
def test_labels_without_a_file_or_a_row_have_the_type(labels):
    """
    Pictures, independent labels and a file without a row have int32 labels, too.
    """
    assert labels().dtype == np.int32


@pytest.mark.parametrize("missing_labels", ["drop", "keep"])
def test_missing_labels_change_no_type(missing_labels):
    """
    With rows left out, or -1 for what is missing, labels are int32.
    """
    text = "@relation r\n@attribute a {0,1}\n@data\n1\n?\n0\n"

    toy = load_arff(io.StringIO(text), 1, missing_labels=missing_labels)

    assert toy.target.dtype == np.int32


@pytest.mark.parametrize(
    "frame",
    [
        lambda: load_arff(arff(), as_frame=True).target,
        lambda: load_csv(written(dump_csv), -150, as_frame=True).target,
        lambda: parquet(as_frame=True),
        lambda: load_digit_pictures(as_frame=True).target,
    ],
)
def test_frames_of_labels_have_the_type(frame):
    """
    Every column of a DataFrame of labels is int32.
    """
    assert {*frame().dtypes} == {np.dtype(np.int32)}


def test_the_labels_of_river_have_the_type():
    """
    The yeast of the package river has int32 labels.
    """
    pytest.importorskip("river")

    assert load_from_river(describe("yeast"), None).target.dtype == np.int32


def test_the_labels_of_the_command_have_the_type(tmp_path):
    """
    What the command reads from CSV has int32 labels, as what it reads from ARFF.
    """
    (tmp_path / "songs.csv").write_text("length,rock\n1.5,1\n2,0\n")

    assert load_table(tmp_path / "songs.csv", -1)["target"].dtype == np.int32
