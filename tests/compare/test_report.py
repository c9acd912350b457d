import sys

import pytest

from mlclf.compare import run, write_reports
from tests.compare.toy import toy_plan


@pytest.fixture(scope="module")
def results():
    return run(toy_plan())


def test_reports_are_written(results, tmp_path):
    """
    Markdown, LaTeX and HTML, into a folder that is made where it is not there.
    """
    pytest.importorskip("jinja2", reason="writes the page")

    paths = write_reports(results, tmp_path / "new", title="My comparison")

    assert [p.name for p in paths] == ["report.md", "report.tex", "report.html"]
    assert "<title>My comparison</title>" in paths[2].read_text(encoding="utf-8")


def test_without_jinja2_there_is_no_page(results, tmp_path, monkeypatch):
    """
    The other reports need nothing.
    """
    monkeypatch.setitem(sys.modules, "jinja2", None)

    paths = write_reports(results, tmp_path)

    assert [p.name for p in paths] == ["report.md", "report.tex"]
