"""The traps that real files hold, one by one."""

import io

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal

from mlclf.datasets import FormatError, fetch_dataset, load_arff, load_svmlight
from mlclf.datasets._mulan import load_label_xml
from tests.datasets.real import ROOT, needs_data

pytestmark = needs_data


def same(a, b):
    """Tell whether two loaded files hold the same numbers."""
    difference = abs(a.data - b.data)
    return difference.max() == 0 and (a.target == b.target).all()


def test_labels_at_the_start_by_xml_or_by_minus_c():
    """
    An XML with labels at the start says of Enron what -C 53 says.
    """
    path = ROOT / "enron" / "meka" / "Enron.arff"

    by_xml = load_arff(path, ROOT / "enron" / "lehneres" / "enron.xml")
    by_option = load_arff(path)

    assert by_xml.label_names == by_option.label_names
    assert same(by_xml, by_option)


def test_meka_with_labels_first_or_last_holds_the_same():
    """
    -C 14, -C -14 and MULAN's XML give one and the same yeast.
    """
    first = load_arff(ROOT / "yeast" / "meka" / "Yeast.arff")
    last = load_arff(ROOT / "yeast" / "meka-neg" / "yeast.arff")
    mulan = load_arff(ROOT / "yeast" / "mulan" / "yeast.arff")

    assert first.label_names == last.label_names == mulan.label_names
    assert same(last, mulan)
    assert_array_equal(first.target.sum(axis=0), mulan.target.sum(axis=0))


def test_mekas_split_of_yeast_is_mulans():
    """
    -split-number 1500 names the rows of yeast-train.arff.
    """
    meka = load_arff(ROOT / "yeast" / "meka" / "Yeast.arff")
    train = load_arff(ROOT / "yeast" / "mulan" / "yeast-train.arff")

    assert_array_equal(meka.data[meka.train_index], train.data)
    assert_array_equal(meka.target[meka.train_index], train.target)
    assert len(meka.test_index) == 917


def test_a_misleading_minus_c_is_not_believed():
    """
    medical.arff says -C 45 but has its labels at the end: the XML wins.
    """
    medical = load_arff(ROOT / "medical" / "mulan" / "medical.arff")

    assert medical.label_names[0] == "Class-0-593_70"
    assert medical.feature_names[0] == "-"


@pytest.mark.parametrize("name", ["yeast", "enron"])
def test_the_order_of_the_xml_does_not_matter(name):
    """
    Label columns come out in the order of the ARFF file.
    """
    names, _ = load_label_xml(ROOT / name / "mulan" / f"{name}.xml")

    bunch = load_arff(ROOT / name / "mulan" / f"{name}.arff")

    assert bunch.label_names != names
    assert sorted(bunch.label_names) == sorted(names)
    if name == "yeast":
        assert bunch.label_names == [f"Class{j}" for j in range(1, 15)]
        libsvm = load_svmlight(ROOT / "yeast" / "libsvm" / "yeast_test.txt")
        assert_array_equal(libsvm.target, bunch.target[:917])


def test_a_backslash_in_a_label_name_is_found():
    """
    TAG_m\\'usica of delicious is one of its labels.
    """
    delicious = load_arff(ROOT / "delicious" / "mulan" / "delicious-test.arff")

    assert "TAG_m\\'usica" in delicious.label_names
    assert "TAG_musica" in delicious.label_names


@pytest.mark.parametrize(
    "name", ["bibtex", "corel5k", "delicious", "scene", "tmc2007-500"]
)
def test_the_rows_of_the_split_are_known(name):
    """
    Whatever the order of the full file, train_index and test_index are the parts.
    """
    full = fetch_dataset(name)

    for split in ("train", "test"):
        part = fetch_dataset(name, split=split)
        rows = full[f"{split}_index"]
        assert abs(full.data[rows] - part.data).max() == 0
        assert_array_equal(full.target[rows], part.target)


def test_the_split_of_genbase_lacks_a_protein_and_has_one_twice():
    """
    The full file is the published set; its split is given as it is.
    """
    pytest.importorskip("pandas")
    genbase = fetch_dataset("genbase", as_frame=True)
    proteins = genbase.data["protein"].astype(str).to_numpy()

    rows = np.append(genbase.train_index, genbase.test_index)
    seen, counts = np.unique(proteins[rows], return_counts=True)

    assert len(set(proteins)) == 662
    assert set(proteins) - set(seen) == {"O88658"}
    assert seen[counts > 1].tolist() == ["Q9XEL8"]


def test_missing_values_and_nested_labels_of_the_hierarchical_file():
    """
    1463 question marks are NaN; 351 of 364 labels have a parent.
    """
    bunch = load_arff(ROOT / "mulan-testdata" / "hierarchical-train.arff")

    assert np.isnan(bunch.data).sum() == 1463
    assert (bunch.label_parents >= 0).sum() == 351
    for name, parent in zip(bunch.label_names, bunch.label_parents):
        if parent >= 0:
            assert name.startswith(bunch.label_names[parent] + "/")


def test_quoted_and_numeric_names():
    """
    Commas, colons and an escaped percent sign belong to names; so do digits.
    """
    medical = load_arff(ROOT / "odd" / "boomer-medical1954" / "medical.arff")
    bibtex = load_arff(ROOT / "bibtex" / "mulan" / "bibtex-test.arff")

    assert "50%" in medical.feature_names
    assert "486:Pneumonia,_organism_unspecified" in medical.label_names
    assert bibtex.feature_names[0] == "0"


def test_explicit_zeros_of_a_sparse_file_are_zeros():
    """
    The sparse yeast with 8,939 written zeros is MULAN's dense one, up to rounding.
    """
    sparse = load_arff(ROOT / "odd" / "pcc" / "yeast-test.arff")
    dense = load_arff(ROOT / "yeast" / "mulan" / "yeast-test.arff")

    assert (sparse.data.data != 0).all()
    np.testing.assert_allclose(sparse.data.toarray(), dense.data, atol=1e-6)
    assert_array_equal(sparse.target.sum(axis=1), dense.target.sum(axis=1))


def test_a_dense_file_may_be_called_sparse():
    """
    The rows tell, not the name.
    """
    weather = load_arff(ROOT / "toy" / "boomer" / "weather-sparse.arff")

    assert not sp.issparse(weather.data)


def test_a_file_without_labels():
    """
    67 comment lines, CRLF and no label: an error, or features alone where asked for.
    """
    path = ROOT / "odd" / "mulan" / "solar-flare_1.arff"

    with pytest.raises(FormatError, match="cannot tell which attributes are labels"):
        load_arff(path)
    features = load_arff(path, 0)

    assert features.data.shape == (323, 13)
    assert features.target.shape == (323, 0)
    assert features.DESCR.startswith("1. TItle: Solar Flare database")


def test_nominal_features_are_codes_with_a_meaning():
    """
    Text values, a row identifier of 662 values, and YES/NO, which is 1 and 0.
    """
    foodtruck = load_arff(ROOT / "foodtruck" / "mulan" / "foodtruck.arff")
    genbase = load_arff(ROOT / "genbase" / "mulan" / "genbase.arff")

    time = foodtruck.feature_names.index("time")
    assert foodtruck.categories["time"][int(foodtruck.data[0, time])] == "dinner"
    assert_array_equal(np.sort(genbase.data[:, 0]), np.arange(662))
    assert genbase.categories["PS00010"] == ["NO", "YES"]
    assert set(np.unique(genbase.data[:, 1:])) == {0, 1}


def test_whole_numbers_are_declared_integer():
    """
    The ordinal version of emotions has 72 integer attributes, and MULAN's labels.
    """
    ordinal = load_arff(ROOT / "emotions" / "boomer" / "emotions-ordinal.arff", -6)
    mulan = load_arff(ROOT / "emotions" / "mulan" / "emotions.arff")

    assert_array_equal(ordinal.data, ordinal.data.round())
    assert_array_equal(ordinal.target, mulan.target)


def test_line_ends_of_two_kinds_in_one_file():
    """
    CRLF here, LF there: the rows are those of the file with one kind.
    """
    content = (ROOT / "odd" / "skmultilearn" / "example.arff").read_bytes()
    assert 0 < content.count(b"\r\n") < content.count(b"\n")

    mixed, plain = (
        load_arff(io.BytesIO(text), -7)
        for text in (content, content.replace(b"\r\n", b"\n"))
    )

    assert mixed.data.shape == (65, 19)
    assert_array_equal(mixed.data, plain.data)
    assert_array_equal(mixed.target, plain.target)
    assert mixed.label_names == plain.label_names


def test_rows_without_labels_of_both_kinds():
    """
    In delicious for svmlight one row begins with a blank, another with its features;
    all lines but the first and one end with CRLF.
    """
    path = ROOT / "delicious" / "lsml" / "Delicious_test_leml.txt"
    lines = path.read_bytes().split(b"\n")[1:-1]
    first = [line.split(b" ")[0] for line in lines]
    bare = [word for word in first if not word or b":" in word]

    delicious = load_svmlight(path)

    assert sum(line.endswith(b"\r") for line in lines) == len(lines) - 1
    assert len(bare) == 2
    assert (delicious.target.sum(axis=1) == 0).sum() == 2
    assert len(delicious.data.indptr) == len(lines) + 1
