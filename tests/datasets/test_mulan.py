"""MULAN's label XML."""

import io
import re

import pytest

from mlclf.datasets import FormatError
from mlclf.datasets._mulan import dump_label_xml, find_label_xml, load_label_xml
from tests.datasets.real import ROOT, needs_data

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<labels><label name="&b;"/></labels>'
)


def test_a_tree_is_flattened_from_the_root_down():
    """
    Nested, self-closing labels become a list with the position of each parent.
    """
    xml = (
        b'<labels xmlns="http://mulan.sourceforge.net/labels"><label name="01">'
        b'<label name="01/01"/><label name="01/02"></label></label>'
        b'<label name="02"/></labels>'
    )

    assert load_label_xml(io.BytesIO(xml)) == (
        ["01", "01/01", "01/02", "02"],
        [-1, 0, 0, -1],
    )


def test_names_of_any_kind_come_back():
    """
    Quotes, angle brackets, line ends and backslashes survive writing and reading.
    """
    names = ['a"b', "<c>", "d&e", "f\\'g", "h\ni", "ü"]
    stream = io.BytesIO()

    dump_label_xml(names, stream, [-1, 0, 1, 0, -1, 4])
    stream.seek(0)
    back, parents = load_label_xml(stream)

    assert sorted(back) == sorted(names)
    assert [
        back[p] if p >= 0 else None
        for p in map(parents.__getitem__, map(back.index, names))
    ] == [None, names[0], names[1], names[0], None, names[4]]


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (BILLION_LAUGHS, "<file object>: the XML declares entities or a DTD"),
        ("<labels>\n<label name='a'>", "<file object>, line 2: not well-formed XML"),
        ("<html/>", "expected <labels> and <label>, got <html>."),
        ("<labels/>", "the XML names no label."),
        ("<labels><label/></labels>", "a <label> has no name."),
        ("", "not well-formed XML"),
        ('<?xml version="1.0" encoding="nonsense"?><labels/>', "XML"),
    ],
)
def test_broken_or_hostile_xml_is_refused(xml, message):
    """
    No entity is expanded, and what is wrong is said.
    """
    with pytest.raises(FormatError) as error:
        load_label_xml(io.BytesIO(xml.encode()))

    assert message in str(error.value)


def test_the_xml_of_a_part_is_found(tmp_path):
    """
    The longest XML name that the file's name begins with is taken.
    """
    for name in ("toy.xml", "toy-more.xml", "to.xml", "other.xml"):
        (tmp_path / name).touch()

    assert find_label_xml(tmp_path / "toy.arff").name == "toy.xml"
    assert find_label_xml(tmp_path / "toy-train.arff.gz").name == "toy.xml"
    assert find_label_xml(tmp_path / "toy-more-test.arff").name == "toy-more.xml"
    assert find_label_xml(tmp_path / "toyota.arff") is None


@needs_data
def test_the_hierarchy_of_the_real_file():
    """
    351 of its 364 labels are nested, and a name begins with its parent's.
    """
    names, parents = load_label_xml(ROOT / "mulan-testdata" / "hierarchical.xml")

    nested = [(n, names[p]) for n, p in zip(names, parents) if p >= 0]
    assert (len(names), len(nested)) == (364, 351)
    assert all(name.startswith(parent + "/") for name, parent in nested)


@pytest.mark.parametrize("name", ["", "a\x01", "\ud800", "\ufffe"])
def test_a_name_that_xml_cannot_hold_is_refused(name):
    """
    It could be written, but not read.
    """
    stream = io.BytesIO()

    with pytest.raises(ValueError, match="a label name must not be empty, nor hold ch"):
        dump_label_xml(["a", name], stream)

    assert stream.getvalue() == b""


@pytest.mark.parametrize(
    "parents", [[1, 0], [-1], [-1, 1], [-1, 2], [-1, -2], [-1, 0, 0]]
)
def test_parents_must_make_a_tree(parents):
    """
    Circles, strangers and other numbers of labels are refused.
    """
    message = (
        "label_parents must make a tree of the 2 labels: for each the position of its "
        f"parent, or -1, got {parents}."
    )

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        dump_label_xml(["a", "b"], io.BytesIO(), parents)
