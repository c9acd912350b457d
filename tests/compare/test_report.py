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

    names = ["report.md", "report.tex", "report.html"]
    assert [p.name for p in paths[:3]] == names
    assert "<title>My comparison</title>" in paths[2].read_text(encoding="utf-8")


def test_cells_are_kept_as_parquet(results, tmp_path):
    """
    Beside the reports, for other programs.
    """
    pd = pytest.importorskip("pandas", reason="reads Parquet")
    pytest.importorskip("pyarrow", reason="writes Parquet")

    path = write_reports(results, tmp_path)[-1]

    assert path.name == "results.parquet"
    assert len(pd.read_parquet(path)) == len(results.cells)


def test_without_extras_there_is_less(results, tmp_path, monkeypatch):
    """
    No page without jinja2, no Parquet without pyarrow; the other reports need nothing.
    """
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    paths = write_reports(results, tmp_path)

    assert [p.name for p in paths] == ["report.md", "report.tex"]
