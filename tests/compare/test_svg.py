import re
import xml.etree.ElementTree as ET

import pytest

from mlclf import MLkNN
from mlclf.compare import analyze, run
from tests.compare.toy import toy_data, toy_plan

pytest.importorskip("matplotlib", reason="draws the plots")
from mlclf.compare._svg import plots_of_analysis, plots_of_dataset

NASTY = "<script>alert(1)</script> $x^2$"


@pytest.fixture(scope="module")
def plots():
    methods = {NASTY: MLkNN(n_neighbors=3), "good": MLkNN()}
    results = run(toy_plan(datasets=[toy_data(0), toy_data(1)], methods=methods))
    first = plots_of_dataset(results, "toy0", "f1_micro")
    second = plots_of_dataset(results, "toy1", "f1_micro")
    tests = plots_of_analysis(analyze(results, "f1_micro"))
    return [*first.values(), *second.values(), *tests.values()]


def test_plots_are_svg_with_text(plots):
    """
    Six plots that a browser can read, with their names as text.
    """
    for svg in plots:
        root = ET.fromstring(svg)
        assert root.tag.endswith("svg")
        assert "good" in "".join(root.itertext())


def test_names_are_text_and_nothing_else(plots):
    """
    A name with markup or mathematics is shown as it is written.
    """
    for svg in plots:
        assert "<script" not in svg
        assert NASTY in "".join(ET.fromstring(svg).itertext())


def test_ink_is_the_color_of_the_page(plots):
    """
    Text and axes follow the reader's colors, light or dark.
    """
    for svg in plots:
        assert "currentColor" in svg
        assert "#010203" not in svg
        assert "#ffffff" not in svg


def test_ids_do_not_meet(plots):
    """
    Plots on one page do not borrow one another's clips.
    """
    ids = [name for svg in plots for name in re.findall(r'\bid="([^"]+)"', svg)]
    used = [n for svg in plots for n in re.findall(r"(?:url\(|href=\")#([^)\"]+)", svg)]

    assert len(ids) == len(set(ids))
    assert set(used) <= set(ids)


def test_plots_are_the_same_every_time(plots):
    """
    No dates and no chance: a report of the same results is the same report.
    """
    methods = {NASTY: MLkNN(n_neighbors=3), "good": MLkNN()}
    results = run(toy_plan(datasets=[toy_data(0), toy_data(1)], methods=methods))

    assert list(plots_of_analysis(analyze(results, "f1_micro")).values()) == plots[4:]
