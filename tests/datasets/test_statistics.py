"""Tests of the measures of label matrices."""

import json
import os
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal

from mlclf.datasets import associate_labels, describe_labels, load_arff

needs_data = pytest.mark.skipif(
    "MLCLF_DATA" not in os.environ, reason="MLCLF_DATA is not set"
)
FILES = {
    "yeast": "yeast/meka-neg/yeast.arff",
    "emotions": "emotions/mulan/emotions.arff",
    "scene": "scene/mulan/scene.arff.gz",
    "medical": "medical/mulan/medical.arff",
    "bibtex": "bibtex/mulan/bibtex.arff",
    "enron": "enron/mulan/enron.arff",
    "genbase": "genbase/mulan/genbase.arff",
}
# Label 0 in every sample but the last, label 1 in one, label 2 in two, label 3 never.
Y = np.array([[1, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]])


@cache
def reference(name):
    root = Path(os.environ["MLCLF_DATA"])
    labels = [str(root / "scene/mulan/scene.xml")] if name == "scene" else []
    bunch = load_arff(root / FILES[name], *labels)
    measures = json.loads((root / "mldr_measures.json").read_text())[name]
    statistics = describe_labels(bunch.target, n_features=bunch.data.shape[1])
    return statistics, measures["measures"], list(measures["labels"].values())


@needs_data
def test_every_reference_is_compared():
    """
    There are measures of mldr's for these sets, and for no others.
    """
    root = Path(os.environ["MLCLF_DATA"])

    assert json.loads((root / "mldr_measures.json").read_text()).keys() == FILES.keys()


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_equals_mldr(name):
    """
    Every measure equals that of the R package mldr, to rounding.
    """
    statistics, measures, labels = reference(name)

    assert statistics.n_samples == measures["num.instances"]
    assert statistics.n_labels == measures["num.labels"]
    assert statistics.n_labelsets == measures["num.labelsets"]
    assert statistics.n_single_labelsets == measures["num.single.labelsets"]
    assert statistics.max_frequency == measures["max.frequency"]
    for ours, theirs in {
        "cardinality": "cardinality",
        "density": "density",
        "mean_ir": "meanIR",
        "scumble": "scumble",
        "scumble_cv": "scumble.cv",
        "tcs": "tcs",
    }.items():
        assert_allclose(getattr(statistics, ours), measures[theirs], rtol=1e-12)
    assert_array_equal(statistics.counts, [label["count"] for label in labels])
    assert_allclose(statistics.ir, [label["IRLbl"] for label in labels])
    assert_allclose(
        statistics.label_scumble, [label["SCUMBLE"] for label in labels], atol=1e-12
    )


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_variation_of_scumble_equals_mldr(name):
    """
    So does the variation of SCUMBLE by label. The files of yeast, enron and bibtex come
    from earlier versions of mldr: these divide by n where later ones divide by n - 1,
    and the first two repeat the first label's value for every label.
    """
    statistics, _, labels = reference(name)
    ours = statistics.label_scumble_cv.copy()
    theirs = np.array([label["SCUMBLE.CV"] for label in labels], dtype=float)

    if name in ("yeast", "enron", "bibtex"):
        ours *= np.sqrt(1 - 1 / statistics.counts)
    n_compared = 1 if name in ("yeast", "enron") else len(labels)

    assert_allclose(ours[:n_compared], theirs[:n_compared], atol=1e-12)


def test_measures_by_hand():
    """
    Counts 4, 1, 2, 0 give the ratios 1, 4, 2 and, as in mldr, 0. The one sample with
    several labels has SCUMBLE 1 - (1 * 4 * 2)^(1/3) / (7/3) = 1/7, the others 0.
    """
    statistics = describe_labels(Y, n_features=10)

    assert_array_equal(statistics.counts, [4, 1, 2, 0])
    assert_array_equal(statistics.ir, [1, 4, 2, 0])
    assert statistics.mean_ir == 7 / 4
    assert statistics.cv_ir == pytest.approx(np.std([1, 4, 2, 0], ddof=1) / (7 / 4))
    assert statistics.scumble == pytest.approx(1 / 7 / 5)
    assert_allclose(statistics.label_scumble, [1 / 28, 1 / 7, 1 / 14, 0], atol=1e-15)
    assert statistics.cardinality == 7 / 5
    assert statistics.density == 7 / 20
    assert (statistics.n_labelsets, statistics.n_single_labelsets) == (3, 2)
    assert statistics.max_frequency == 3
    assert statistics.diversity == 3 / 5
    assert statistics.tcs == pytest.approx(np.log(10 * 4 * 3))
    assert_array_equal(statistics.sizes, [0, 4, 0, 1])


@pytest.mark.parametrize("container", [sp.csr_matrix, sp.coo_array, pd.DataFrame, list])
def test_containers_change_nothing(container):
    """
    Sparse matrices, DataFrames and lists are described as arrays are.
    """
    assert (
        str(describe_labels(container(Y))).split("\n")[:14]
        == (str(describe_labels(Y)).split("\n")[:14])
    )


def test_without_labels_or_features():
    """
    Samples without labels are one more labelset; without the number of features the
    complexity is nan.
    """
    statistics = describe_labels(np.zeros((3, 2), int))

    assert statistics.n_labelsets == 1
    assert statistics.scumble == statistics.mean_ir == 0
    assert np.isnan(statistics.tcs)


def test_it_prints_tables_by_name():
    """
    The measures come first, then the labels, the most frequent first, by name.
    """
    frame = pd.DataFrame(Y, columns=["sea", "sky", "sand", "snow"])

    lines = str(describe_labels(frame)).splitlines()

    assert lines[0].split() == ["samples", "5"]
    assert lines[1].split() == ["features", "unknown"]
    assert [line.split()[0] for line in lines[-4:]] == ["sea", "sand", "sky", "snow"]
    assert lines[-3].split() == ["sand", "2", "0.4000", "2.000", "0.0714"]


def test_names_may_be_given():
    """
    Names are given, or taken from the columns of a DataFrame, or numbers; there must
    be one for each label.
    """
    assert list(describe_labels(Y, names=["a", "b", "c", "d"]).names) == list("abcd")
    assert list(describe_labels(Y).names) == list("0123")
    message = "names must hold a name for each of 4 labels, got 2."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        describe_labels(Y, names=["a", "b"])


def test_rare_labels_are_counted_not_printed():
    """
    The table shows the 20 most frequent labels and says how many it leaves out.
    """
    assert str(describe_labels(np.eye(25))).splitlines()[-1] == "and 5 rarer labels"


def test_it_becomes_a_frame():
    """
    One row per label, under the names that mldr uses.
    """
    frame = describe_labels(pd.DataFrame(Y, columns=list("abcd"))).to_frame()

    assert list(frame.index) == ["a", "b", "c", "d"]
    assert list(frame.columns) == [
        "count",
        "frequency",
        "IRLbl",
        "SCUMBLE",
        "SCUMBLE.CV",
    ]
    assert frame.loc["c", "frequency"] == 0.4


def test_lists_of_labels_are_refused():
    """
    The error says what they are to be made into.
    """
    with pytest.raises(ValueError, match="y must be an indicator matrix of shape"):
        describe_labels([["a"], ["b", "c"], []])


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_nothing_to_describe(shape):
    """
    A matrix without samples or labels is refused.
    """
    message = f"y must hold at least one sample and one label, got shape {shape}."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        describe_labels(np.zeros(shape))


def test_associations_are_there_when_asked_for():
    """
    Co-occurrence, phi and chi-squared under the names of the labels.
    """
    statistics = describe_labels(Y, names=list("abcd"))

    assert list(statistics.associations.names) == list("abcd")
    assert_array_equal(statistics.associations.cooccurrence, Y.T @ Y)
    assert_array_equal(statistics.associations.phi, associate_labels(Y).phi)
    assert_array_equal(statistics.associations.chi2, associate_labels(Y).chi2)
